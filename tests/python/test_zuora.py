"""Zuora bills the simulated company and Stripe only collects: staged rows against the truth; the public sample of the
Fivetran connector, whose headers, items and payments are in three currencies, on Postgres."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from tests.python import biller_truth as biller
from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows, source_tables

ACCOUNTS = """
    select distinct landed.id as customer_native_id, truth_customers.account_id from raw.zuora.account as landed
    join raw.zuora.contact as contact on contact.id = landed.bill_to_contact_id
    join truth_customers on truth_customers.email = contact.work_email
    where not landed._fivetran_deleted
"""
COUNTS = {
    "customers": ["account"], "subscriptions": ["subscription"], "subscription_items": ["rate_plan_charge"],
    "prices": ["product_rate_plan_charge", "product_rate_plan_charge_tier", "rate_plan_charge_tier"],
    "revenue_lines": ["invoice_item", "credit_memo_item", "invoice_item_adjustment", "invoice_adjustment"], "payment_fees": ["payment"],
}
SAMPLE = DATA / "fivetran_zuora"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return biller.told("zuora", tmp_path_factory.mktemp("zuora"), ACCOUNTS)


class TestTheCompany(biller.BillerQuestions):
    """A discount is an item of its own, under the charge that it reduces."""

    vendor, counts = "zuora", COUNTS


def test_planted_faults_are_left_out(told):
    faults = {(what, name): rows for what, name, rows in told.execute("select what, source_table, rows from truth_dirt where vendor = 'zuora'").fetchall()}
    reasons = dict(told.execute("""
        select exclusion_reason || ' ' || source_table, count(*) from staging.stg_zuora__revenue_lines group by 1
        union all select exclusion_reason || ' ' || source_table, count(*) from staging.stg_zuora__payment_fees group by 1
        union all select exclusion_reason || ' ' || source_table, count(*) from staging.stg_zuora__customers group by 1
        union all select exclusion_reason || ' ' || source_table, count(*) from staging.stg_zuora__subscriptions group by 1
    """).fetchall())
    assert reasons["deleted account"] == faults["soft delete", "account"] > 0
    assert reasons["deleted payment"] == faults["soft delete", "payment"] > 0
    assert reasons["deleted invoice_item"] >= faults["soft delete", "invoice_item"] > 0
    assert reasons["draft invoice_item"] >= faults["draft invoice", "invoice"] > 0
    assert reasons["canceled invoice_item"] >= faults["canceled invoice", "invoice"] > 0
    assert reasons["reversed invoice_item"] >= faults["reversed invoice", "invoice"] == 1 and reasons["reversed credit_memo_item"] == 1
    assert reasons["payment_error payment"] == faults["failed payment", "payment"] > 0
    assert reasons["never_started subscription"] == faults["draft subscription", "subscription"] == 1
    assert reasons["superseded_version subscription"] > 0


# --- the public sample ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(postgres_host, tmp_path_factory):
    if not SAMPLE.is_dir():
        pytest.skip(f"the public Zuora sample is not at {SAMPLE}")
    dbt = Dbt(tmp_path_factory.mktemp("zuora_postgres"), target="postgres", environment=_new_database(postgres_host, "zuora"))
    tables, missing = {}, []
    for name in source_tables("zuora"):
        file = SAMPLE / f"zuora_{name}_data.csv"
        if not file.exists():
            missing.append(f"zuora.{name}")
            continue
        with file.open(newline="") as opened:
            tables["zuora", name] = [{key: value or None for key, value in row.items()} for row in csv.DictReader(opened)]
    land_rows(dbt, tables)
    done = build_staging(dbt, ["zuora"], missing)
    assert done.ok, done.output[-3000:]
    return dbt


def test_items_keep_their_own_currency(sample):
    """Headers say 65 dollars; the money that counts is the yen of the items."""
    billed = sample.query("select currency_code, sum(net_amount), count(*) from staging.stg_zuora__revenue_lines where exclusion_reason is null and row_issue is null group by 1")
    assert billed == [("JPY", Decimal("2628370"), 6)]
    months = sample.query("select distinct cast(service_end_at as date) - cast(service_start_at as date) from staging.stg_zuora__revenue_lines order by 1")
    assert months == [(30,), (31,)]
    controls = sample.query("select stated_currency_code, currency_code, count(*), sum(stated_amount) from staging.stg_zuora__invoice_controls where is_unexplained group by 1, 2")
    assert controls == [("USD", "JPY", 5, Decimal(325))]


def test_payments_in_australian_dollars(sample):
    paid = sample.query("select payment_currency_code, sum(payment_amount), sum(fee_amount), count(*) from staging.stg_zuora__payment_fees where exclusion_reason is null group by 1")
    assert paid == [("AUD", Decimal("654342.72"), Decimal(0), 5)]


def test_deleted_rows_and_drafts_are_out(sample):
    states = sample.query("select source_record_id, status, exclusion_reason from staging.stg_zuora__subscriptions order by 3 nulls first, 1")
    assert [(status, reason) for _, status, reason in states] == [
        ("active", None), ("active", None), ("active", "deleted"), ("active", "deleted"), ("draft", "never_started"),
    ]
    assert sample.query("select exclusion_reason, count(*) from staging.stg_zuora__customers group by 1 order by 2") == [("deleted", 1), (None, 4)]


def test_charges_without_tiers_stand_by_their_mrr(sample):
    items = sample.query("select unit_amount, quantity, billing_months, commitment_amount from staging.stg_zuora__subscription_items where exclusion_reason is null and unit_amount > 0")
    assert items == [(Decimal(49), Decimal(1), Decimal(1), Decimal(2352))]
