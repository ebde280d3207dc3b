"""Infrastructure inputs that nobody on this project wrote, and a few hand-written rows of each cost tool, through
staging on DuckDB and on Postgres; and files that are no FOCUS bill, which the loader refuses with a line that says why.

The documents are read where they lie; allocations are unnested and bills turned into Common Bill Format as the loaders
of their vendors do it.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from scripts.load.contract import Contract
from scripts.load.errors import LoadProblem
from scripts.load.loader import Job, check_all, duckdb_connection
from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows

VENDORS = ["cloudzero", "kubecost", "vantage"]
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real inputs are not on this machine ({DATA})")


def read_csv(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- files that are no FOCUS bill ------------------------------------------------------------------------------------


def loaded(name, tmp_path):
    """What the loader does before it loads: look whether the file fits."""
    check_all(Contract(), duckdb_connection(), [Job(DATA / name, "focus", "focus_cost_and_usage")], tmp_path, lambda line: None)


@needs_data
@pytest.mark.parametrize(("name", "words"), [
    ("focus_bad_inputs/all_fail.csv", "column BillingPeriodStart: the column is missing; the file has x_foo"),
    ("focus_bad_inputs/all_pass_0.5.csv", "column ChargeCategory: the column is missing"),
    ("focus_bad_inputs/billedCostTest.csv", "CSV Error on Line: 2"),
    ("focus_bad_inputs/fail_charge_type_bad_value.csv", "column BillingPeriodStart: the column is missing; the file has ChargeType"),
    ("focus_bad_inputs/fail_invoice_issuer.csv", "column BillingPeriodStart: the column is missing"),
    ("focus_bad_inputs/listUnitPriceTest.csv", "leaves a name empty"),
    ("focus_bad_inputs/multiple_failure_example_namespaced.csv", "the file has F:ChargeType, F:InvoiceIssuer"),
    ("focus_bad_inputs/multiple_failure_examples.csv", "the file has ChargeType, InvoiceIssuer"),
    ("focus_bad_inputs/sample.parquet", "the file has InvoiceIssuer, ResourceID, ChargeType"),
    ("azure_ea/EA_ActualCost_Small.csv", 'Rename "BillingPeriodStartDate" to "BillingPeriodStart"'),
    ("openchargeback/aws_2025-12.csv", "column BillingCurrency: the column is missing"),
])
def test_what_is_no_bill_is_refused_with_one_line(name, words, tmp_path):
    with pytest.raises(LoadProblem) as refused:
        loaded(name, tmp_path)
    line = str(refused.value)
    assert "\n" not in line and name in line and "vendor focus, table focus_cost_and_usage" in line and words in line, line


@needs_data
def test_a_real_bill_as_it_was_published_is_accepted(tmp_path):
    loaded("focus_sample_1_0/focus_sample.csv", tmp_path)


# --- real documents and hand-written rows ------------------------------------------------------------------------------

SETTINGS = json.dumps({"currency": "USD", "idle": True, "shareIdle": False, "external": False})


def allocations():
    """The documented answer of OpenCost, unnested: one row per key of a result set, with the request stamped."""
    if not DATA.is_dir():
        return
    answer = json.loads((DATA / "opencost_allocation/allocation-example-output.json").read_text())
    for result in answer["data"]:
        for key, found in result.items():
            yield {
                "key": key, "window_start": found["window"]["start"], "window_end": found["window"]["end"],
                "properties": json.dumps(found["properties"]), "totalCost": found["totalCost"], "externalCost": found["externalCost"],
                "cpuCoreHours": found["cpuCoreHours"], "_aggregate": "namespace", "_settings": SETTINGS, "_synced_at": "2023-07-20T02:00:00Z",
            }


def dropped():
    """Usage, discounts and commitments as an adaptor sends them: the discount of usage is in its discounted cost too."""
    if not DATA.is_dir():
        return
    stamp = {"_loaded_at": "2024-10-01 03:00:00"}
    for row in read_csv("cloudzero_anycost/cloud_usage.csv"):
        discounted = Decimal(row["cost"]) + Decimal(row["discount"])
        yield stamp | {"lineitem/type": "Usage", "resource/service": row["sku"], "resource/id": f"instance-{row['instance_id']}",
                       "time/usage_start": row["usage_date"], "cost/cost": row["cost"], "cost/discounted_cost": discounted}
    for row in read_csv("cloudzero_anycost/cloud_purchase_commitments.csv"):
        yield stamp | {"lineitem/type": "CommittedUsePurchase", "resource/service": "CommittedUse", "resource/id": f"commit-{row['commitment_id']}",
                       "time/usage_start": row["commitment_date"], "cost/cost": row["cost"], "cost/discounted_cost": row["cost"]}
    for row in read_csv("cloudzero_anycost/cloud_discounts.csv"):
        yield stamp | {"lineitem/type": "Discount", "resource/service": row["discount_type"], "resource/id": f"discount-{row['discount_id']}",
                       "time/usage_start": row["usage_date"], "cost/cost": row["discount"], "cost/discounted_cost": row["discount"]}


def costs():
    asked = {"_cost_type": "discounted_amortized", "_granularity": "daily", "_synced_at": "2026-03-08T04:00:00Z", "CZ:CloudProvider": "AWS"}
    for day, cost, customer, kind in [
        ("2026-03-01T00:00:00Z", "1.0000000005", "acct_0001", "Usage"), ("2026-03-01T00:00:00Z", "1e-7", "Not In Dimension", "Usage"),
        ("2026-03-02", "-2.25", "acct_0001", "Discount"), ("2026-03-02", "3", None, "CommittedUseVacancy"), ("2026-03-03", "n/a", None, "Usage"),
    ]:
        yield asked | {"usage_date": day, "cost": cost, "CZ:Tag:customer": customer, "CZ:Defined:BillingLineItem": kind}


def grouped():
    asked = {"include_credits": True, "include_refunds": True}
    for day, amount, tags, settings in [
        ("2026-03-01", "4.250000000000", ["customer:acct_0001", "feature:search"], asked), ("2026-03-01T13:00:00Z", "0.5", [], asked | {"date_bin": "hour"}),
        ("2026-03-02", "9", ["customer:acct_0002"], {}),
    ]:
        yield {"accrued_at": day, "amount": amount, "currency": "EUR", "provider": "aws" if settings else "gcp", "billing_account_id": "1122",
               "tags": json.dumps(tags), "_charge_type": "Usage", "_settings": json.dumps(settings), "_synced_at": "2026-04-05T06:00:00Z"}


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def staged(request, tmp_path_factory):
    environment = {}
    if request.param == "postgres":
        environment = _new_database(request.getfixturevalue("postgres_host"), "infra_inputs")
    dbt = Dbt(tmp_path_factory.mktemp(f"infra_{request.param}"), target=request.param, environment=environment)
    land_rows(dbt, {
        ("kubecost", "kubecost_allocation"): list(allocations()), ("cloudzero", "cbf_drop"): list(dropped()),
        ("cloudzero", "cloudzero_billing_costs"): list(costs()), ("vantage", "vantage_costs"): list(grouped()),
    })
    done = build_staging(dbt, VENDORS)
    assert done.ok, done.output[-3000:]
    return dbt


@needs_data
def test_a_week_of_a_real_cluster(staged):
    assert staged.query("""
        select customer_ref, sub_account_ref, effective_amount, is_additive, currency_code, cast(charge_start_at as text), row_issue
        from staging.stg_kubecost__infra_cost_lines order by customer_ref
    """) == [
        ("kube-system", "default-cluster", Decimal("1.52743"), False, "USD", "2023-07-12 11:02:46", None),
        ("opencost", "default-cluster", Decimal("0.10937"), False, "USD", "2023-07-12 11:02:46", None),
        ("prometheus", "default-cluster", Decimal("0.14136"), False, "USD", "2023-07-12 11:02:46", None),
    ]
    assert staged.query("select sum(effective_amount), count(exclusion_reason) from staging.stg_kubecost__infra_cost_lines") == [(Decimal("1.77816"), 0)]


@needs_data
def test_a_real_bill_sent_in_common_bill_format(staged):
    rows = staged.query("""
        select charge_category, count(*), sum(billed_amount), sum(effective_amount), count(row_issue) from staging.stg_cloudzero__infra_cost_lines
        where source_table = 'cbf_drop' group by charge_category, charge_description order by charge_category, sum(billed_amount)
    """)
    assert rows == [("Purchase", 1, 90, 90, 0), ("Usage", 2, -32, -32, 0), ("Usage", 3, Decimal("47.3"), Decimal("35.3"), 0)]


def test_costs_by_dimension(staged):
    rows = staged.query("""
        select cast(charge_start_at as date) - date '2026-03-01', customer_ref, effective_amount, rounding_amount, commitment_status, row_issue
        from staging.stg_cloudzero__infra_cost_lines where source_table = 'cloudzero_billing_costs' order by charge_start_at, effective_amount
    """)
    days = [row[0] if isinstance(row[0], int) else row[0].days for row in rows]
    assert days == [0, 0, 1, 1, 2]
    assert [row[1:] for row in rows] == [
        (None, Decimal("0.0000001"), 0, None, None), ("acct_0001", Decimal("1.000000001"), Decimal("-0.0000000005"), None, None),
        ("acct_0001", Decimal("-2.25"), 0, None, None), (None, 3, 0, "Unused", None), (None, None, None, None, 'cost: "n/a" is not a number'),
    ]


def test_costs_by_grouping(staged):
    assert staged.query("""
        select customer_ref, feature_ref, effective_amount, currency_code, provider, exclusion_reason, row_issue
        from staging.stg_vantage__infra_cost_lines order by effective_amount
    """) == [
        (None, None, Decimal("0.5"), "EUR", "AWS", "other_grouping_set", None),
        ("acct_0001", "search", Decimal("4.25"), "EUR", "AWS", None, None),
        ("acct_0002", None, 9, "EUR", "Google Cloud", None, "_settings: include_credits is off; without credits the rows do not sum to the bill"),
    ]
