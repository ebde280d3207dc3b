"""What the staging of any biller must say about the simulated company: shared questions of test_chargebee and test_zuora.

The biller bills, Stripe only collects. `told(...)` simulates, lands and stages both; each check compares staged rows
with the simulator's truth, to the cent.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from scripts.simulate.emitters import stripe
from tests.python.conftest import ROOT, Dbt
from tests.python.staged import build_staging, land_simulated, source_tables, staged_connection

# The version of a row that counts: the newest of those that are neither broken nor left out.
COUNTED = """
    select * from (
        select *, row_number() over (partition by source_account, source_record_id order by source_updated_at desc) as place
        from {model} where row_issue is null
    ) where place = 1 and exclusion_reason is null
"""
ENTITIES = ("customers", "customer_identifiers", "subscriptions", "subscription_items", "prices", "revenue_lines", "payment_fees")


def told(vendor: str, folder: Path, account_of: str) -> duckdb.DuckDBPyConnection:
    """A connection with counted_<entity> of the biller, stripe_<entity>, raw, truth and accounts; `account_of`: SQL of
    (customer_native_id, account_id) found by the address that the truth knows."""
    company = folder / "company"
    subprocess.run(
        [sys.executable, "-m", "scripts.simulate", "--output", str(company), "--scale", "small", "--vendors", f"{vendor},stripe"],
        cwd=ROOT, check=True, capture_output=True, timeout=300,
    )
    (folder / "warehouse").mkdir()
    dbt = Dbt(folder / "warehouse")
    land_simulated(dbt, company, [vendor, "stripe"])
    done = build_staging(dbt, [vendor, "stripe"], stripe.not_landed_by_processor())
    assert done.ok, done.output[-3000:]
    connection = staged_connection(dbt, company)
    for entity in ENTITIES:
        connection.execute(f"create temp view counted_{entity} as {COUNTED.format(model=f'staging.stg_{vendor}__{entity}')}")
        connection.execute(f"create temp view stripe_{entity} as {COUNTED.format(model=f'staging.stg_stripe__{entity}')}")
    connection.execute(f"create temp view accounts as {account_of}")
    connection.execute("""
        create temp view stripe_accounts as
        select distinct landed.id as customer_native_id, account_id
        from raw.stripe.customer as landed join truth_customers using (email)
    """)
    return connection


def differences(connection, staged: str, truth: str) -> list[tuple]:
    """Rows that only one side has, as often as they differ in number."""
    return connection.execute(
        f"(select 'staged only', * from ({staged}) except all select 'staged only', * from ({truth}))"
        f" union all (select 'truth only', * from ({truth}) except all select 'truth only', * from ({staged})) limit 5"
    ).fetchall()


def every_billed_line(connection) -> list[tuple]:
    keys = "account_id, currency_code, revenue_type, feature, first_day, end_day"
    staged = f"""
        select {keys}, sum(net), sum(gross), sum(discount) from (
            select account_id, currency_code, revenue_type, case when revenue_type = 'usage' then feature_ref end as feature,
                cast(service_start_at as date) as first_day, cast(service_end_at as date) as end_day,
                net_amount as net, gross_amount as gross, discount_amount as discount
            from counted_revenue_lines join accounts using (customer_native_id) where line_kind = 'charge'
        ) group by {keys}
    """
    truth = f"""
        select {keys}, sum(net), sum(gross), -sum(discount) from (
            select account_id, currency as currency_code, case when kind = 'prepaid_pool' then 'prepaid' else kind end as revenue_type,
                case when kind = 'usage' then feature_key end as feature, service_start as first_day, service_end as end_day, net, gross, discount
            from truth_invoice_lines
        ) group by {keys}
    """
    return differences(connection, staged, truth)


def every_reduction(connection) -> list[tuple]:
    """Neither biller knows a refund without a note: the company's one is a note there, in the month of the line it gives back."""
    staged = """
        select account_id, cast(invoiced_at as date), net_amount, cast(service_start_at as date) from counted_revenue_lines
        join accounts using (customer_native_id) where line_kind in ('credit_note', 'refund', 'dispute', 'write_off')
    """
    given = """
        select account_id, issued_on as given_on, amount, invoice_id, line_id from truth_credit_notes
        union all
        select account_id, refunded_on, amount, invoice_id, (select min(line_id) from truth_invoice_lines as lines where lines.invoice_id = refunds.invoice_id)
        from truth_refunds as refunds where credit_note_id is null
    """
    truth = f"""
        select given.account_id, given_on, -given.amount, service_start from ({given}) as given
        join truth_invoice_lines as lines on lines.line_id = given.line_id
    """
    return differences(connection, staged, truth)


def every_payment(connection) -> list[tuple]:
    """Cards by Stripe with their fees, transfers by the biller without: together each payment once, as cash (tax included)."""
    staged = """
        select account_id, cast(occurred_at as date), fee_amount, payment_currency_code, payment_amount from counted_payment_fees
        join accounts using (customer_native_id)
        union all
        select account_id, cast(occurred_at as date), fee_amount, payment_currency_code, payment_amount from stripe_payment_fees
        join stripe_accounts using (customer_native_id)
    """
    truth = """
        select payments.account_id, paid_on, fee, payments.currency,
            amount + case when payments.currency = 'EUR' then (
                select sum(round(net * case country when 'DE' then 0.19 else 0.21 end, 2)) from truth_invoice_lines as lines
                join truth_customers as customers on customers.account_id = lines.account_id
                where lines.invoice_id = payments.invoice_id
            ) else 0 end
        from truth_payments as payments
    """
    return differences(connection, staged, truth)


def every_contract(connection) -> list[tuple]:
    """Each contract with its plan, its price per month before discounts and the share taken off while it lasts."""
    staged = """
        select account_id, cast(started_at as date), cast(ended_at as date), subscriptions.currency_code, plan_product,
            unit_amount * quantity, billing_months, coalesce(discount_ratio, 0) * 100, cast(valid_to as date)
        from counted_subscriptions as subscriptions
        join accounts using (customer_native_id)
        join (
            select subscription_native_id, items.unit_amount, items.quantity, items.billing_months, items.discount_ratio, items.valid_from,
                case when items.valid_to < subscriptions.ended_at or subscriptions.ended_at is null then items.valid_to end as valid_to, plan_product
            from counted_subscription_items as items
            join counted_subscriptions as subscriptions on subscriptions.source_record_id = items.subscription_native_id
            join (
                select price_native_id, min(product_name) as plan_product from counted_prices where usage_type = 'licensed' group by price_native_id
            ) as listed on listed.price_native_id = items.price_native_id
            where items.quantity is not null
        ) as items on items.subscription_native_id = subscriptions.source_record_id
    """
    discounted = "discount_percent > 0 and discount_until is not null and (ends_on is null or discount_until < ends_on)"
    shared = """
        account_id, starts_on, case when ends_on <= date '2026-04-21' then ends_on end, currency, upper(tier_key[1]) || tier_key[2:] || ' plan',
        list_amount, billing_months
    """
    truth = f"""
        select {shared}, discount_percent, case when {discounted} then discount_until end from truth_contracts
        union all
        select {shared}, 0, null from truth_contracts where {discounted}
    """
    return differences(connection, staged, truth)


def stripe_only_collects(connection) -> dict:
    """What Stripe's own revenue rows come to: all left out, by reason."""
    assert connection.execute("select count(*) from stripe_revenue_lines").fetchone() == (0,)
    assert connection.execute("select count(*) from stripe_subscriptions").fetchone() == (0,)
    return dict(connection.execute("select exclusion_reason, count(*) from staging.stg_stripe__revenue_lines group by 1").fetchall())


def who_is_who(connection, vendor: str) -> list[tuple]:
    """Every customer by the product's account id, or by an explicit link of the seed."""
    staged = f"""
        select account_id from accounts join counted_customer_identifiers using (customer_native_id)
        where identifier_kind = 'external_id' and identifier_value = account_id
        union
        select account_id from accounts join seeds.customer_links
            on left_identifier = '{vendor}:customer_id:' || customer_native_id and right_identifier = 'generic:external_id:' || account_id
    """
    return differences(connection, staged, "select account_id from truth_customers")


def rows_of_counted_tables(connection, vendor: str, counts: dict[str, list[str]]) -> list[str]:
    """Counted raw tables whose rows and staged rows differ in number."""
    wrong, landed = [], set(source_tables(vendor))
    for entity, tables in counts.items():
        staged = dict(connection.execute(f"select source_table, count(*) from staging.stg_{vendor}__{entity} group by 1").fetchall())
        for name in tables:
            raw = connection.execute(f'select count(*) from raw.{vendor}."{name}"').fetchone()[0]
            if name not in landed or staged.get(name, 0) != raw:
                wrong.append(f"{entity}: {name} has {raw} raw rows, {staged.get(name, 0)} staged")
    return wrong


class BillerQuestions:
    """The questions as tests; a biller's file gives `vendor`, `counts` (entity -> counted raw tables) and `told`."""

    vendor: str
    counts: dict[str, list[str]]

    def test_every_billed_line(self, told):
        assert every_billed_line(told) == []
        assert told.execute("select count(*) > 1000 from counted_revenue_lines").fetchone() == (True,)

    def test_every_reduction(self, told):
        assert every_reduction(told) == []

    def test_every_payment_and_fee(self, told):
        assert every_payment(told) == []

    def test_every_contract(self, told):
        assert every_contract(told) == []

    def test_stripe_only_collects(self, told):
        assert stripe_only_collects(told) == {"no_invoice": 3, "refund_failed": 1, "dispute_won": 1}

    def test_who_is_who(self, told):
        assert who_is_who(told, self.vendor) == []

    def test_no_row_is_dropped_or_doubled(self, told):
        assert rows_of_counted_tables(told, self.vendor, self.counts) == []

    def test_headers_equal_their_lines(self, told):
        controls = f"staging.stg_{self.vendor}__invoice_controls"
        compared = told.execute(f"select count(*), count(*) filter (is_unexplained) from {controls}").fetchone()
        assert compared == (told.execute("select count(*) from truth_invoices").fetchone()[0], 0)
