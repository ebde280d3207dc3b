"""The headline month, worked out by hand to the cent, against the published marts alone: no simulator table, no
intermediate model. A customer's group follows from its tier, price and tokens, as golden/headline_month.csv lists them."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "headline_month.csv"
MONTH = "date '2026-03-01'"
CLASS_OF_MODEL = {
    "gpt-5": "std", "claude-sonnet-4-5": "std", "gpt-5-mini": "mini", "claude-opus-4-5": "prem",
}
CENT = Decimal("0.01")
MILLION = Decimal(1_000_000)

pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason=f"golden figures are not on this machine ({GOLDEN})")


@pytest.fixture(scope="module")
def marts(small_company):
    with duckdb.connect(str(small_company.warehouse / "layer_six.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def golden() -> list[dict]:
    with GOLDEN.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def customers(marts) -> list[dict]:
    """One dictionary per customer of the month with every figure that the golden file has."""
    cursor = marts.execute(
        f"""
        with cost as (
            select customer_key,
                sum(amount) filter (where entry_class = 'payment_fee') as payment_fee,
                sum(amount) filter (where entry_class = 'support') as support,
                sum(amount) filter (where cost_pool_key = 'direct_infra' or cost_pool_key = 'untagged') as direct_infra
            from marts.fct_margin_ledger
            where period_month = {MONTH} and entry_side = 'cost' and cost_function = 'cogs'
            group by 1
        ), tokens as (
            select customer_key, map_from_entries(list((model, tokens))) as by_model
            from (select customer_key, model, sum(tokens) as tokens from marts.fct_margin_cube_monthly
                  where period_month = {MONTH} and tokens > 0 group by 1, 2)
            group by 1
        )
        select months.customer_key, dim_tiers.tier_name as tier, months.mrr, months.revenue, months.cost,
            months.gross_margin, months.gross_margin_ratio, cost.payment_fee, cost.support, cost.direct_infra,
            tokens.by_model
        from marts.fct_customer_margin_monthly as months
        left join marts.dim_tiers on months.tier_key_at_period_end = dim_tiers.tier_key
        left join cost using (customer_key)
        left join tokens using (customer_key)
        where months.period_month = {MONTH}
        """
    )
    names = [column[0] for column in cursor.description]
    rows = []
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        mtok = {"std": Decimal(0), "mini": Decimal(0), "prem": Decimal(0)}
        for model, tokens in (row["by_model"] or {}).items():
            mtok[CLASS_OF_MODEL[model]] += Decimal(tokens) / MILLION
        rows.append({**row, **{f"mtok_{name}": amount for name, amount in mtok.items()}})
    return rows


def cents(value) -> Decimal:
    return Decimal(value or 0).quantize(CENT)


def test_every_group_of_customers(customers, golden):
    """Each golden group is found with its number of customers, and each of them has the group's figures."""
    left = [row for row in customers if not row["customer_key"].startswith("(") and row["revenue"]]
    for group in (row for row in golden if not row["group"].startswith("(")):
        same = [
            row for row in left
            if row["tier"] == group["tier"] and cents(row["mrr"]) == cents(group["net_mrr"])
            and all(row[f"mtok_{name}"] == Decimal(group[f"mtok_{name}"]) for name in ("std", "mini", "prem"))
            and cents(row["cost"]) == cents(group["cogs"])
        ]
        assert len(same) == int(group["customers"]), group["group"]
        for row in same:
            assert cents(row["revenue"]) == cents(group["net_mrr"])
            assert cents(row["payment_fee"]) == cents(group["payment_fee"])
            assert cents(row["support"]) == cents(group["support"])
            assert cents(row["direct_infra"]) == cents(group["direct_infra"])
            assert cents(row["gross_margin"]) == cents(group["margin"])
            assert cents(row["gross_margin_ratio"] * 100) == cents(group["margin_pct"])
        left = [row for row in left if row not in same]
    assert left == []


def test_what_belongs_to_nobody(customers, golden):
    by_key = {row["customer_key"]: row for row in customers}
    for group in (row for row in golden if row["group"].startswith("(")):
        row = by_key[group["group"]]
        assert cents(row["cost"]) == cents(group["cogs"])
        assert cents(row["gross_margin"]) == cents(group["margin"])
        assert row["mtok_std"] == Decimal(group["mtok_std"])
        if group["group"] == "(unattributed)":
            assert cents(row["direct_infra"]) == cents(group["direct_infra"])


def test_the_company(marts):
    row = marts.execute(
        f"""select sum(revenue), sum(mrr), sum(billed_revenue), sum(cost), sum(infra_cost), sum(ai_cost), sum(tokens),
                   sum(gross_margin), sum(gross_margin) filter (where customer_key not like '(%'),
                   max(gross_margin_ratio) filter (where is_paying), min(gross_margin_ratio) filter (where is_paying),
                   count(*) filter (where is_paying)
            from marts.fct_customer_margin_monthly where period_month = {MONTH}"""
    ).fetchone()
    assert [cents(value) for value in row[:6]] == [
        cents("48000"), cents("48000"), cents("46560"), cents("23040"), cents("14200"), cents("6149.16"),
    ]
    assert row[6] == 2_300_000_000
    assert cents(row[7] / row[0] * 100) == cents("52.00")
    assert cents(row[8] / row[0] * 100) == cents("55.71")
    assert (cents(row[9] * 100), cents(row[10] * 100)) == (cents("63.00"), cents("-55.00"))
    assert row[11] == 120


def test_failed_calls_are_three_in_a_thousand(marts):
    calls, failed, succeeded = marts.execute(
        f"select sum(calls), sum(calls_failed), sum(calls_succeeded) from marts.fct_usage_daily where period_month = {MONTH}"
    ).fetchone()
    assert (failed * 1000, succeeded) == (calls * 3, calls - failed)


def test_tiers_and_bands(marts):
    tiers = marts.execute(
        f"""select round(gross_margin_ratio * 100, 2) from marts.fct_tier_margin_monthly
            left join marts.dim_tiers using (tier_key)
            where period_month = {MONTH} and tier_key not like '(%' order by sort_order"""
    ).fetchall()
    assert [cents(row[0]) for row in tiers] == [cents(value) for value in ("57.18", "49.41", "56.65", "60.44", "51.22")]
    bands = dict(marts.execute(
        f"""select health_band, count(*) from marts.fct_customer_margin_monthly
            where period_month = {MONTH} and is_paying group by 1"""
    ).fetchall())
    assert bands == {"healthy": 105, "at_risk": 8, "loss": 7}


def test_cost_outside_cogs(marts):
    rows = dict(marts.execute(
        f"""select entry_class, sum(amount) from marts.fct_margin_ledger
            where period_month = {MONTH} and entry_side = 'cost' and cost_function = 'rnd' group by 1"""
    ).fetchall())
    assert {name: cents(amount) for name, amount in rows.items()} == {
        "inference": cents("412.50"), "infrastructure": cents("1850.00"),
    }


def test_golden_answers_of_the_two_levers(marts):
    scenarios = {
        row[0]: row[1:] for row in marts.execute(
            """select scenario_id, revenue_delta, scenario_cost, scenario_margin_ratio, fee_change, break_even_churn_ratio
               from marts.rpt_scenario_summary"""
        ).fetchall()
    }
    _, cost, margin, _, _ = scenarios["model_cost_down_90"]
    assert cost.quantize(Decimal("0.001")) == Decimal("17505.756")
    assert cents(margin * 100) == cents("63.53")
    revenue, _, margin, fees, churn = scenarios["pro_price_up_10"]
    assert (cents(revenue), cents(fees), cents(margin * 100)) == (cents("495.00"), cents("14.50"), cents("52.46"))
    assert (churn * 100).quantize(Decimal("0.1")) == Decimal("14.4")
