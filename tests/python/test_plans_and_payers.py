"""One small company told in the generic tables, end to end: plan changes in mid-month, two subscriptions side by side, a
reseller's invoice, parents and own accounts, each to the last unit in the marts.

March 2026, US dollars. c moves from Pro (310) to Team (620) on the 15th. two has Team (500) and a Business contract (100)
whose price meters the workflow agent. A reseller pays one invoice of 90 for u1 (30) and u2 (60), both below one parent.
own is our own account. Every customer makes calls of one dollar a day and feature.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.python.conftest import Dbt
from tests.python.staged import land_rows, source_tables

LANDED = {
    "customers", "customer_identifiers", "subscriptions", "subscription_items", "prices", "meters", "revenue_lines",
    "payment_fees", "ai_calls",
}  # fmt: skip
FIRST, CHANGE, NEXT = date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 1)
MONTH = [FIRST + timedelta(days=day) for day in range(31)]
SEEN = {"loaded_at": "2026-04-02 00:00:00", "source_updated_at": "2026-04-01 12:00:00"}


def at(day: date) -> str:
    return f"{day} 00:00:00"


def tables() -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {name: [] for name in LANDED}

    def add(table: str, record_id: str, **cells) -> None:
        rows[table].append({"source_record_id": record_id, **SEEN, **cells})

    def customer(name: str, **cells) -> None:
        add("customers", name, display_name=name, created_at=at(date(2026, 1, 1)), **cells)
        add("customer_identifiers", f"id_{name}", customer_native_id=name, identifier_kind="external_id",
            identifier_value=f"e2e_{name}")

    def plan(contract: str, user: str, *prices: tuple[str, str, date, date | None], payer: str | None = None) -> None:
        add("subscriptions", contract, customer_native_id=user, payer_native_id=payer, status="active",
            currency_code="USD", started_at=at(FIRST))
        for price, amount, start, end in prices:
            add("subscription_items", f"{contract}_{price}", subscription_native_id=contract, price_native_id=price,
                quantity="1", unit_amount=amount, billing_months="1", currency_code="USD", valid_from=at(start),
                valid_to=end and at(end))

    def line(record: str, user: str, contract: str, amount: str, start: date, end: date, invoice: str) -> None:
        add("revenue_lines", record, line_kind="charge", revenue_type="subscription", invoice_native_id=invoice,
            invoice_status="paid", customer_native_id=user, payer_native_id="reseller", subscription_native_id=contract,
            quantity="1", gross_amount=amount, net_amount=amount, currency_code="USD", service_start_at=at(start),
            service_end_at=at(end), invoiced_at=at(start))

    for name in ("c", "two", "reseller", "group"):
        customer(name)
    customer("u1", parent_native_id="group")
    customer("u2", parent_native_id="u1")
    customer("own", is_internal="true")
    for price, product, meter in (
        ("p_pro", "Pro plan", None), ("p_team", "Team plan", None), ("p_business", "Business plan", None),
        ("p_agents", "Business plan", "m_agents"),
    ):  # fmt: skip
        add("prices", price, price_native_id=price, product_name=product, meter_native_id=meter, tier_index="0",
            usage_type="metered" if meter else "licensed", billing_months="1", currency_code="USD")
    add("meters", "m_agents", meter_name="agents", feature_ref="workflow-agent")
    plan("s_c", "c", ("p_pro", "310", FIRST, CHANGE), ("p_team", "620", CHANGE, None))
    plan("s_team", "two", ("p_team", "500", FIRST, None))
    plan("s_business", "two", ("p_business", "100", FIRST, None), ("p_agents", "0", FIRST, None))
    plan("s_u1", "u1", ("p_pro", "30", FIRST, None), payer="reseller")
    plan("s_u2", "u2", ("p_pro", "60", FIRST, None), payer="reseller")
    plan("s_own", "own", ("p_pro", "50", FIRST, None))
    line("l_c_pro", "c", "s_c", "140", FIRST, CHANGE, "i_c")
    line("l_c_team", "c", "s_c", "340", CHANGE, NEXT, "i_c2")
    line("l_team", "two", "s_team", "500", FIRST, NEXT, "i_two")
    line("l_business", "two", "s_business", "100", FIRST, NEXT, "i_two")
    line("l_u1", "u1", "s_u1", "30", FIRST, NEXT, "i_reseller")
    line("l_u2", "u2", "s_u2", "60", FIRST, NEXT, "i_reseller")
    line("l_own", "own", "s_own", "50", FIRST, NEXT, "i_own")
    for record, invoice, payer, amount, fee in (
        ("f_reseller", "i_reseller", "reseller", "90", "3"), ("f_own", "i_own", "own", "50", "2"),
    ):  # fmt: skip
        add("payment_fees", record, fee_kind="processing", invoice_native_id=invoice, customer_native_id=payer,
            payment_amount=amount, payment_currency_code="USD", fee_amount=fee, currency_code="USD", occurred_at=at(FIRST))
    for name, feature in (
        ("c", "chat"), ("two", "chat"), ("two", "workflow-agent"), ("u1", "chat"), ("u2", "chat"), ("own", "chat"),
    ):  # fmt: skip
        for day in MONTH:
            add("ai_calls", f"{name}_{feature}_{day}", source_rank="1", provider_response_id=f"{name}_{feature}_{day}",
                operation="chat", provider="openai", model="gpt-5", customer_ref=f"e2e_{name}", feature_ref=feature,
                environment="production", status="success", input_tokens="1000", output_tokens="0", cost_amount="1",
                cost_basis="gateway_reported", currency_code="USD", started_at=f"{day} 10:00:00",
                ended_at=f"{day} 10:00:01")
    return rows


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Dbt:
    dbt = Dbt(tmp_path_factory.mktemp("plans"))
    land_rows(dbt, {("generic", table): rows for table, rows in tables().items()})
    settings = {
        "vendors_enabled": ["generic"], "as_of": "2026-04-01",
        "missing": [f"generic.{table}" for table in source_tables("generic") if table not in LANDED],
    }  # fmt: skip
    done = dbt.run("build", "--exclude", "resource_type:unit_test", vars=settings)
    assert done.ok, done.output[-4000:]
    return dbt


def march(company: Dbt, sql: str) -> dict:
    return {row[0]: row[1:] for row in company.query(sql)}


def test_each_day_of_a_plan_change_is_in_its_own_tier(company):
    rows = company.query("""
        select tier_key, entry_side, sum(amount), min(service_date), max(service_date)
        from marts.fct_margin_ledger as ledger inner join marts.dim_customers using (customer_key)
        where customer_name = 'c' and period_month = '2026-03-01' group by all
    """)
    last_old = CHANGE - timedelta(days=1)
    assert sorted(rows) == [
        ("pro", "cost", Decimal(14), FIRST, last_old), ("pro", "revenue", Decimal(140), FIRST, last_old),
        ("team", "cost", Decimal(17), CHANGE, MONTH[-1]), ("team", "revenue", Decimal(340), CHANGE, MONTH[-1]),
    ]  # fmt: skip


def test_tiers_are_exact_and_count_who_was_in_them(company):
    rows = march(company, """
        select tier_key, revenue, cost, customers, customers_unprofitable
        from marts.fct_tier_margin_monthly where period_month = '2026-03-01'
    """)
    # pro: c until the 14th, u1 (loses money: 30 against 31 and 1 of the fee) and u2; business: what its meter covers
    assert rows == {
        "pro": (Decimal(230), Decimal(79), 3, 1), "team": (Decimal(840), Decimal(48), 2, 0),
        "business": (Decimal(100), Decimal(31), 1, 0), "(none)": (Decimal(50), Decimal(0), 0, 0),
    }  # fmt: skip


def test_the_user_bears_revenue_cost_and_fee_and_the_payer_is_named(company):
    rows = march(company, """
        select customer_name, revenue, cost, other_cost, billed_revenue, collected, tier_key_at_period_end
        from marts.fct_customer_margin_monthly inner join marts.dim_customers using (customer_key)
        where period_month = '2026-03-01'
    """)
    assert rows["u1"] == (Decimal(30), Decimal(32), Decimal(1), Decimal(30), Decimal(30), "pro")
    assert rows["u2"] == (Decimal(60), Decimal(33), Decimal(2), Decimal(60), Decimal(60), "pro")
    assert "reseller" not in rows
    payers = company.query("""
        select users.customer_name, payers.customer_name from marts.dim_contracts
        inner join marts.dim_customers as users using (customer_key)
        inner join marts.dim_customers as payers on payer_customer_key = payers.customer_key
        where users.customer_key <> payers.customer_key order by all
    """)
    assert payers == [("u1", "reseller"), ("u2", "reseller")]


def test_own_accounts_are_named_internal_and_are_no_customers(company):
    rows = company.query("""
        select entry_side, coalesce(cost_function, ''), entry_class, sum(amount) from marts.fct_margin_ledger
        where customer_key = '(internal)' and period_month = '2026-03-01' group by all order by all
    """)
    assert rows == [
        ("cost", "rnd", "inference", Decimal(31)), ("cost", "rnd", "payment_fee", Decimal(2)),
        ("revenue", "", "subscription", Decimal(50)),
    ]  # fmt: skip
    mart = march(company, """
        select customer_key, revenue, cost, billed_revenue, mrr, tier_key_at_period_end, health_band <> 'healthy'
        from marts.fct_customer_margin_monthly where period_month = '2026-03-01' and customer_key like '(%'
    """)
    assert mart["(internal)"][:5] == (Decimal(50), Decimal(0), Decimal(50), Decimal(0), "(none)")
    ((named,),) = company.query("select count(*) from marts.dim_customers where customer_name = 'own' and is_internal")
    assert named == 1


def test_groups_roll_up_by_their_ultimate_parent(company):
    rows = march(company, """
        select tops.customer_name, sum(revenue), sum(cost), count(*)
        from marts.fct_customer_margin_monthly
        inner join marts.dim_customers as members using (customer_key)
        inner join marts.dim_customers as tops on members.ultimate_parent_key = tops.customer_key
        where period_month = '2026-03-01' group by all
    """)
    assert rows["group"] == (Decimal(90), Decimal(65), 2)
    assert sum(row[0] for row in rows.values()) == Decimal(1220)
