"""Stripe's published example of every API object, flattened the way Fivetran names columns: each column that staging
reads must have its place in the current API or be known as an old one, and the objects must come out as money.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows, source_tables

FIXTURES = DATA / "stripe_api_objects" / "fixtures3.json"
pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason=f"the API examples are not at {FIXTURES}")

# Columns whose place the API gave up on 2025-03-31 or before; older connections still land them.
OLD_PLACES = {
    "invoice": {"subscription_id", "tax"},
    "invoice_line_item": {"price_id", "plan_id", "type", "unique_id"},
    "charge": {"invoice_id"},
    "credit_note": {"refund_id"},
    "subscription_discount": {"coupon_id"},
    "subscription_history": {"current_period_start", "current_period_end"},
}
# Added by the loader, or by the account that the object was read from.
LOADER = {"_fivetran_synced", "_fivetran_active", "_fivetran_start", "connected_account_id", "is_deleted", "tax_info_tax_id"}
# Examples leave these keys out or empty where a real object has them: the kind of price and of payment decides.
NOT_IN_EXAMPLES = {
    "invoice_line_item": {"pricing_price_details_price", "pricing_price_details_product"},
    "invoice_payment": {"charge_id", "payment_intent_id"},
    "subscription_history": {"parent"},
}
# Fivetran writes the id of another object as <object>_id.
REFERENCES = ("customer", "subscription", "price", "plan", "product", "invoice", "charge", "payment_intent", "coupon", "refund")
TIMES = ("created", "start", "end", "start_date", "ended_at", "trial_start", "trial_end", "current_period_start", "current_period_end",
         "period_start", "period_end", "status_transitions_finalized_at", "status_transitions_marked_uncollectible_at")


def flat(value: dict, prefix: str = "") -> dict:
    """Nested objects as snake case columns; lists stay out, they are tables of their own."""
    row = {}
    for name, found in value.items():
        if isinstance(found, dict) and name != "metadata":
            row |= flat(found, f"{prefix}{name}_")
        elif not isinstance(found, list):
            row[f"{prefix}{name}"] = json.dumps(found) if name == "metadata" else found
    return row


def landed(value: dict, **more) -> dict:
    row = flat(value)
    for name in REFERENCES:
        if name in row:
            row[f"{name}_id"] = row[name]
    for name in TIMES:
        if isinstance(row.get(name), int):
            row[name] = str(datetime.fromtimestamp(row[name], UTC).replace(tzinfo=None))
    return row | {"_fivetran_synced": "2026-03-02 04:00:00"} | more


def objects() -> dict[str, list[dict]]:
    api = json.loads(FIXTURES.read_text())["resources"]
    invoice, note, subscription = api["invoice"], api["credit_note"], api["subscription"]
    lines = [landed(line | {"period_start": line["period"]["start"], "period_end": line["period"]["end"]}, invoice_id=invoice["id"]) for line in invoice["lines"]["data"]]
    items = subscription["items"]["data"]
    price = items[0]["price"]
    return {
        "customer": [landed(api["customer"])],
        "subscription_history": [landed(subscription, _fivetran_active=True)],
        "subscription_item": [landed(item, plan_id=item["price"]["id"]) for item in items],
        "subscription_discount": [landed(api["discount"], subscription_id=subscription["id"])],
        "coupon": [landed(api["coupon"])],
        "price": [landed(price), landed(api["price"])],
        "plan": [landed(api["plan"])],
        "product": [landed(api["product"])],
        "invoice": [landed(invoice)],
        "invoice_line_item": lines,
        "credit_note": [landed(note)],
        "credit_note_line_item": [landed(line, credit_note_id=note["id"]) for line in note["lines"]["data"]],
        "credit_note_refund": [landed(refund, credit_note_id=note["id"], refund_id=refund["refund"]) for refund in note["refunds"]],
        "refund": [landed(api["refund"])],
        "dispute": [landed(api["dispute"])],
        "charge": [landed(api["charge"])],
        "invoice_payment": [landed(api["invoice_payment"])],
        "balance_transaction": [landed(api["balance_transaction"])],
        "billing_meter": [landed(api["billing.meter"])],
    }


@pytest.mark.parametrize("table", sorted(set(source_tables("stripe")) - {"discount", "tax_amount", "tier"}))
def test_every_column_has_its_place(table):
    """`discount`, `tax_amount` and `tier` are lists of several objects in the API."""
    (row,) = objects()[table][:1]
    read = {column["name"] for column in source_tables("stripe")[table]}
    assert read - set(row) - LOADER - OLD_PLACES.get(table, set()) - NOT_IN_EXAMPLES.get(table, set()) == set()


@pytest.fixture(scope="module")
def staged(postgres_host, tmp_path_factory):
    """On Postgres, as text. The examples are of the test mode: invoice, note and their lines are made live to be judged."""
    environment = _new_database(postgres_host, "stripe_api_objects")
    dbt = Dbt(tmp_path_factory.mktemp("stripe_api_objects"), target="postgres", environment=environment)
    tables = objects()
    (invoice,), (note,) = tables["invoice"], tables["credit_note"]
    for row in [invoice, note, *tables["invoice_line_item"], *tables["credit_note_line_item"]]:
        row["livemode"] = True
    invoice |= {"status": "open"}
    note |= {"invoice_id": invoice["id"]}
    land_rows(dbt, {("stripe", name): rows for name, rows in tables.items()})
    done = build_staging(dbt, ["stripe"], ["stripe.discount", "stripe.tax_amount", "stripe.tier"])
    assert done.ok, done.output[-3000:]
    return dbt


def test_money_of_the_examples(staged):
    lines = staged.query("""
        select line_kind, subscription_native_id, net_amount, cast(service_start_at as date), exclusion_reason from staging.stg_stripe__revenue_lines order by 1, 3
    """)
    day = datetime(2024, 7, 26).date()
    assert lines[0] == ("charge", "subscription", Decimal(10), day, None)
    assert [(kind, amount, reason) for kind, _, amount, _, reason in lines[1:3]] == [("credit_note", Decimal("-11.90"), None), ("credit_note", Decimal(-5), None)]
    assert [(kind, reason) for kind, *_, reason in lines[3:]] == [("dispute", "test_mode"), ("refund", "test_mode")]


def test_periods_and_coupons_from_their_new_places(staged):
    term = staged.query("select term_start_date, exclusion_reason from staging.stg_stripe__subscriptions")
    assert term == [(datetime(2030, 2, 6).date(), "test_mode")]
    assert staged.query("select unit_amount, exclusion_reason from staging.stg_stripe__subscription_items") == [(Decimal(20), "test_mode")]


def test_a_test_payment_is_no_cost(staged):
    assert staged.query("select payment_amount, fee_amount, exclusion_reason from staging.stg_stripe__payment_fees") == [(Decimal(1), Decimal(0), "test_mode")]
