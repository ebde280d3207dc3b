"""The small company loaded and built on Postgres: every mart is DuckDB's to the last digit."""

from __future__ import annotations

import pytest

from tests.python.conftest import Dbt


@pytest.fixture(scope="module")
def on_postgres(small_company, module_postgres_env, tmp_path_factory) -> Dbt:
    dbt = Dbt(tmp_path_factory.mktemp("on_postgres"), target="postgres", environment=module_postgres_env)
    loaded = dbt.script("load", "--target", "postgres", "--from", str(small_company.simulated))
    assert loaded.ok, loaded.output[-4000:]
    built = dbt.script("build", timeout=1800)
    assert built.ok, built.output[-4000:]
    return dbt


def test_postgres_has_every_mart_of_duckdb_to_the_last_digit(on_postgres, assert_same_marts):
    assert_same_marts(on_postgres)


def test_one_digit_in_one_row_would_be_seen(on_postgres, assert_same_marts):
    """The check itself, against the smallest difference there can be."""
    one = ("update marts.fct_margin_ledger set amount = amount + {} 0.000000001 where ledger_entry_id = "
           "(select min(ledger_entry_id) from marts.fct_margin_ledger)")
    on_postgres.query(one.format(""))
    try:
        with pytest.raises(AssertionError, match=r"fct_margin_ledger: (\d+) and \1 rows, 1 and 1 of them"):
            assert_same_marts(on_postgres)
    finally:
        on_postgres.query(one.format("-"))
