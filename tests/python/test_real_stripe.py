"""Stripe as a real destination holds it: the public sample of the Fivetran connector, read in place.

Its keys hardly join and its columns are those of an older API version, so it shows what staging does with orphans,
failed payments and columns that were never landed; its balance transactions tie to the cent.
"""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
import yaml

from scripts._common import ROOT
from tests.python.conftest import Dbt
from tests.python.staged import build_staging

SAMPLE = ROOT.parent / "shared" / "data" / "fivetran_stripe"
SOURCES = ROOT / "models" / "staging" / "billing" / "stripe" / "_stripe__sources.yml"

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason=f"the public Stripe sample is not at {SAMPLE}")


@pytest.fixture(scope="module")
def stripe(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    """Staging of Stripe built on the sample; what the sample lacks is declared missing, as a user would."""
    dbt = Dbt(tmp_path_factory.mktemp("real_stripe"))
    missing = []
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        raw.execute("create schema stripe")
        for table in yaml.safe_load(SOURCES.read_text())["sources"][0]["tables"]:
            file = SAMPLE / f"{table['name']}_data.csv"
            if not file.exists():
                missing.append(f"stripe.{table['name']}")
                continue
            raw.execute(f"""create table stripe."{table['name']}" as from read_csv('{file}')""")
            landed = {row[0] for row in raw.execute(f"""describe stripe."{table['name']}" """).fetchall()}
            missing += [f"stripe.{table['name']}.{c['name']}" for c in table["columns"] if c["name"] not in landed]
    result = build_staging(dbt, ["stripe"], missing, tests=True)
    assert result.ok, result.output[-3000:]
    connection = duckdb.connect(str(dbt.warehouse / "build.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{dbt.warehouse / 'raw.duckdb'}' as raw (read_only)")
    return connection


def rows(stripe: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return stripe.execute(sql).fetchall()


def test_charges_less_fees_are_net(stripe) -> None:
    paid, fees, movements = rows(stripe, """
        select sum(payment_amount), sum(fee_amount), count(*) from staging.stg_stripe__payment_fees
        where exclusion_reason is null and row_issue is null
    """)[0]
    assert (paid, fees, paid - fees, movements) == (Decimal("211303.18"), Decimal("6482.18"), Decimal("204821.00"), 8)
    assert rows(stripe, "select exclusion_reason from staging.stg_stripe__payment_fees where fee_kind = 'other'") == [("not_a_fee",)]


def test_failed_charges_bring_nothing(stripe) -> None:
    assert rows(stripe, "select is_paid, count(*) from staging.stg_stripe__charges group by is_paid") == [(False, 16)]
    failed = rows(stripe, """
        select count(*) from staging.stg_stripe__payment_fees as fees
        join staging.stg_stripe__charges as charges on fees.payment_native_id = charges.charge_id
    """)
    assert failed == [(0,)]


def test_nothing_that_went_back_was_revenue(stripe) -> None:
    """Its refunds and lost disputes belong to payments without any invoice."""
    assert dict(rows(stripe, """
        select source_table || ' ' || coalesce(exclusion_reason, 'counts'), count(*) from staging.stg_stripe__revenue_lines
        where line_kind in ('refund', 'dispute') group by 1
    """)) == {
        "refund no_invoice": 4, "dispute no_invoice": 7, "dispute dispute_won": 3,
        "dispute dispute_warning_needs_response": 1, "dispute dispute_under_review": 1,
    }


def test_orphans_are_named(stripe) -> None:
    lines = rows(stripe, """
        select source_record_id, net_amount, exclusion_reason, row_issue from staging.stg_stripe__revenue_lines
        where source_table in ('invoice_line_item', 'credit_note_line_item') order by 1
    """)
    assert lines == [
        ("ab1111|gg665", Decimal("0.21"), None, None),
        ("bd665|dsgjnik978", Decimal("0.65"), None, 'invoice_id: invoice "bd665" was not landed'),
        ("cde3453|briieugh4939", Decimal("1.00"), None, 'invoice_id: invoice "cde3453" was not landed'),
        ("cn_89hUNfs|cnli_H7kCLAE", Decimal("-0.50"), None, 'invoice_id: invoice "in_1J7DINLdeVo" was not landed'),
        ("cn_Jg3Jf0s|cnli_1HuHLafV", Decimal("-1.00"), "test_mode", 'invoice_id: invoice "in_1IPp7kCLA0Q" was not landed'),
    ]


def test_history_and_price_list(stripe) -> None:
    assert rows(stripe, "select exclusion_reason, count(*) from staging.stg_stripe__subscriptions group by 1 order by 1") == [
        ("superseded_history", 1), (None, 1),
    ]
    months = rows(stripe, """
        select price_native_id, billing_months, unit_amount from staging.stg_stripe__prices
        where price_native_id in ('5gh', '214gfdg', 'price_3', 'price_4') order by 1
    """)
    assert months == [
        ("214gfdg", 3, Decimal("2640.30")), ("5gh", 6, Decimal("1500.00")),
        ("price_3", 12, Decimal("299.90")), ("price_4", 3, Decimal("80.00")),
    ]


@pytest.mark.parametrize("model, tables", [
    ("customers", ["customer"]), ("subscriptions", ["subscription_history"]), ("prices", ["price", "plan"]),
    ("payment_fees", ["balance_transaction"]),
    ("revenue_lines", ["invoice_line_item", "credit_note_line_item", "refund", "dispute"]),
])
def test_no_row_is_dropped_or_doubled(stripe, model: str, tables: list[str]) -> None:
    staged = dict(rows(stripe, f"select source_table, count(*) from staging.stg_stripe__{model} group by 1"))
    landed = {table: rows(stripe, f'select count(*) from raw.stripe."{table}"')[0][0] for table in tables}
    assert staged == landed
