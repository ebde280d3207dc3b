"""One company told by whole stacks of other tools: the same figures, or a difference that is named here.

Each stack is simulated, loaded and built as a user's would be; then the tests of the truth and of the headline month run on
it as they are, and every customer x feature x month is compared with what the default stack says.
"""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.simulate.stacks import DEFAULT, STACKS
from tests.python.conftest import ROOT, Company, Dbt, made_once, make_company

CENT = Decimal("0.005")
# By the product's own account id: another biller is another customer_key.
BY_ACCOUNT = """
    with account_keys as (
        select substr(node, length('external_id:') + 1) as account_id, customer_key
        from {db}.intermediate.int_identifier_customers where starts_with(node, 'external_id:acct_')
        union all
        select customer_key, customer_key from {db}.marts.dim_customers where customer_key like '(%'
    )
    select account_id, feature_key, period_month, entry_side, {entry_class} as entry_class, cost_function, sum(amount) as amount
    from {db}.marts.fct_margin_ledger left join account_keys using (customer_key)
    group by all
"""


# The one thing that Chargebee and Zuora cannot tell: they send money back by a credit note, so a refund is a credit there.
REFUND_IS_CREDIT = "case when entry_class = 'refund' then 'credit' else entry_class end"


@pytest.fixture(scope="module", params=[name for name in STACKS if name != DEFAULT])
def stack(request, tmp_path_factory) -> Company:
    folder = made_once(tmp_path_factory, request.param, lambda folder: make_company(folder, request.param))
    return Company(folder / "warehouse", folder / "simulated", Dbt(folder / "warehouse"))


@pytest.mark.prove
def test_the_truth_and_the_headline_month_hold(stack):
    command = [sys.executable, "-m", "pytest", "-n", "0", "--company", str(stack.warehouse.parent),
               "tests/python/test_truth.py", "tests/python/test_golden.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.prove
def test_every_customer_feature_and_month_is_the_same(stack, small_company):
    entry_class = "entry_class" if STACKS[stack.warehouse.parent.name][0] == "stripe" else REFUND_IS_CREDIT
    with duckdb.connect() as connection:
        for name, company in (("first", small_company), ("other", stack)):
            connection.execute(f"attach '{Path(company.warehouse, 'build.duckdb')}' as {name} (read_only)")
            connection.execute(f"create temp table {name}_entries as {BY_ACCOUNT.format(db=name, entry_class=entry_class)}")
        assert connection.execute("select count(*) from first_entries").fetchone()[0] > 1000
        keys = ("account_id", "feature_key", "period_month", "entry_side", "entry_class", "cost_function")
        same = " and ".join(f"first_entries.{key} is not distinct from other_entries.{key}" for key in keys)
        named = ", ".join(f"coalesce(first_entries.{key}, other_entries.{key})" for key in keys)
        assert connection.execute(
            f"""select {named}, first_entries.amount, other_entries.amount
                from first_entries full outer join other_entries on {same}
                where abs(coalesce(first_entries.amount, 0) - coalesce(other_entries.amount, 0)) > {CENT}
                order by all limit 20"""
        ).fetchall() == []
