"""Staged money of Stripe and Orb against the simulator's truth: every line, note, refund, fee and drawdown.

The same company is landed three ways: as the emitters write it; with every column as text, as a CSV loader may; and
without the tables of discounts and taxes, so that the totals of an invoice have to tell. Money must not change.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from scripts._common import ROOT
from tests.python.conftest import Dbt
from tests.python.staged import build_staging

LANDINGS = ["as_landed", "all_text", "reductions_not_landed"]
# The version of a row that counts: the newest of those that are neither broken nor left out.
COUNTED = """
    select * from (
        select *, row_number() over (partition by source_account, source_record_id order by source_updated_at desc) as place
        from {model} where row_issue is null
    ) where place = 1 and exclusion_reason is null
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    subprocess.run(
        [sys.executable, "-m", "scripts.simulate", "--output", str(folder), "--scale", "small", "--vendors", "stripe,orb"],
        cwd=ROOT, check=True, capture_output=True, timeout=300,
    )
    return folder


@pytest.fixture(scope="module", params=LANDINGS)
def billing(request, company: Path, tmp_path_factory) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection that sees staging and `truth`, and how the company was landed."""
    dbt, landing = Dbt(tmp_path_factory.mktemp(request.param)), request.param
    missing = ["stripe.discount", "stripe.tax_amount"] if landing == "reductions_not_landed" else []
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        raw.execute("set TimeZone = 'UTC'")
        for file in sorted((company / "raw").glob("*/*.parquet")):
            vendor, table = file.parent.name, file.stem
            if f"{vendor}.{table}" in missing:
                continue
            raw.execute(f"create schema if not exists {vendor}")
            columns = "cast(columns(*) as text)" if landing == "all_text" else "*"
            raw.execute(f"""create table {vendor}."{table}" as select {columns} from '{file}'""")
    result = build_staging(dbt, ["stripe", "orb"], missing)
    assert result.ok, result.output[-3000:]
    connection = duckdb.connect(str(dbt.warehouse / "build.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{dbt.warehouse / 'raw.duckdb'}' as raw (read_only)")
    for table in ("invoice_lines", "invoices", "payments", "credit_notes", "refunds", "customers", "credit_drawdowns", "credit_grants", "metered_usage"):
        connection.execute(f"create temp view truth_{table} as from '{company / 'truth' / table}.parquet'")
    for entity in ("revenue_lines", "payment_fees", "subscription_items", "subscriptions"):
        connection.execute(f"create temp view counted_{entity} as {COUNTED.format(model='staging.stg_stripe__' + entity)}")
    connection.execute("""
        create temp view accounts as
        select distinct landed.id as customer_native_id, truth_customers.account_id
        from raw.stripe.customer as landed join truth_customers on landed.email = truth_customers.email
    """)
    return connection, landing


def differences(connection: duckdb.DuckDBPyConnection, staged: str, truth: str) -> list[tuple]:
    """Rows that only one side has, as often as they differ in number."""
    return connection.execute(
        f"(select 'staged only', * from ({staged}) except all select 'staged only', * from ({truth}))"
        f" union all (select 'truth only', * from ({truth}) except all select 'truth only', * from ({staged})) limit 5"
    ).fetchall()


def test_every_billed_line(billing) -> None:
    """Without the rows of discounts a line's part of an invoice discount is by amount: the invoice has to tie."""
    connection, landing = billing
    keys = "account_id, currency_code" if landing == "reductions_not_landed" else "account_id, currency_code, revenue_type, feature, first_day, end_day"
    staged = f"""
        select {keys}, sum(net), sum(gross + discount) from (
            select account_id, currency_code, revenue_type, case when revenue_type = 'usage' then feature_ref end as feature,
                cast(service_start_at as date) as first_day, cast(service_end_at as date) as end_day,
                net_amount as net, gross_amount as gross, discount_amount as discount
            from counted_revenue_lines join accounts using (customer_native_id) where line_kind = 'charge'
        ) group by {keys}
    """
    truth = f"""
        select {keys}, sum(net), sum(gross - discount) from (
            select account_id, currency as currency_code, case when kind = 'prepaid_pool' then 'prepaid' else kind end as revenue_type,
                case when kind = 'usage' then feature_key end as feature, service_start as first_day, service_end as end_day, net, gross, discount
            from truth_invoice_lines
        ) group by {keys}
    """
    assert differences(connection, staged, truth) == []
    assert connection.execute("select count(*) > 1000 from counted_revenue_lines").fetchone() == (True,)


def test_discount_of_every_line(billing) -> None:
    connection, landing = billing
    if landing == "reductions_not_landed":
        pytest.skip("which line a discount belongs to was not landed")
    staged = "select invoice_native_id is not null, discount_amount from counted_revenue_lines where discount_amount <> 0"
    assert differences(connection, staged, "select true, -discount from truth_invoice_lines where discount <> 0") == []


def test_credit_notes_and_refunds_count_once(billing) -> None:
    connection, _ = billing
    staged = """
        select account_id, cast(invoiced_at as date), net_amount from counted_revenue_lines join accounts using (customer_native_id)
        where line_kind in ('credit_note', 'refund', 'dispute')
    """
    truth = """
        select account_id, issued_on, -amount from truth_credit_notes
        union all select account_id, refunded_on, -amount from truth_refunds where credit_note_id is null
    """
    assert differences(connection, staged, truth) == []


def test_fees_and_payments(billing) -> None:
    """What was collected is cash, so euro payments carry the tax that their prices contain; the fee does not."""
    connection, _ = billing
    staged = "select account_id, cast(occurred_at as date), fee_amount from counted_payment_fees join accounts using (customer_native_id)"
    assert differences(connection, staged, "select account_id, paid_on, fee from truth_payments") == []
    staged = "select account_id, payment_currency_code, payment_amount from counted_payment_fees join accounts using (customer_native_id)"
    keep = "payment_currency_code <> 'EUR'"
    assert differences(
        connection, f"select * from ({staged}) where {keep}",
        "select account_id, currency, amount from truth_payments where currency <> 'EUR'",
    ) == []


def test_credit_ledger(billing) -> None:
    connection, _ = billing
    staged = """
        select feature_ref, cast(occurred_at as date), sum(money_amount) from staging.stg_orb__credit_entries
        where entry_type = 'burn' and exclusion_reason is null group by all
    """
    assert differences(connection, staged, "select feature_key, usage_date, -sum(amount) from truth_credit_drawdowns group by all") == []
    granted = "select paid_amount, cast(effective_at as date) from staging.stg_orb__credit_grants where exclusion_reason is null"
    assert differences(connection, granted, "select paid_amount, effective_on from truth_credit_grants") == []


def test_metered_usage(billing) -> None:
    """Every event once: repeats and switched-off events left out, the two contradicting bodies set aside."""
    connection, _ = billing
    staged = """
        select feature_ref, cast(occurred_at as date), sum(quantity) from (
            select source_record_id, min(feature_ref) as feature_ref, min(occurred_at) as occurred_at, min(quantity) as quantity
            from staging.stg_orb__usage_events where exclusion_reason is null
            group by source_record_id having count(distinct payload_hash) = 1
        ) group by all
    """
    truth = "select feature_key, usage_date, cast(sum(quantity) as decimal(38, 9)) from truth_metered_usage group by all"
    assert differences(connection, staged, truth) == []


def test_both_billers_say_the_same(billing) -> None:
    connection, _ = billing
    staged = "select currency_code, sum(net_amount) from counted_revenue_lines where line_kind = 'charge' group by all"
    orb = """
        select currency_code, sum(net_amount) from staging.stg_orb__revenue_lines
        where line_kind = 'charge' and exclusion_reason is null group by all
    """
    assert differences(connection, staged, orb) == []
