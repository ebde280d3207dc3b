"""Orb, Metronome and Amberflo tell one company: usage, rated revenue and prepaid drawdowns by customer, feature and month
come out of each vendor's staging as the simulator's truth has them, to the unit and the cent.

What a vendor cannot carry is asserted as such: Metronome has no credit notes and one deduction per invoice, Amberflo
neither yearly fees before their year is over nor the sale of a pool as a line, and foreign money in its base currency.
"""

from __future__ import annotations

import csv

import pyarrow.parquet as pq
import pytest

from scripts import sync_vendors
from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale
from scripts.simulate.emitters import amberflo, metronome
from scripts.simulate.output import Dirt, RawWriter
from tests.python.conftest import ROOT, Dbt
from tests.python.staged import build_staging, land_simulated, source_tables, staged_connection

VENDORS = ["orb", "metronome", "amberflo"]
ENTITIES = [
    "customers", "customer_identifiers", "subscriptions", "subscription_items", "prices", "meters", "revenue_lines", "credit_grants",
    "credit_entries", "usage_events",
]
# What canonical rules make of staged rows: of sound rows under one id the newest version counts; of events and entries
# equal ones are one fact and contradicting ones none.
VERSIONED = """
    select * exclude (place) from (
        select *, row_number() over (partition by source_account, source_record_id order by source_updated_at desc nulls last) as place
        from staging.stg_{vendor}__{entity} where row_issue is null
    ) where place = 1 and exclusion_reason is null
"""
FACTS = """
    select any_value(columns(*)) from staging.stg_{vendor}__{entity} where row_issue is null
    group by source_account, source_record_id
    having count(distinct {content}) = 1 and max(exclusion_reason) is null
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    return simulate(folder, Scale.named("small"), vendors=VENDORS), folder


@pytest.fixture(scope="module")
def staged(company, tmp_path_factory):
    """DuckDB with the staging of the three vendors, `counted_<vendor>_<entity>` and the truth."""
    dbt = Dbt(tmp_path_factory.mktemp("metering"))
    land_simulated(dbt, company[1], VENDORS)
    done = build_staging(dbt, VENDORS)
    assert done.ok, done.output[-4000:]
    connection = staged_connection(dbt, company[1])
    with (ROOT / "seeds/business/feature_links.csv").open(newline="") as file:
        links = {row["ref_value"]: row["feature_key"] for row in csv.DictReader(file)}
    with (ROOT / "seeds/business/features.csv").open(newline="") as file:
        links |= {row["feature_key"]: row["feature_key"] for row in csv.DictReader(file)}
    connection.execute("create temp table features (feature_ref text, feature_key text)")
    connection.executemany("insert into features values (?, ?)", list(links.items()))
    for vendor in VENDORS:
        for entity in ENTITIES:
            content = {"usage_events": "payload_hash", "credit_entries": "units"}.get(entity)
            sql = FACTS.format(vendor=vendor, entity=entity, content=content) if content else VERSIONED.format(vendor=vendor, entity=entity)
            connection.execute(f"create temp table counted_{vendor}_{entity} as {sql}")
        connection.execute(f"""
            create temp view accounts_{vendor} as
            select customer_native_id, identifier_value as account_id from counted_{vendor}_customer_identifiers where identifier_kind = 'external_id'
        """)
    return connection


def differences(connection, staged: str, truth: str) -> list[tuple]:
    """Rows that only one side has, as often as they differ in number."""
    return connection.execute(
        f"(select 'staged only', * from ({staged}) except all select 'staged only', * from ({truth}))"
        f" union all (select 'truth only', * from ({truth}) except all select 'truth only', * from ({staged})) limit 5"
    ).fetchall()


def rows(connection, sql: str) -> list[tuple]:
    return connection.execute(sql).fetchall()


@pytest.mark.parametrize("vendor", VENDORS)
def test_usage(staged, vendor) -> None:
    """Every event once, repeats and sandbox left out, the two contradicting bodies set aside."""
    told = f"""
        select coalesce(accounts.account_id, customer_ref), feature_key, date_trunc('month', occurred_at), sum(quantity)
        from counted_{vendor}_usage_events left join features using (feature_ref) left join accounts_{vendor} as accounts using (customer_native_id)
        group by all
    """
    truth = "select account_id, feature_key, date_trunc('month', usage_date), cast(sum(quantity) as decimal(38, 9)) from truth_metered_usage group by all"
    assert differences(staged, told, truth) == []
    assert rows(staged, f"select count(*) > 10000 from counted_{vendor}_usage_events") == [(True,)]


@pytest.mark.parametrize("vendor", VENDORS)
def test_rated_usage(staged, vendor) -> None:
    told = f"""
        select account_id, feature_key, cast(date_trunc('month', service_start_at) as date), currency_code, sum(net_amount)
        from counted_{vendor}_revenue_lines join accounts_{vendor} using (customer_native_id) left join features using (feature_ref)
        where revenue_type = 'usage' and net_amount <> 0 group by all
    """
    truth = """
        select account_id, feature_key, period_month, currency_code, sum(revenue) from truth_metered_revenue_feature_month
        where entry_class = 'usage' group by all
    """
    assert differences(staged, told, truth) == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_prepaid_drawdowns(staged, vendor) -> None:
    told = f"""
        select account_id, feature_key, cast(date_trunc('month', occurred_at) as date), currency_code, -sum(money_amount)
        from counted_{vendor}_credit_entries join accounts_{vendor} using (customer_native_id) left join features using (feature_ref)
        where entry_type = 'burn' and occurred_at < timestamp '2026-04-22' group by all
    """
    truth = """
        select account_id, feature_key, period_month, currency_code, sum(revenue) from truth_metered_revenue_feature_month
        where entry_class = 'prepaid_drawdown' group by all
    """
    assert differences(staged, told, truth) == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_prepaid_pool(staged, vendor) -> None:
    """One block of 60,000 paid as such, and every entry is drawn from it."""
    told = f"""
        select account_id, grant_kind, granted_units, paid_amount, cast(effective_at as date), cast(expires_at as date)
        from counted_{vendor}_credit_grants join accounts_{vendor} using (customer_native_id)
    """
    truth = "select account_id, 'paid', cast(paid_amount as decimal(28, 9)), paid_amount, effective_on, expires_on from truth_credit_grants"
    assert differences(staged, told, truth) == []
    strangers = f"""
        select count(*) from counted_{vendor}_credit_entries where entry_type = 'burn'
        and grant_native_id not in (select source_record_id from counted_{vendor}_credit_grants)
    """
    assert rows(staged, strangers) == [(0,)]


@pytest.mark.parametrize("vendor", ["orb", "metronome"])
def test_billed_lines(staged, vendor) -> None:
    """Dollars, euros and yen as they were billed, by customer, kind and service period."""
    told = f"""
        select account_id, currency_code, revenue_type, cast(service_start_at as date), cast(service_end_at as date), sum(net_amount)
        from counted_{vendor}_revenue_lines join accounts_{vendor} using (customer_native_id) where line_kind = 'charge' group by all
    """
    truth = """
        select account_id, currency, case kind when 'prepaid_pool' then 'prepaid' else kind end, service_start, service_end, sum(net)
        from truth_invoice_lines group by all
    """
    assert differences(staged, told, truth) == []


def test_fees_of_amberflo(staged) -> None:
    """Locked fees by customer and service period, discounts taken off, foreign ones at the company's own rates."""
    told = """
        select account_id, cast(service_start_at as date), cast(service_end_at as date), sum(net_amount)
        from counted_amberflo_revenue_lines join accounts_amberflo using (customer_native_id) where revenue_type = 'subscription' group by all
    """
    cases = " ".join(f"when '{currency}' then {rate}" for currency, rate in amberflo.RATES.items())
    truth = f"""
        select account_id, service_start, service_end, cast(sum(net * case currency {cases} end) as decimal(38, 9)) from truth_invoice_lines
        where kind = 'subscription' and service_end + 1 <= date '2026-04-21' group by all
    """
    assert differences(staged, told, truth) == []
    assert rows(staged, "select distinct currency_code from counted_amberflo_revenue_lines") == [("USD",)]


@pytest.mark.parametrize("vendor", ["metronome", "amberflo"])
def test_contracts_are_worth_their_list_price(staged, vendor) -> None:
    told = f"""
        select account_id, plan_name, cast(started_at as date), cast(ended_at as date), sum(unit_amount * quantity / billing_months)
        from counted_{vendor}_subscriptions as contracts join accounts_{vendor} using (customer_native_id)
        join counted_{vendor}_subscription_items as items on contracts.source_record_id = items.subscription_native_id
        where items.valid_from = contracts.started_at group by all
    """
    cases = " ".join(f"when '{currency}' then {rate if vendor == 'amberflo' else 1}" for currency, rate in amberflo.RATES.items())
    truth = f"""
        select account_id, upper(tier_key[1]) || tier_key[2:], starts_on, ends_on, cast(list_amount * case currency {cases} end / billing_months as double)
        from truth_contracts
    """
    told, truth = (f"select * exclude (worth), round(worth, 6) from ({sql}) as found (account, plan, since, until, worth)" for sql in (told, truth))
    assert differences(staged, told, truth) == []


def test_discounts_of_metronome_are_terms_of_the_contract(staged) -> None:
    """An override cuts a contract into intervals: the discounted months have the discount, the rest have none."""
    told = """
        select subscription_native_id, cast(valid_from as date), cast(valid_to as date), cast(discount_ratio * 100 as decimal(9, 2))
        from counted_metronome_subscription_items where discount_ratio is not null
    """
    staged.execute("create or replace temp table contract_ids (subscription_native_id text, contract_id text)")
    ids = [(metronome.contract_native_id(contract), contract) for (contract,) in rows(staged, "select contract_id from truth_contracts")]
    staged.executemany("insert into contract_ids values (?, ?)", ids)
    truth = """
        select subscription_native_id, starts_on, coalesce(discount_until, ends_on), cast(discount_percent as decimal(9, 2))
        from truth_contracts join contract_ids using (contract_id) where discount_percent > 0
    """
    assert differences(staged, told, truth) == []


@pytest.mark.parametrize("vendor", ["metronome", "amberflo"])
def test_no_raw_row_is_lost_or_doubled(staged, vendor) -> None:
    """Each counted raw table comes out row by row under its own name; what is added has another name."""
    _, counts = sync_vendors.providers()
    counted = {entry["source_table"]: entry["entity"] for entry in counts if entry["vendor"] == vendor}
    assert len(counted) >= 8
    for table, entity in counted.items():
        landed = rows(staged, f'select count(*) from raw.{vendor}."{table}"')[0][0]
        assert rows(staged, f"select count(*) from staging.stg_{vendor}__{entity} where source_table = '{table}'") == [(landed,)], table
    assert set(counted) <= set(source_tables(vendor))


def test_identities(staged) -> None:
    """Every account under its own id, and the same customer at Stripe in all three tools."""
    for vendor in VENDORS:
        assert differences(staged, f"select account_id from accounts_{vendor}", "select account_id from truth_customers") == [], vendor
        paid = f"select identifier_value from counted_{vendor}_customer_identifiers where identifier_kind = 'payment_customer_id'"
        assert differences(staged, paid, paid.replace(vendor, "orb")) == [], vendor


def test_planted_faults_are_really_there(company, staged) -> None:
    """Each fault is in the raw tables as often as the log says, and none of them reaches a figure (the tests above)."""
    faults = {(what, vendor, table): count for what, vendor, table, count in rows(staged, "select * from truth_dirt")}
    found = {
        ("sandbox", "metronome", "events"): "select count(*) from raw.metronome.events where environment_type = 'SANDBOX'",
        ("void invoice", "metronome", "invoice"): "select count(*) from raw.metronome.invoice where status = 'VOID'",
        ("row of an older snapshot", "metronome", "contracts_contracts"):
            "select count(*) from raw.metronome.contracts_contracts where snapshot_id = 'snap-2026-04-20'",
        ("two bodies under one key", "metronome", "events"): "select count(*) from raw.metronome.events where transaction_id = 'outbox-replay-0001'",
        ("two bodies under one key", "amberflo", "meter_events"): """select count(*) from raw.amberflo.meter_events where "uniqueId" = 'outbox-replay-0001'""",
        ("order whose payment failed", "amberflo", "prepaid_orders"): """select count(*) from raw.amberflo.prepaid_orders where "paymentStatus" = 'failed'""",
        ("invoice that is not final", "amberflo", "invoices"): """select count(*) from raw.amberflo.invoices where "invoicePriceStatus" <> 'price_locked'""",
    }
    for fault, sql in found.items():
        assert rows(staged, sql) == [(faults[fault],)] and faults[fault] > 0, fault
    shared = "select count(*) - count(distinct \"uniqueId\" || \"meterApiName\") > 0, count(distinct \"uniqueId\" || \"meterApiName\") > count(distinct \"uniqueId\") from raw.amberflo.meter_events"
    assert rows(staged, shared) == [(True, True)]


def test_figures_do_not_depend_on_the_dirt(company, tmp_path) -> None:
    """Without faults the raw tables are smaller and hold the same money."""
    with RawWriter(tmp_path / "raw") as out:
        for module in (metronome, amberflo):
            module.emit(company[0], out, Dirt(False))
    for name in ("metronome/events", "metronome/invoice", "metronome/contracts_contracts", "amberflo/meter_events", "amberflo/invoices"):
        clean, dirty = (pq.read_metadata(folder / f"raw/{name}.parquet").num_rows for folder in (tmp_path, company[1]))
        assert 0 < clean < dirty, name
    lines = pq.read_table(tmp_path / "raw/metronome/line_item.parquet").to_pylist()
    owed = sum(line["total"] for line in lines if line["credit_type_id"] == metronome.DOLLARS)
    assert owed == sum(line.net for invoice in company[0].company.invoices for line in invoice.lines if line.currency == "USD") * 100
