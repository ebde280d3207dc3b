"""A link joins two customers and is taken back: every mart is again what it would have been, and while it stood exactly
the figures of these two moved. Links carry no dates, so all open months follow."""

from __future__ import annotations

import shutil
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.python.conftest import ROOT, Dbt, marts_as_text

pytestmark = pytest.mark.prove

ONE, OTHER = "acct_0010", "acct_0020"
# In the currency of the source: how many ledger rows an amount is spread over moves the last digits of its exchange.
BY_CUSTOMER = """
    select customer_key, period_month, entry_class, source_currency_code, sum(source_amount)
    from marts.fct_margin_ledger
    group by all
    having sum(source_amount) <> 0
"""


@pytest.fixture(scope="module")
def copy(small_company, tmp_path_factory):
    """The small company's raw tables and build under a copy of the seeds."""
    folder = tmp_path_factory.mktemp("unmerge")
    project, warehouse = folder / "project", folder / "warehouse"
    project.mkdir()
    warehouse.mkdir()
    for name in ("models", "macros", "tests", "analyses"):
        (project / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    shutil.copytree(ROOT / "seeds", project / "seeds")
    for name in ("raw.duckdb", "build.duckdb"):
        shutil.copyfile(small_company.warehouse / name, warehouse / name)
    return Dbt(warehouse, project=project)


def build_with(dbt: Dbt, *links: str) -> dict[tuple, Decimal]:
    """Ledger by customer, month and side, once these links stand in customer_links.csv."""
    seed = dbt.project / "seeds" / "business" / "customer_links.csv"
    seed.write_text("\n".join([(ROOT / "seeds/business/customer_links.csv").read_text().rstrip(), *links]) + "\n")
    done = dbt.run("build", "--select", "customer_links+", "--exclude-resource-type", "unit_test", "test")
    assert done.ok, done.output[-4000:]
    return {tuple(row[:4]): row[4] for row in dbt.query(BY_CUSTOMER)}


def keys(dbt: Dbt) -> dict[str, str]:
    found = dbt.query("select customer_native_id, customer_key from intermediate.int_customer_map where vendor = 'generic'")
    return dict(found)


def test_a_link_taken_back_leaves_nothing(copy, company_marts, tmp_path):
    apart = {tuple(row[:4]): row[4] for row in copy.query(BY_CUSTOMER)}
    before = keys(copy)
    assert before[ONE] != before[OTHER]
    joined = build_with(copy, f"link,generic:external_id:{ONE},generic:external_id:{OTHER},one company,finance")
    after = keys(copy)
    assert after[ONE] == after[OTHER] in (before[ONE], before[OTHER])
    assert {account for account in before if before[account] != after[account]} == {ONE if after[ONE] == before[OTHER] else OTHER}
    expected: dict[tuple, Decimal] = defaultdict(Decimal)
    for (customer, *rest), amount in apart.items():
        expected[after[ONE] if customer in (before[ONE], before[OTHER]) else customer, *rest] += amount
    moved = {key for key in joined | expected if joined.get(key) != expected.get(key)}
    # Support is spread over one customer less, to the same total; every other figure of the two is the sum of theirs.
    assert {entry_class for _, _, entry_class, _ in moved} == {"support"}
    assert sum(amount for key, amount in joined.items() if key[2] == "support") == sum(amount for key, amount in apart.items() if key[2] == "support")
    again = build_with(copy)
    assert again == apart
    names = marts_as_text(copy, tmp_path / "again")
    different = [name for name in names if (tmp_path / "again" / f"{name}.csv").read_bytes() != (company_marts / f"{name}.csv").read_bytes()]
    assert different == []
