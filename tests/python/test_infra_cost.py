"""The simulated company's infrastructure as AWS, Azure, Google, CloudZero, Vantage and Kubecost tell it, staged and
judged together, against the truth: every customer, feature and month, what is shared, idle and nobody's.

The bills of AWS, Azure and Google (with tags, and of a company whose machines carry nothing but a cluster's label)
lie in one table, as several clouds of one company do; each is told by its billing account.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from scripts.simulate import company as company_of
from scripts.simulate.calls import Scale, month_calls
from scripts.simulate.dates import month_start
from scripts.simulate.emitters import cloudzero, focus, kubecost, vantage
from scripts.simulate.emitters._clouds import CLOUDS
from scripts.simulate.output import Dirt
from scripts.simulate.truth import Truth
from tests.python.conftest import Dbt
from tests.python.staged import source_tables

VENDORS = ["focus", "cloudzero", "kubecost", "vantage"]
CLUSTER = CLOUDS["gcp_cluster"].payer
# What each source calls itself in the query below, and how far its own rounding may lie from the truth.
SOURCES = {"aws": 0, "azure": 0, "gcp": 0, "cloudzero": 0, "vantage": 0, "kubecost": Decimal("0.0005")}
TOLD = """
    select
        case when vendor = 'focus' then billing_account_ref else vendor end as source,
        case
            when charge_category = 'Credit' then 'credit'
            when environment = 'staging' then 'staging'
            when commitment_status = 'Unused' or pool_ref = 'idle' then 'idle'
            when pool_ref = 'shared_serving' then 'shared'
            when starts_with(customer_ref, 'acct_') then 'direct'
            when pool_ref like 'k8s:%' then 'cluster'
            else 'untagged'
        end as kind,
        customer_ref, feature_ref, cast(charge_start_at as date) as day, effective_amount as amount
    from intermediate.int_infra_cost_lines
    where is_additive or vendor = 'kubecost'
"""


class Kept:
    """Where emitters write in this test: the tables stay in memory."""

    def __init__(self):
        self.tables: dict[tuple[str, str], list[pa.Table]] = defaultdict(list)

    def write(self, vendor: str, table: str, rows: pa.Table) -> None:
        self.tables[(vendor, table)].append(rows)


@pytest.fixture(scope="module")
def truth() -> Truth:
    found = Truth(company_of.build(6), Scale.named("small"), "real")
    for month in found.company.months:
        found.add_month(month_calls(found.company, month, found.scale, "real"))
    found.finish()
    # a third of the customers shows as much and takes a third of the time
    found.infra_lines = [line for line in found.infra_lines if line.account_id is None or line.account_id < "acct_0045"]
    return found


@pytest.fixture(scope="module")
def told(truth, tmp_path_factory):
    """A connection that sees the judged lines, and the planted faults."""
    kept, dirt, dbt = Kept(), Dirt(True), Dbt(tmp_path_factory.mktemp("infra"))
    for cloud in CLOUDS:
        focus.emit(truth, kept, dirt, cloud)
    for emitter in (cloudzero, vantage, kubecost):
        emitter.emit(truth, kept, dirt)
    missing = ["cloudzero.cbf_drop"]
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        for (vendor, name), tables in kept.tables.items():
            rows = pa.concat_tables(tables)
            raw.execute(f"create schema if not exists {vendor}")
            raw.register("rows", rows)
            raw.execute(f"create table {vendor}.{name} as from rows")
            missing += [f"{vendor}.{name}.{column['name']}" for column in source_tables(vendor)[name] if column["name"] not in rows.column_names]
    done = dbt.run(
        "build", "--select", "+int_infra_cost_lines", "--exclude", "resource_type:test", "resource_type:unit_test",
        vars={"vendors_enabled": VENDORS, "missing": missing},
    )
    assert done.ok, done.output[-3000:]
    connection = duckdb.connect(str(dbt.warehouse / "build.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{dbt.warehouse / 'raw.duckdb'}' as raw (read_only)")
    connection.execute(f"create temp view told as {TOLD}")
    yield connection, dirt
    connection.close()


def name_of(source: str) -> str:
    return CLOUDS[source].payer if source in CLOUDS else source


def true_sums(truth: Truth, kinds: tuple[str, ...], by_owner: bool) -> dict[tuple, Decimal]:
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in truth.infra_lines:
        if line.kind in kinds:
            owner = (line.account_id, line.feature_key) if by_owner else (line.kind,)
            sums[(*owner, month_start(line.cost_date))] += line.amount
    return dict(sums)


def assert_close(found: dict, expected: dict, tolerance) -> None:
    wrong = {key: (found.get(key), expected.get(key)) for key in found.keys() | expected.keys()
             if abs(found.get(key, 0) - expected.get(key, 0)) > tolerance}
    assert dict(list(wrong.items())[:5]) == {}


@pytest.mark.parametrize("source", SOURCES)
def test_every_customer_feature_and_month(told, truth, source):
    rows = told[0].execute("""
        select customer_ref, feature_ref, cast(date_trunc('month', day) as date), sum(amount) from told
        where source = ? and kind = 'direct' group by all
    """, [name_of(source)]).fetchall()
    assert_close({tuple(row[:3]): row[3] for row in rows}, true_sums(truth, ("direct",), by_owner=True), SOURCES[source])
    assert len(rows) > 500


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_shared_idle_and_nobodys(told, truth, source):
    rows = told[0].execute("""
        select kind, cast(date_trunc('month', day) as date), sum(amount) from told
        where source = ? and kind not in ('direct', 'credit') group by all
    """, [name_of(source)]).fetchall()
    expected = true_sums(truth, ("shared", "idle", "untagged", "staging"), by_owner=False)
    assert_close({tuple(row[:2]): row[2] for row in rows}, expected, SOURCES[source])


@pytest.mark.parametrize("source", SOURCES)
def test_credits_stay_apart_and_tax_is_left_out(told, truth, source):
    connection, _ = told
    credits = connection.execute("select coalesce(sum(amount), 0) from told where source = ? and kind = 'credit'", [name_of(source)]).fetchone()[0]
    tax = connection.execute("""
        select count(*) from intermediate.int_infra_cost_lines_judged where exclusion_reason = 'tax' and row_fate = 'valid'
        and case when vendor = 'focus' then billing_account_ref else vendor end = ?
    """, [name_of(source)]).fetchone()[0]
    if source == "kubecost":
        assert (credits, tax) == (0, 0), "a cluster knows neither"
    else:
        assert (credits, tax) == (sum(focus.cloud_credits(truth.company).values()), len(truth.company.months))


def test_every_fault_has_its_fate(told):
    """Replaced deliveries and readings are duplicates, other views of the same money are left out, nothing is refused."""
    connection, dirt = told
    fates = connection.execute("""
        select vendor, row_fate, coalesce(exclusion_reason, '-'), count(*) from intermediate.int_infra_cost_lines_judged group by all
    """).fetchall()
    counted: dict[tuple, int] = defaultdict(int)
    for vendor, fate, reason, count in fates:
        counted[(vendor, "left out" if fate == "valid" and reason == "other_grouping_set" else fate)] += count
    planted: dict[tuple, int] = defaultdict(int)
    for (what, vendor, _), count in dirt.counts.items():
        fate = "duplicate" if "later one replaced" in what else "left out" if what.startswith(("row of another", "row of a second")) else None
        if fate:
            planted[(vendor, fate)] += count
    assert {key: count for key, count in counted.items() if key[1] != "valid"} == dict(planted)
    assert len(planted) == 7
    raw = sum(connection.execute(f"select count(*) from raw.{table}").fetchone()[0] for table in (
        "focus.focus_cost_and_usage", "cloudzero.cloudzero_billing_costs", "vantage.vantage_costs", "kubecost.kubecost_allocation"))
    assert raw == sum(counted.values())


def test_several_clouds_in_one_table_follow_their_own_rule(told):
    """Google's rows all count, the older deliveries of AWS and Azure do not."""
    rows = told[0].execute("""
        select billing_account_ref, bool_and(is_append_only), count(*) filter (row_fate = 'duplicate') from intermediate.int_infra_cost_lines_judged
        where vendor = 'focus' group by all
    """).fetchall()
    found = {payer: (appends, replaced > 0) for payer, appends, replaced in rows}
    assert found == {name_of("aws"): (False, True), name_of("azure"): (False, True), name_of("gcp"): (True, False), CLUSTER: (True, False)}


def test_kubernetes_rows_of_a_tool_are_shares_and_no_money(told):
    rows = told[0].execute("""
        select vendor, count(*), bool_or(is_additive) from intermediate.int_infra_cost_lines where ai_overlap_class = 'k8s_resplit' group by all
    """).fetchall()
    assert {row[0]: row[2] for row in rows} == {"kubecost": False, "vantage": False}


def test_a_bill_without_customers_and_the_shares_of_its_cluster_tell_the_truth(told, truth):
    """What the bill says of the cluster's day, split by what the cluster's own tool says at another price level."""
    billed = dict(told[0].execute("select day, sum(amount) from told where source = ? and kind = 'cluster' group by all", [CLUSTER]).fetchall())
    assert told[0].execute("select count(*) from told where source = ? and kind in ('direct', 'shared')", [CLUSTER]).fetchone() == (0,)
    kept = Kept()
    kubecost.emit(truth, kept, Dirt(False), "keys")
    (keys,) = kept.tables[("kubecost", "kubecost_allocation")]
    weights: dict = defaultdict(dict)
    for row in keys.to_pylist():
        weights[row["window_start"].date()][row["key"]] = row["totalCost"]
    found: dict[tuple, Decimal] = defaultdict(Decimal)
    for day, shares in weights.items():
        for key, weight in shares.items():
            _, namespace, *more = key.split("/")
            owner = {"__idle__": "idle", "serving": "shared"}.get(namespace, "direct")
            customer = (more[-1], more[0].replace("-", "_")) if owner == "direct" else (owner,)
            found[(*customer, month_start(day))] += billed[day] * weight / sum(shares.values())
    expected = true_sums(truth, ("direct",), by_owner=True) | true_sums(truth, ("shared",), by_owner=False)
    for line in truth.infra_lines:
        if line.kind == "idle":
            at = ("idle", month_start(line.cost_date))
            expected[at] = expected.get(at, 0) + line.amount - focus.unused_part(line)
    assert set(weights) == set(billed)
    assert_close(dict(found), expected, Decimal("0.0005"))
