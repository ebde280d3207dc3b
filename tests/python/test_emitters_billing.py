"""Stripe, Orb, FOCUS and generic tell the simulated truth: totals by plain SQL over the raw files, without any model."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale
from scripts.simulate.emitters import focus, generic, orb, stripe
from scripts.simulate.emitters._shape import columns

ROOT = Path(__file__).resolve().parents[2]
VENDORS = ("stripe", "orb", "focus", "generic")
HEADLINE = "date '2026-03-01'"
# Newest version of a row, as a loader's re-sync leaves it.
NEWEST = "qualify row_number() over (partition by {key} order by {clock} desc) = 1"
LIVE_LINES = f"""
    with lines as (
        select * from raw_lines where livemode and not starts_with(id, 'sub')
        {NEWEST.format(key='invoice_id, unique_id', clock='_fivetran_synced')}
    ),
    invoices as (
        select * from raw_invoices where livemode {NEWEST.format(key='id', clock='_fivetran_synced')}
    ),
    minor as (select * from (values ('usd', 0.01), ('eur', 0.01), ('jpy', 1.00)) as units (currency, factor)),
    taxes as (select type_id, sum(amount) as tax from raw_taxes where inclusive or tax_behavior = 'inclusive' group by all),
    discounts as (select type_id, sum(amount) as discount from raw_discounts where type = 'invoice_line_item' group by all)
    select
        lines.invoice_id, lines.period_start, invoices.status, invoices.total, invoices.tax, lines.currency, lines.amount as minor_amount,
        coalesce(discount, 0) as minor_discount,
        (lines.amount - coalesce(taxes.tax, 0) - coalesce(discount, 0)) * factor as net
    from lines
    join invoices on lines.invoice_id = invoices.id
    join minor on lines.currency = minor.currency
    left join taxes on taxes.type_id = lines.unique_id
    left join discounts on discounts.type_id = lines.unique_id
    where invoices.status in ('open', 'paid')
"""


@pytest.fixture(scope="module", params=["real", "none"])
def told(request, tmp_path_factory):
    """The truth and a connection in which every raw file is a view."""
    folder = tmp_path_factory.mktemp(f"told_{request.param}")
    truth = simulate(folder, Scale.named("small"), vendors=VENDORS, dirt=request.param)
    con = duckdb.connect()
    for file in folder.glob("raw/*/*.parquet"):
        con.execute(f"create schema if not exists {file.parent.name}")
        con.execute(f"create view {file.parent.name}.{file.stem} as select * from '{file}'")
    for name, source in {"lines": "invoice_line_item", "invoices": "invoice", "taxes": "tax_amount", "discounts": "discount"}.items():
        con.execute(f"create view raw_{name} as select * from stripe.{source}")
    con.execute(f"create table live_lines as {LIVE_LINES}")
    con.execute("create view faults as select * from '" + str(folder / "truth/dirt.parquet") + "'")
    return truth, con, folder


def one(con, sql):
    return con.execute(sql).fetchone()


# --- Stripe ------------------------------------------------------------------------------------------------------


def test_headline_month_of_stripe(told):
    _, con, _ = told
    assert one(con, f"select sum(net) from live_lines where period_start = {HEADLINE}")[0] == Decimal("46560.00")
    paying = """
        select count(distinct customer_id) from stripe.subscription_history
        where _fivetran_active and livemode and start_date <= timestamp '2026-03-31' and (ended_at is null or ended_at > timestamp '2026-03-01')
    """
    assert one(con, paying)[0] == 120
    fees = f"select sum(fee) * 0.01 from (select distinct on (id) * from stripe.balance_transaction order by id, _fivetran_synced desc) where date_trunc('month', created) = {HEADLINE} and source in (select id from stripe.charge where livemode)"
    assert one(con, fees)[0] == Decimal("1385.84")


def test_every_invoice_line_of_the_truth_is_told_once(told):
    truth, con, _ = told
    told_nets = con.execute("select invoice_id, sum(net), count(*) from live_lines group by all order by all").fetchall()
    true_nets = sorted((stripe.invoice_native_id(i.invoice_id), i.total, len(i.lines)) for i in truth.company.invoices)
    assert told_nets == true_nets


def test_invoice_totals_are_lines_less_discounts(told):
    _, con, _ = told
    wrong = """
        select invoice_id from live_lines group by invoice_id, total having sum(minor_amount - minor_discount) <> total
    """
    assert con.execute(wrong).fetchall() == []


def test_zero_decimal_currency_lands_in_whole_units(told):
    _, con, _ = told
    assert con.execute("select distinct minor_amount from live_lines where currency = 'jpy' order by 1").fetchall() == [(13500,), (58000,)]


def test_payments_and_fees_are_the_truths(told):
    truth, con, _ = told
    charged = con.execute("""
        select charge.id, fee from (select distinct on (id) * from stripe.charge where status = 'succeeded' and livemode) as charge
        join (select distinct on (id) * from stripe.balance_transaction) as moved on moved.source = charge.id order by charge.id
    """).fetchall()
    fees = sum(payment.fee for payment in truth.company.payments)
    assert len(charged) == len(truth.company.payments)
    assert sum(fee for _, fee in charged) * Decimal("0.01") == fees


def test_credit_notes_and_refunds_count_once(told):
    truth, con, _ = told
    notes = one(con, "select sum(amount) * 0.01 from stripe.credit_note where status = 'issued'")[0]
    free_refunds = one(con, """
        select sum(amount) * 0.01 from stripe.refund
        where status = 'succeeded' and id not in (select refund_id from stripe.credit_note where refund_id is not null)
            and id not in (select refund_id from stripe.credit_note_refund)
            -- a note of the new API without a list of refunds: the refund of that amount is its cash
            and amount not in (select post_payment_amount from stripe.credit_note where id not in (select credit_note_id from stripe.credit_note_refund) and post_payment_amount is not null)
    """)[0]
    assert notes == sum(note.amount for note in truth.company.credit_notes)
    assert free_refunds == sum(refund.amount for refund in truth.company.refunds if refund.credit_note_id is None)


def test_old_and_new_api_places_are_never_both_filled(told):
    _, con, _ = told
    both = "select count(*) from raw_lines where price_id is not null and parent_type is not null"
    assert one(con, both)[0] == 0
    assert one(con, "select count(*) > 0 from raw_lines where price_id is not null")[0]
    assert one(con, "select count(*) > 0 from raw_lines where parent_type is not null")[0]


# --- Orb ---------------------------------------------------------------------------------------------------------


def test_events_sum_to_the_metered_usage(told):
    truth, con, _ = told
    units = con.execute("""
        select properties->>'$.feature' as feature, cast(date_trunc('month', timestamp) as date), sum(cast(properties->>'$.quantity' as bigint))
        from (select distinct on (idempotency_key) * from orb.events where not deprecated and idempotency_key <> 'outbox-replay-0001'
            and split_part(idempotency_key, ':', 1) not in ('right', 'open', 'undone'))
        group by all order by all
    """).fetchall()
    true_units: dict = {}
    for usage in truth.company.metered_usage:
        at = (usage.feature_key, usage.usage_date.replace(day=1))
        true_units[at] = true_units.get(at, 0) + usage.quantity
    assert {(feature, month): quantity for feature, month, quantity in units} == true_units


def test_orb_invoices_repeat_stripes(told):
    _, con, _ = told
    orb_total = one(con, "select sum(cast(total as decimal(18,2))) from orb.invoices where status in ('issued', 'paid')")[0]
    stripe_total = one(con, "select sum(net) from live_lines")[0]
    assert orb_total == stripe_total


def test_prepaid_ledger_runs_from_60000(told):
    truth, con, _ = told
    entries = con.execute("select entry_type, amount, starting_balance, ending_balance from orb.credit_ledger_entries order by ledger_sequence_number").fetchall()
    assert entries[0] == ("increment", 60000, 0, 60000)
    for before, after in zip(entries[:-1], entries[1:], strict=True):
        assert before[3] == after[2] and after[2] - after[1] == after[3]
    drawn = sum(use.amount for use in truth.company.credit_drawdowns)
    assert 60000 - entries[-1][3] == drawn > 0


# --- FOCUS and generic -------------------------------------------------------------------------------------------

LAST_DELIVERY = """
    select * from focus.focus_cost_and_usage
    qualify _loaded_at = max(_loaded_at) over (partition by BillingAccountId, BillingPeriodStart)
"""


def test_headline_infrastructure(told):
    _, con, _ = told
    kinds = dict(con.execute(f"""
        select
            case
                when SubAccountName = 'staging' then 'staging'
                when CommitmentDiscountStatus = 'Unused' or Tags->>'$.pool' = 'idle' then 'idle'
                when Tags->>'$.pool' = 'shared_serving' then 'shared'
                when Tags like '%acct_%' then 'direct'
                else 'untagged'
            end,
            sum(EffectiveCost)
        from ({LAST_DELIVERY})
        where ChargeCategory = 'Usage' and date_trunc('month', ChargePeriodStart) = {HEADLINE}
        group by all
    """).fetchall())
    assert kinds == {name: Decimal(amount) for name, amount in
                     {"direct": "10200", "shared": "2300", "idle": "1500", "untagged": "200", "staging": "1850"}.items()}


def test_every_day_of_infrastructure_is_the_truths(told):
    truth, con, _ = told
    days = con.execute(f"""
        select cast(ChargePeriodStart as date), sum(cast(EffectiveCost as decimal(28, 9))) from ({LAST_DELIVERY})
        where ChargeCategory = 'Usage' group by all order by all
    """).fetchall()
    true_days: dict = {}
    for line in truth.infra_lines:
        true_days[line.cost_date] = true_days.get(line.cost_date, 0) + line.amount
    assert dict(days) == true_days


def test_credits_purchases_and_tax_are_rows_of_their_own(told):
    truth, con, _ = told
    rows = dict(con.execute(f"select ChargeCategory, sum(EffectiveCost) from ({LAST_DELIVERY}) where ChargeCategory <> 'Usage' group by all").fetchall())
    months = len(truth.company.months)
    assert rows == {"Credit": sum(focus.cloud_credits(truth.company).values()), "Purchase": 0, "Tax": Decimal("61.20") * months}


def test_support_and_observability(told):
    truth, con, _ = told
    amounts = dict(con.execute(f"select pool_ref, sum(effective_amount) from generic.infra_cost_lines where slice_period = {HEADLINE} group by all").fetchall())
    assert amounts == {"support": Decimal(960), "observability": Decimal(345)}


def test_every_account_is_in_each_tool(told):
    truth, con, _ = told
    accounts = {customer.account_id for customer in truth.company.customers}
    for sql in ("select source_record_id from generic.customers", "select external_customer_id from orb.customers"):
        assert {row[0] for row in con.execute(sql).fetchall()} == accounts
    named = con.execute("select metadata->>'$.account_id' from stripe.customer where livemode").fetchall()
    linked = {row["right_identifier"].split(":")[2] for row in seed("customer_links")}
    assert {row[0] for row in named if row[0]} | linked == accounts
    assert not {row[0] for row in named} & linked


# --- all four ----------------------------------------------------------------------------------------------------


def test_planted_faults_are_really_there(told):
    truth, con, _ = told
    faults = dict(con.execute("select what || ' ' || vendor || '.' || source_table, rows from faults").fetchall())
    if truth.dirt == "none":
        assert not [name for name in faults if name.split()[-1].split(".")[0] in VENDORS]
        return
    for name, sql in {
        "temporary subscription line stripe.invoice_line_item": "select count(*) from raw_lines where starts_with(id, 'sub')",
        "failed charge stripe.charge": "select count(*) from stripe.charge where status = 'failed'",
        "void invoice stripe.invoice": "select count(*) from stripe.invoice where status = 'void'",
        "test mode stripe.customer": "select count(*) from stripe.customer where not livemode",
        "inclusive tax stripe.tax_amount": "select count(*) from stripe.tax_amount where inclusive or tax_behavior = 'inclusive'",
        "deprecated event orb.events": "select count(*) from orb.events where deprecated",
        "event sent twice orb.events": "select count(*) - count(distinct idempotency_key) - 1 from orb.events",
        "event of a backfill that does not count, or that one replaced orb.events":
            "select count(*) from orb.events where split_part(idempotency_key, ':', 1) in ('right', 'open', 'undone')",
        "two bodies under one key orb.events": "select count(*) from orb.events where idempotency_key = 'outbox-replay-0001'",
        "correction of an earlier bill focus.focus_cost_and_usage": "select 2 * count(*) from focus.focus_cost_and_usage where ChargeClass = 'Correction'",
        "amount finer than nine decimals focus.focus_cost_and_usage":
            f"select count(*) from ({LAST_DELIVERY}) where EffectiveCost <> cast(EffectiveCost as decimal(28, 9))",
        "row of a delivery that a later one replaced focus.focus_cost_and_usage":
            f"select (select count(*) from focus.focus_cost_and_usage) - (select count(*) from ({LAST_DELIVERY}))",
    }.items():
        assert one(con, sql)[0] == faults[name] > 0, name


def test_the_conflict_lies_outside_the_headline_month(told):
    truth, con, _ = told
    months = con.execute("select distinct date_trunc('month', timestamp) from orb.events where idempotency_key = 'outbox-replay-0001'").fetchall()
    assert all(str(month[0])[:7] == "2025-11" for month in months) and len(months) == (truth.dirt == "real")


def test_nothing_is_loaded_after_the_evening_of_as_of(told):
    truth, con, folder = told
    for file in folder.glob("raw/*/*.parquet"):
        clocks = [name for name in duckdb.sql(f"select * from '{file}' limit 0").columns
                  if name in ("_fivetran_synced", "updated_at", "ingested_at", "_loaded_at", "loaded_at")]
        assert clocks or file.stem == "x", file
        for clock in clocks:
            newest = one(con, f"select max({clock}) from '{file}'")[0]
            assert newest is None or newest.date() <= truth.company.as_of, (file, clock)


def test_a_second_telling_is_the_same_bytes(told, tmp_path):
    truth, _, folder = told
    simulate(tmp_path, Scale.named("small"), vendors=VENDORS, dirt=truth.dirt)
    for file in sorted(folder.glob("raw/*/*.parquet")):
        assert (tmp_path / file.relative_to(folder)).read_bytes() == file.read_bytes(), file


def test_shipped_seeds_hold_the_decisions_of_this_company(told):
    _, _, folder = told
    for name in ("customer_links", "customer_segments", "identifier_assignments"):
        assert (ROOT / f"seeds/business/{name}.csv").read_text() == (folder / f"truth/decisions/{name}.csv").read_text()


def test_generic_lands_the_canonical_columns_but_the_two_that_are_fixed():
    found = generic.columns_of("customers")
    assert list(found)[:3] == ["source_account", "source_record_id", "display_name"] and list(found)[-1] == "row_issue"
    assert found["is_internal"] == "boolean" and "vendor" not in found


def test_ids_of_orb_and_stripe_differ():
    assert orb.customer_id("acct_0001") != stripe.customer_id("acct_0001")
    assert columns("a, b integer") == {"a": "text", "b": "integer"}


def seed(name: str) -> list[dict]:
    with (ROOT / f"seeds/business/{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
