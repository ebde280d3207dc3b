"""The marts of the small company against the simulator's truth, figure by figure. The truth is written by the
simulator before any vendor shape exists and no model can read it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

CENT = Decimal("0.005")
MICRO = Decimal("0.000001")


@pytest.fixture(scope="module")
def company(small_company):
    """A connection that sees the built marts, the ledger and the truth beside each other."""
    connection = duckdb.connect(str(small_company.warehouse / "build.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    for file in Path(small_company.simulated, "truth").glob("*.parquet"):
        connection.execute(f"create temp view truth_{file.stem} as select * from read_parquet('{file}')")
    # The product's own account id is what the company itself knows a customer by.
    connection.execute(
        """
        create temp view account_keys as
        select substr(node, length('external_id:') + 1) as account_id, customer_key
        from intermediate.int_identifier_customers
        where starts_with(node, 'external_id:')
            and substr(node, length('external_id:') + 1) in (select account_id from truth_customers)
        union all
        select customer_key, customer_key from marts.dim_customers where customer_key like '(%'
        """
    )
    yield connection
    connection.close()


def differences(connection, expected: str, actual: str, keys: list[str], tolerance: Decimal) -> list[tuple]:
    """Rows in which two queries with the same key columns and one `amount` differ by more than the tolerance."""
    on = " and ".join(f"expected.{key} is not distinct from actual.{key}" for key in keys)
    names = ", ".join(f"coalesce(expected.{key}, actual.{key}) as {key}" for key in keys)
    return connection.execute(
        f"""
        with expected as ({expected}), actual as ({actual})
        select {names}, expected.amount as expected, actual.amount as actual
        from expected full outer join actual on {on}
        where abs(coalesce(expected.amount, 0) - coalesce(actual.amount, 0)) > {tolerance}
        order by all limit 20
        """
    ).fetchall()


REVENUE = "sum(case when entry_side = 'revenue' and entry_class <> 'write_off' then source_amount else 0 end)"


def test_revenue_by_customer_and_month(company):
    """To the cent in the currency of the contract, the open month up to the day the figures are seen from."""
    assert differences(
        company,
        "select account_id, period_month, currency_code, revenue_to_as_of as amount from truth_revenue_customer_month",
        f"""select account_id, period_month, source_currency_code as currency_code, {REVENUE} as amount
            from marts.fct_margin_ledger left join account_keys using (customer_key)
            where entry_side = 'revenue' group by all""",
        ["account_id", "period_month", "currency_code"],
        CENT,
    ) == []


def test_mrr_and_billed_by_customer_and_month(company, small_company):
    """MRR at the end of the month and what was billed less credited, for customers who pay in the reporting currency."""
    # Chargebee and Zuora know no refund without a credit note.
    by_note = any((small_company.simulated / "raw" / biller).exists() for biller in ("chargebee", "zuora"))
    credited = "credit + refund" if by_note else "credit"
    for truth, mart in (("net_mrr", "mrr"), ("list_mrr", "list_mrr"), (f"billed + {credited}", "billed_revenue")):
        assert differences(
            company,
            f"select account_id, period_month, {truth} as amount from truth_revenue_customer_month where currency_code = 'USD'",
            f"""select account_id, period_month, {mart} as amount
                from marts.fct_customer_margin_monthly left join account_keys using (customer_key)
                where account_id in (select account_id from truth_customers where currency = 'USD')""",
            ["account_id", "period_month"],
            CENT,
        ) == [], truth


def test_metered_revenue_by_feature(company):
    assert differences(
        company,
        """select account_id, feature_key, period_month, entry_class, currency_code, revenue as amount
           from truth_metered_revenue_feature_month""",
        """select account_id, feature_key, period_month, entry_class, source_currency_code as currency_code,
                  sum(source_amount) as amount
           from marts.fct_margin_ledger left join account_keys using (customer_key)
           where entry_class in ('usage', 'prepaid_drawdown') group by all""",
        ["account_id", "feature_key", "period_month", "entry_class", "currency_code"],
        CENT,
    ) == []


def test_ai_cost_by_customer_feature_model_and_month(company):
    """Directly measured cost to the micro-dollar."""
    assert differences(
        company,
        """select account_id, feature_key, period_month, provider, model, sum(ai_cost) as amount
           from truth_ai_cost_customer_feature_month group by all""",
        """select account_id, feature_key, period_month, provider, model, sum(amount) as amount
           from marts.fct_margin_ledger left join account_keys using (customer_key)
           where entry_class = 'inference' and cost_function = 'cogs' group by all""",
        ["account_id", "feature_key", "period_month", "provider", "model"],
        MICRO,
    ) == []


@pytest.mark.parametrize(
    "count",
    ["calls", "calls_succeeded", "calls_failed", "calls_cached", "calls_retried", "input_tokens",
     "cache_read_tokens", "cache_write_tokens", "output_tokens", "tokens"],
)
def test_calls_and_tokens_by_customer_feature_and_month(company, count):
    assert differences(
        company,
        f"""select account_id, feature_key, period_month, sum({count}) as amount
            from truth_ai_cost_customer_feature_month group by all""",
        f"""select account_id, feature_key, period_month, sum({count}) as amount
            from marts.fct_usage_daily left join account_keys using (customer_key) group by all""",
        ["account_id", "feature_key", "period_month"],
        Decimal(0),
    ) == []


def test_infrastructure_by_customer_and_month(company):
    """Tagged, idle, untagged and shared infrastructure: shared by tokens of the day, to the cent."""
    assert differences(
        company,
        """select case account_id when '(untagged)' then '(unattributed)' else account_id end as account_id,
                  period_month, sum(infra_cost) as amount
           from truth_infra_customer_feature_month where kind <> 'staging' group by all""",
        """select account_id, period_month, sum(amount) as amount
           from marts.fct_margin_ledger left join account_keys using (customer_key)
           where entry_class = 'infrastructure' and cost_function = 'cogs' group by all""",
        ["account_id", "period_month"],
        CENT,
    ) == []


def test_cost_of_every_kind_by_customer_and_month(company):
    """COGS of every class together, as finance would add it up."""
    assert differences(
        company,
        """select case account_id when '(untagged)' then '(unattributed)' else account_id end as account_id,
                  period_month, sum(cost) as amount
           from truth_cost_customer_month where kind not in ('staging', 'research') group by all""",
        """select account_id, period_month, sum(cost) as amount
           from marts.fct_customer_margin_monthly left join account_keys using (customer_key) group by all""",
        ["account_id", "period_month"],
        CENT,
    ) == []


def test_model_cost_scenario_is_the_closed_form(company):
    """Model costs down 90 percent: COGS less nine tenths of the true inference cost of the base month."""
    inference = company.execute(
        "select sum(ai_cost) from truth_ai_cost_customer_feature_month where period_month = date '2026-03-01'"
    ).fetchone()[0]
    baseline, scenario = company.execute(
        "select baseline_cost, scenario_cost from marts.rpt_scenario_summary where scenario_id = 'model_cost_down_90'"
    ).fetchone()
    assert abs((baseline - scenario) - inference * Decimal("0.9")) < Decimal("0.00001")


def test_price_scenario_is_the_closed_form(company):
    """Pro 10 percent dearer: each Pro customer's list price and card fee, re-rated one by one from the truth."""
    prices = company.execute(
        """select net_mrr, payment_fee from truth_headline where tier_key = 'pro'"""
    ).fetchall()
    fee_change = sum(
        ((price * Decimal("1.1") * Decimal("0.029") + Decimal("0.30")).quantize(Decimal("0.01")) - fee) for price, fee in prices
    )
    row = company.execute(
        """select revenue_delta, fee_change, customers_repriced from marts.rpt_scenario_summary
           where scenario_id = 'pro_price_up_10'"""
    ).fetchone()
    assert row == (sum(price for price, _ in prices) * Decimal("0.1"), fee_change, len(prices))
