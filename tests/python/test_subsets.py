"""Any part of a stack builds: each of the 63 non-empty subsets of the six inputs (five layers and the providers' reports).

What no source of the subset can supply is null, never zero; completeness says so; every data test of the project holds.
"""

from __future__ import annotations

from itertools import combinations

import duckdb
import pytest

from tests.python.conftest import Dbt

INPUTS = {
    "billing": ["stripe"], "metering": ["orb"], "observability": ["langfuse"], "infrastructure": ["focus"],
    "gateway": ["litellm"], "providers": ["openai", "anthropic"],
}
SUBSETS = [chosen for size in range(1, 7) for chosen in combinations(INPUTS, size)]
MARGIN_MARTS = ["fct_customer_margin_daily", "fct_customer_margin_monthly", "fct_feature_margin_monthly", "fct_tier_margin_monthly",
                "fct_margin_cube_monthly"]


def test_there_are_63_subsets():
    assert len(set(SUBSETS)) == 63


@pytest.mark.prove
@pytest.mark.parametrize("chosen", [pytest.param(chosen, id="+".join(chosen)) for chosen in SUBSETS])
def test_subset_builds_and_knows_what_it_does_not_know(small_company, tmp_path, chosen):
    dbt = Dbt(tmp_path)
    (tmp_path / "raw.duckdb").symlink_to(small_company.warehouse / "raw.duckdb")
    vendors = [vendor for name in chosen for vendor in INPUTS[name]]
    done = dbt.run("build", "--exclude-resource-type", "unit_test", vars={"vendors_enabled": vendors, "missing": []}, timeout=1800)
    assert done.ok, done.output[-4000:]

    has_revenue = bool({"billing", "metering"} & set(chosen))
    has_ai = bool({"observability", "gateway", "providers"} & set(chosen))
    has_infra = "infrastructure" in chosen
    has_calls = bool({"observability", "gateway"} & set(chosen))
    revenue = "complete" if has_revenue else "none"
    cost = {(True, True): "complete", (False, True): "no_ai", (True, False): "no_infrastructure"}.get((has_ai, has_infra), "no_ai_no_infrastructure")
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        for mart in MARGIN_MARTS:
            # Every layer has data in this month; before and after a layer's data its part is unknown too.
            month = f"marts.{mart} where period_month = date '2026-03-01'"
            rows = connection.execute(f"select count(*) from {month}").fetchone()[0]
            assert rows > 0, mart
            assert connection.execute(
                f"select distinct revenue_completeness, cost_completeness from {month}"
            ).fetchall() == [(revenue, cost)], mart
            known = {"revenue": has_revenue, "ai_cost": has_ai, "infra_cost": has_infra, "cost": has_ai or has_infra,
                     "gross_margin": has_revenue and (has_ai or has_infra)}
            known |= {"calls": has_calls, "tokens": has_calls} if mart == "fct_customer_margin_monthly" else {}
            for column, is_known in known.items():
                filled = connection.execute(f"select count({column}) from {month}").fetchone()[0]
                assert filled == (rows if is_known else 0), f"{mart}.{column}"
        money = connection.execute("select count(*) from marts.fct_margin_ledger").fetchone()[0]
        assert bool(money) == (has_revenue or has_ai or has_infra)
        assert connection.execute("select count(*) from marts.fct_reconciliation_monthly where unexplained <> 0").fetchone() == (0,)
