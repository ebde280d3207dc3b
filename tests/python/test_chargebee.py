"""Chargebee bills the simulated company and Stripe only collects: staged rows against the truth on DuckDB, figures by hand on Postgres."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.python import biller_truth as biller
from tests.python.conftest import Dbt, _new_database
from tests.python.staged import build_staging, land_rows

ACCOUNTS = """
    select distinct landed.id as customer_native_id, account_id from raw.chargebee.customer as landed join truth_customers using (email)
"""
COUNTS = {
    "customers": ["customer"], "subscriptions": ["subscription"], "prices": ["item_price", "differential_price"],
    "meters": ["item"], "revenue_lines": ["invoice", "credit_note"], "payment_fees": ["transaction"],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return biller.told("chargebee", tmp_path_factory.mktemp("chargebee"), ACCOUNTS)


class TestTheCompany(biller.BillerQuestions):
    vendor, counts = "chargebee", COUNTS


def test_planted_faults_are_left_out(told):
    """Each fault of the emitter meets its reason in staging; the numbers come from the log of faults."""
    faults = dict(told.execute("select what, sum(rows) from truth_dirt where vendor = 'chargebee' and source_table <> 'customer' group by 1").fetchall())
    reasons = dict(told.execute("""
        select exclusion_reason || ' ' || source_table, count(*) from staging.stg_chargebee__revenue_lines group by 1
        union all select exclusion_reason || ' ' || source_table, count(*) from staging.stg_chargebee__payment_fees group by 1
    """).fetchall())
    assert reasons["voided invoice"] == faults["voided invoice"] > 0
    assert reasons["pending invoice"] == faults["pending invoice"] > 0
    assert reasons["deleted invoice"] == faults["deleted invoice"] > 0
    assert reasons["payment_failure transaction"] >= faults["failed payment"] > 0
    assert reasons["test_mode transaction"] == faults["payment through the test gateway"] == 1
    assert faults["period that ends a second early"] > 0 and faults["inclusive tax"] > 0 and faults["exclusive tax"] > 0


# --- by hand, on Postgres -------------------------------------------------------------------------------------------

SECOND = 1772323200  # 2026-03-01 00:00:00
MONTH_END = 1775001600


def line(name, amount, **values):
    return {"id": name, "amount": amount, "quantity": 1, "date_from": SECOND, "date_to": MONTH_END, "entity_type": "plan_item_price",
            "entity_id": "pro-USD", "discount_amount": 0, "tax_amount": 0} | values


def by_hand():
    """A site of one page: texts throughout, as a CSV loader lands them."""
    clock = {"updated_at": SECOND + 60, "resource_version": (SECOND + 60) * 1000, "_airbyte_extracted_at": "2026-03-02 04:00:00"}
    invoice = {"customer_id": "cus_1", "subscription_id": "sub_1", "status": "paid", "price_type": "tax_exclusive", "date": SECOND,
               "generated_at": SECOND + 60, "currency_code": "USD", "tax": 0, "round_off_amount": 0, "deleted": "false", **clock}
    invoices = [
        {"id": "1", "sub_total": 7920, "total": 9425, "tax": 1505, "line_items": [line("a", 9900, discount_amount=1980, tax_amount=1505)]},
        {"id": "2", "currency_code": "JPY", "sub_total": 5000, "total": 5000, "line_items": [line("b", 5000)]},
        {"id": "3", "price_type": "tax_inclusive", "sub_total": 11900, "total": 11900, "tax": 1900, "line_items": [line("c", 11900, tax_amount=1900)]},
        {"id": "4", "sub_total": 1, "total": 1, "line_items": [line("d", 1, amount_in_decimal="0.0125", metered=True, entity_id="docs-USD")]},
        {"id": "5", "sub_total": 0, "total": 0, "line_items": [line("e", 1000, discount_amount=1000)]},
        {"id": "6", "status": "voided", "sub_total": 9900, "total": 9900, "line_items": [line("f", 9900)]},
        {"id": "7", "sub_total": 9900, "total": 9899, "round_off_amount": -1, "line_items": [line("g", 4900, customer_id="cus_2"), line("h", 5000)]},
        {"id": "8", "sub_total": 500, "total": 500, "line_items": "[{"},
    ]
    notes = [
        {"id": "1", "reference_invoice_id": "1", "reason_code": "waiver", "status": "refund_due", "total": 1000, "line_items": [line("n", 1000, date_to=SECOND, reference_line_item_id="a")]},
        {"id": "2", "reference_invoice_id": "1", "reason_code": "write_off", "status": "adjusted", "total": 500, "line_items": [line("o", 500, date_to=SECOND)]},
    ]
    as_text = [row | {"line_items": row["line_items"] if isinstance(row["line_items"], str) else json.dumps(row["line_items"])} for row in invoices]
    return {
        ("chargebee", "invoice"): [invoice | row for row in as_text],
        ("chargebee", "credit_note"): [invoice | row | {"line_items": json.dumps(row["line_items"])} for row in notes],
        ("chargebee", "customer"): [{"id": "cus_1", "company": "Firm", "custom_fields": '[{"name": "cf_account_id", "value": "acct_1"}]', "created_at": SECOND, **clock}],
        ("chargebee", "subscription"): [{"id": "sub_1", "customer_id": "cus_1", "status": "active", "currency_code": "USD", "started_at": SECOND, **clock,
                                         "subscription_items": '[{"item_price_id": "pro-USD", "item_type": "plan", "quantity": 1, "unit_price": 8900, "amount": 8900}]'}],
        ("chargebee", "item"): [{"id": "pro", "name": "Pro plan", "metered": "false", **clock}, {"id": "docs", "name": "Documents", "metered": "true", "metadata": '{"feature": "search"}', **clock}],
        ("chargebee", "item_price"): [
            {"id": "pro-USD", "item_id": "pro", "pricing_model": "flat_fee", "price": 9900, "period": 1, "period_unit": "month", "currency_code": "USD", "status": "active", "created_at": SECOND, **clock},
            {"id": "docs-USD", "item_id": "docs", "pricing_model": "tiered", "period": 1, "period_unit": "month", "currency_code": "USD", "status": "active", "created_at": SECOND, **clock,
             "tiers": '[{"starting_unit": 1, "ending_unit": 10, "price": 5}, {"starting_unit": 11, "price_in_decimal": "0.0125"}]'},
        ],
        ("chargebee", "transaction"): [{"id": "txn_1", "customer_id": "cus_1", "type": "payment", "status": "success", "date": SECOND, "gateway": "not_applicable",
                                        "currency_code": "JPY", "amount": 5000, "linked_invoices": '[{"invoice_id": "2"}]', "deleted": "false", **clock}],
    }


@pytest.fixture(scope="module")
def hand_written(postgres_host, tmp_path_factory):
    dbt = Dbt(tmp_path_factory.mktemp("chargebee_postgres"), target="postgres", environment=_new_database(postgres_host, "chargebee"))
    land_rows(dbt, by_hand())
    done = build_staging(dbt, ["chargebee"], ["chargebee.coupon", "chargebee.differential_price"])
    assert done.ok, done.output[-3000:]
    return dbt


def test_figures_by_hand(hand_written):
    lines = hand_written.query("""
        select source_record_id, customer_native_id, currency_code, line_kind, gross_amount, discount_amount, net_amount
        from staging.stg_chargebee__revenue_lines where exclusion_reason is null and row_issue is null order by 1
    """)
    assert [(name, customer, currency, kind, *map(float, amounts)) for name, customer, currency, kind, *amounts in lines] == [
        ("credit_note|1|n", "cus_1", "USD", "credit_note", -10, 0, -10), ("credit_note|2|o", "cus_1", "USD", "write_off", -5, 0, -5),
        ("invoice|1|a", "cus_1", "USD", "charge", 99, -19.8, 79.2), ("invoice|2|b", "cus_1", "JPY", "charge", 5000, 0, 5000),
        ("invoice|3|c", "cus_1", "USD", "charge", 100, 0, 100), ("invoice|4|d", "cus_1", "USD", "charge", 0.0125, 0, 0.0125),
        ("invoice|5|e", "cus_1", "USD", "charge", 10, -10, 0), ("invoice|7", "cus_1", "USD", "charge", -0.01, 0, -0.01),
        ("invoice|7|g", "cus_2", "USD", "charge", 49, 0, 49), ("invoice|7|h", "cus_1", "USD", "charge", 50, 0, 50),
    ]
    issues = hand_written.query("select source_record_id, row_issue, net_amount from staging.stg_chargebee__revenue_lines where row_issue is not null")
    assert issues == [("invoice|8", "line_items: no lines behind the total", Decimal(5))]


def test_the_rest_by_hand(hand_written):
    assert hand_written.query("select payment_amount, fee_amount, invoice_native_id from staging.stg_chargebee__payment_fees") == [(Decimal(5000), Decimal(0), "2")]
    assert hand_written.query("select unit_amount, quantity, billing_months from staging.stg_chargebee__subscription_items") == [(Decimal(89), Decimal(1), Decimal(1))]
    tiers = hand_written.query("""
        select tier_index, bracket_from, bracket_up_to, unit_amount from staging.stg_chargebee__prices where exclusion_reason is null and price_native_id = 'docs-USD' order by 1
    """)
    assert tiers == [(1, 0, 10, Decimal("0.05")), (2, 10, None, Decimal("0.0125"))]
    assert hand_written.query("select identifier_value from staging.stg_chargebee__customer_identifiers") == [("acct_1",)]
    assert hand_written.query("select source_record_id, feature_ref from staging.stg_chargebee__meters where exclusion_reason is null") == [("docs", "search")]
