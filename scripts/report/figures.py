"""Every query of the report, one function each. Only the schema `marts` of the published warehouse is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from scripts._common import Refusal


@dataclass(frozen=True)
class Table:
    """Rows of one query with the names of their columns."""

    columns: list[str]
    rows: list[tuple]

    def dicts(self) -> list[dict]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Marts:
    """Read-only access to published marts."""

    def __init__(self, database: Path):
        if not database.exists():
            raise Refusal(f"{database} does not exist: run `make demo` or `python -m scripts.build` first")
        self.connection = duckdb.connect(str(database), read_only=True)

    def table(self, query: str, parameters: list | None = None) -> Table:
        cursor = self.connection.execute(query, parameters or [])
        return Table([column[0] for column in cursor.description], cursor.fetchall())

    def latest_month(self):
        return self.table("select last_month from marts.rpt_margin_cards").rows[0][0]


def cards(marts: Marts) -> dict:
    return marts.table("select * from marts.rpt_margin_cards").dicts()[0]


def month(marts: Marts) -> dict:
    """The company in the latest month, and its customers together without idle and unattributed cost."""
    return marts.table(
        """
        select
            sum(revenue) as revenue, sum(cost) as cost, sum(gross_margin) as margin,
            sum(gross_margin) filter (where customer_key not like '(%') as customers_margin,
            sum(cost) filter (where customer_key = '(idle)') as idle_cost,
            sum(cost) filter (where customer_key = '(unattributed)') as unattributed_cost,
            sum(ai_cost) as ai_cost, sum(infra_cost) as infra_cost, sum(other_cost) as other_cost,
            count(*) filter (where is_paying) as paying_customers,
            sum(mrr) as mrr, sum(billed_revenue) as billed_revenue, sum(tokens) as tokens, sum(calls) as calls,
            sum(calls_failed) as calls_failed
        from marts.fct_customer_margin_monthly
        where period_month = ?
        """,
        [marts.latest_month()],
    ).dicts()[0]


def worst_customers(marts: Marts, limit: int = 5) -> Table:
    return marts.table(
        """
        select "rank", customer_name, tier_key_at_period_end as tier, revenue, cost, gross_margin,
               gross_margin_ratio, main_driver, unprofitable_since, certainty
        from marts.rpt_unprofitable_customers
        where not is_open
        order by "rank"
        limit ?
        """,
        [limit],
    )


def worst_customers_open_month(marts: Marts, limit: int = 5) -> Table:
    return marts.table(
        """
        select "rank", customer_name, tier_key_at_period_end as tier, revenue, cost, gross_margin,
               gross_margin_ratio, main_driver, unprofitable_since, certainty
        from marts.rpt_unprofitable_customers
        where is_open
        order by "rank"
        limit ?
        """,
        [limit],
    )


def customers_of_month(marts: Marts) -> Table:
    return marts.table(
        """
        select customers.customer_name, months.tier_key_at_period_end as tier, months.health_band,
               cast(months.revenue as double) as revenue, cast(months.cost as double) as cost,
               cast(months.gross_margin as double) as margin, cast(months.gross_margin_ratio as double) as margin_ratio
        from marts.fct_customer_margin_monthly as months
        left join marts.dim_customers as customers using (customer_key)
        where months.period_month = ? and months.customer_key not like '(%' and months.is_paying
        order by months.gross_margin desc, customers.customer_name
        """,
        [marts.latest_month()],
    )


def tiers(marts: Marts) -> Table:
    return marts.table(
        """
        select dim_tiers.tier_name as tier, margin.revenue, margin.cost, margin.gross_margin,
               margin.gross_margin_ratio, margin.customers, margin.customers_unprofitable
        from marts.fct_tier_margin_monthly as margin
        left join marts.dim_tiers using (tier_key)
        where margin.period_month = ? and margin.tier_key not like '(%'
        order by dim_tiers.sort_order
        """,
        [marts.latest_month()],
    )


def features(marts: Marts) -> Table:
    return marts.table(
        """
        select dim_features.feature_name as feature, sum(margin.revenue) as revenue, sum(margin.ai_cost) as ai_cost,
               sum(margin.cost) as cost, sum(margin.gross_margin) as gross_margin
        from marts.fct_feature_margin_monthly as margin
        left join marts.dim_features using (feature_key)
        where margin.period_month = ? and margin.feature_key not like '(%'
        group by all
        order by cost desc, feature
        """,
        [marts.latest_month()],
    )


def trend(marts: Marts) -> Table:
    return marts.table(
        """
        select period_month, cast(revenue as double) as revenue, cast(cost as double) as cost,
               cast(metered_cost as double) as metered_cost, cast(gross_margin as double) as margin,
               cast(gross_margin_ratio as double) as margin_ratio
        from marts.rpt_margin_trend
        order by period_month
        """
    )


def bridge(marts: Marts) -> dict:
    """Why the margin of the latest month differs from the month before."""
    rows = marts.table(
        """
        select margin_change, bridge_price, bridge_discount_credit, bridge_volume, bridge_mix, bridge_unit_cost,
               bridge_allocation_idle, bridge_fx, bridge_one_time
        from marts.rpt_margin_trend
        order by period_month desc
        limit 1
        """
    ).dicts()
    return rows[0] if rows else {}


def scenarios(marts: Marts) -> Table:
    return marts.table(
        """
        select scenario_id, scenario_name, baseline_revenue, baseline_cost, baseline_margin_ratio, scenario_revenue,
               scenario_cost, scenario_margin_ratio, revenue_delta, cost_delta, margin_delta, fee_change,
               customers_repriced, break_even_churn_ratio, newly_unprofitable, not_computed_because
        from marts.rpt_scenario_summary
        order by scenario_id, period_month
        """
    )


def reconciliation(marts: Marts) -> Table:
    return marts.table(
        """
        select vendor, side, source_currency_code as currency, reported, in_ledger, deferred_or_unbilled,
               other_authority, quarantined, timing, rounding, unexplained
        from marts.fct_reconciliation_monthly
        where period_month = ?
        order by side desc, vendor, currency
        """,
        [marts.latest_month()],
    )


def row_accounting(marts: Marts) -> Table:
    return marts.table(
        """
        select vendor, source_table, raw_rows, valid_rows, duplicate_rows, quarantined_rows, excluded_rows
        from marts.fct_row_accounting
        order by vendor, source_table
        """
    )
