"""Inputs that nobody on this project wrote, through the staging of gateways, provider reports, traces and bills.

The files are read where they lie and loaded as plain texts, the way a loader lands a file; then staging runs on
DuckDB and on Postgres and has to give the same figures. Expected figures are worked out here, from the files.
"""

import csv
import json
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows

VENDORS = ["litellm", "langfuse", "openai", "anthropic", "focus"]
NANO = Decimal("0.000000001")

# What the examples of commitments bill, cost and leave unused; over a whole commitment billed is effective.
COMMITMENTS = {
    "commitment_discount_usage_scenario_2": ("0", "1", "1"), "commitment_discount_usage_scenario_3": ("0", "1", "0.25"),
    "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource": ("2.75", "2.75", "0"),
    "zero_percent_utilization_without_commitment_discount_flexibility": ("3.5", "3.5", "1.5"),
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real inputs are not on this machine ({DATA})")


def read_json(name):
    return json.loads((DATA / name).read_text())


def read_csv(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def spend_logs():
    """The documented log, and the calls behind the documented report by key as one log each."""
    (log,) = read_json("litellm_spend_examples/spend_log_doc_example.json")
    common = {"call_type": "acompletion", "startTime": "2026-03-01 10:00:00", "endTime": "2026-03-01 10:00:05", "metadata": "{}"}
    rows = [{**common, **log, "request_id": "documented", "model": log["model_group"], "request_tags": json.dumps(log["request_tags"])}]
    (report,) = read_json("litellm_spend_examples/spend_report_by_key_doc_example.json")
    for call in report["model_details"]:
        rows.append({
            **common, "request_id": call["model"], "api_key": report["api_key"], "model": call["model"], "spend": call["total_cost"],
            "prompt_tokens": call["total_input_tokens"], "completion_tokens": call["total_output_tokens"],
        })
    return rows


def openai_report(name, grouping=""):
    for bucket in read_json(f"openai_usage_api/{name}.json")["data"]:
        for result in bucket["results"]:
            amount = result.pop("amount", {})
            yield {
                **result, "bucket_start": bucket["start_time"], "amount_value": amount.get("value"),
                "amount_currency": amount.get("currency"), "grouping_set": grouping, "loaded_at": "2026-04-01 06:00:00",
            }


def anthropic_report(name, grouping):
    for bucket in read_json(f"anthropic_cost_report/{name}.json")["data"]:
        for result in bucket["results"]:
            written = result.pop("cache_creation", {})
            yield {
                **result, "bucket_start": bucket["starting_at"], "grouping_set": grouping, "loaded_at": "2026-04-01 06:00:00",
                "cache_creation_5m_tokens": written.get("ephemeral_5m_input_tokens"),
                "cache_creation_1h_tokens": written.get("ephemeral_1h_input_tokens"),
            }


def observations():
    """Captured traces in the shape of the export: snake case, empty texts, maps as JSON text, an unknown total as 0."""
    for file in sorted((DATA / "langfuse_traces").glob("*-20*.json")):
        trace = json.loads(file.read_text())
        for seen in trace["observations"]:
            yield {
                "id": seen["id"], "trace_id": seen["traceId"], "project_id": seen["projectId"],
                "parent_observation_id": seen.get("parentObservationId") or "", "type": seen["type"],
                "start_time": seen["startTime"], "end_time": seen["endTime"], "updated_at": seen.get("updatedAt"),
                "environment": seen["environment"], "level": seen["level"], "user_id": "",
                "trace_name": trace["trace"]["name"] or "", "tags": json.dumps(trace["trace"]["tags"]),
                "metadata": json.dumps(seen["metadata"]) if seen.get("metadata") else "", "name": seen.get("name") or "",
                "provided_model_name": seen.get("model") or "", "usage_details": json.dumps(seen.get("usageDetails") or {}),
                "cost_details": json.dumps(seen.get("costDetails") or {}), "total_cost": seen.get("totalCost") or 0,
            }


def iso(day):
    month, day, year = day.split("/")
    return f"20{year}-{int(month):02d}-{int(day):02d}"


def bills():
    """Every bill under a delivery of its own, named by its billing account where the file names none."""
    for line in read_csv("focus_sample_1_0/focus_sample.csv"):
        yield "sample", line
    for name in ["virtual_currency_pricing_model_a1", "virtual_currency_pricing_model_a2",
                 "saas_spend_agreements_a1", "saas_spend_agreements_a2", "simple_saas_agreements_a1"]:
        for line in read_csv(f"focus_spec_examples/{name}.csv"):
            yield f"{name} as it is", line
            dated = {k: iso(v) if k.startswith(("BillingPeriod", "ChargePeriod")) else v for k, v in line.items()}
            yield f"{name} with ISO dates", dated
    for name in COMMITMENTS:
        for line in read_csv(f"focus_spec_examples/{name}.csv"):
            yield name, line
    for name in ["aws_2025-12", "azure_2025-12", "hpc_2025-12", "it_storage_2025-12", "storage_2025-12", "openai-tokens_2026-01"]:
        for line in read_csv(f"openchargeback/{name}.csv"):
            yield name, line


def landed():
    """(vendor, table) -> rows."""
    bill_rows = []
    for account, line in bills():
        bill_rows.append({**line, "BillingAccountId": account, "_loaded_at": "2026-04-01 06:00:00"})
    return {
        ("litellm", "LiteLLM_SpendLogs"): spend_logs(),
        ("langfuse", "observations_v2"): list(observations()),
        ("openai", "openai_costs"): list(openai_report("organization_costs")),
        ("openai", "openai_usage_completions"): list(openai_report("organization_usage_completions")),
        ("openai", "openai_usage_embeddings"): [],
        ("openai", "openai_usage_moderations"): [],
        ("anthropic", "anthropic_cost_report"): list(anthropic_report("cost_report", "workspace_id,description")),
        ("anthropic", "anthropic_usage_report"): list(anthropic_report("usage_report_messages", "model,workspace_id,api_key_id")),
        ("focus", "focus_cost_and_usage"): bill_rows,
    }


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def staged(request, tmp_path_factory):
    """The staging of these vendors over the loaded files."""
    environment = {}
    if request.param == "postgres":
        environment = _new_database(request.getfixturevalue("postgres_host"), "real_ai_infra")
    dbt = Dbt(tmp_path_factory.mktemp(f"real_{request.param}"), target=request.param, environment=environment)
    land_rows(dbt, landed())
    done = build_staging(dbt, VENDORS)
    assert done.ok, done.output
    return dbt


def test_a_documented_log_is_one_call(staged):
    assert staged.query("""
        select cost_amount, cost_basis, input_tokens, cache_read_tokens, output_tokens, customer_ref, end_user_ref, feature_ref, row_issue
        from staging.stg_litellm__ai_calls where source_record_id = 'documented'
    """) == [(Decimal("0.000002000"), "gateway_estimated", 20, None, 80, None, "palantir", "run_page_classification", None)]


def test_no_digit_of_a_long_spend_is_lost(staged):
    (report,) = read_json("litellm_spend_examples/spend_report_by_key_doc_example.json")
    (total,) = staged.query("""
        select sum(cost_amount) + sum(cost_rounding_amount), sum(input_tokens), sum(output_tokens)
        from staging.stg_litellm__ai_calls where api_key_ref = 'example-api-key-123'
    """)
    told = Decimal(repr(report["total_cost"])).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    assert (total[0], total[1], total[2]) == (told, 36, 1593)


def test_openai_amounts_are_dollars(staged):
    assert staged.query("""
        select cast(usage_date as text), amount, rounding_amount, currency_code, provider_account_ref, model, token_bucket, exclusion_reason, row_issue
        from staging.stg_openai__provider_cost_lines
    """) == [("2024-11-01", Decimal("0.060000000"), 0, "USD", None, None, None, None, None)]


def test_openai_input_is_split_into_exclusive_buckets(staged):
    assert staged.query("""
        select input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, requests, row_issue
        from staging.stg_openai__provider_usage_lines
    """) == [(500, 400, 100, 500, 5, None)]


def test_anthropic_amounts_are_cents(staged):
    assert staged.query("""
        select cast(usage_date as text), amount, rounding_amount, currency_code, model, token_bucket, provider_account_ref, row_issue
        from staging.stg_anthropic__provider_cost_lines
    """) == [("2025-08-01", Decimal("1.237891200"), 0, "USD", "claude-sonnet-4-20250514", "input", "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ", None)]


def test_anthropic_buckets_pass_unchanged(staged):
    assert staged.query("""
        select input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, row_issue
        from staging.stg_anthropic__provider_usage_lines
    """) == [(1500, 200, 500, 1000, 500, None)]


def test_traces_count_their_generations_once(staged):
    rows = list(observations())
    calls = [row for row in rows if row["type"] in ("GENERATION", "EMBEDDING")]
    told = sum(Decimal(str(row["total_cost"])) for row in calls)
    usage = [json.loads(row["usage_details"]) for row in calls]
    unpriced = sum(1 for row in calls if not row["total_cost"])
    (found,) = staged.query("""
        select count(*), count(exclusion_reason), count(row_issue),
            sum(case when exclusion_reason is null then cost_amount + cost_rounding_amount end),
            sum(case when exclusion_reason is null and cost_basis = 'none' then 1 else 0 end),
            sum(case when exclusion_reason is null then input_tokens end),
            sum(case when exclusion_reason is null then output_tokens end),
            sum(case when exclusion_reason is null and provider is null then 1 else 0 end)
        from staging.stg_langfuse__ai_calls
    """)
    output = sum(one.get("output", 0) + one.get("completion_details.reasoning", 0) for one in usage)
    assert found == (len(rows), len(rows) - len(calls), 0, told, unpriced, sum(one.get("input", 0) for one in usage), output, 0)
    assert (len(rows), len(calls), unpriced) == (91, 28, 2)
    assert staged.query("select count(*) from staging.stg_langfuse__spans") == [(91 - 28,)]


def test_a_thousand_real_bill_lines_are_read_to_the_last_digit(staged):
    lines = read_csv("focus_sample_1_0/focus_sample.csv")
    given = [Decimal(line["EffectiveCost"]) for line in lines]
    tags = [json.loads(line["Tags"]) for line in lines if line["Tags"] not in ("", "NULL")]
    (found,) = staged.query("""
        select count(*), count(row_issue), sum(effective_amount), sum(effective_amount) + sum(rounding_amount), count(tags), count(environment),
            sum(case when charge_category = 'Credit' then 1 else 0 end), sum(case when currency_code = 'USD' then 1 else 0 end)
        from staging.stg_focus__infra_cost_lines where source_account = 'sample'
    """)
    rounded = sum(amount.quantize(NANO, ROUND_HALF_UP) for amount in given)
    environments = sum(1 for tag in tags if tag.get("environment", "").strip())
    dollars = sum(1 for line in lines if line["BillingCurrency"] == "USD")
    assert found == (1000, 0, rounded, sum(given), len(tags), environments, 1, dollars)


def test_the_word_null_is_no_value(staged):
    columns = ["region", "resource_ref", "charge_class", "commitment_status", "service_category", "sku_ref", "tags", "invoice_native_id"]
    words = " + ".join(f"sum(case when {column} in ('NULL', '') then 1 else 0 end)" for column in columns)
    assert staged.query(f"select {words} from staging.stg_focus__infra_cost_lines") == [(0,)]
    lines = read_csv("focus_sample_1_0/focus_sample.csv")
    filled = sum(1 for line in lines if line["ResourceId"] not in ("", "NULL"))
    assert staged.query("select count(resource_ref) from staging.stg_focus__infra_cost_lines where source_account = 'sample'") == [(filled,)]


@pytest.mark.parametrize(("example", "billed", "effective"), [
    ("virtual_currency_pricing_model_a1", 200000, 0), ("virtual_currency_pricing_model_a2", 0, 1230),
    ("saas_spend_agreements_a1", 1200, 1200), ("saas_spend_agreements_a2", 1200, 1200),
])
def test_worked_examples_of_the_specification(staged, example, billed, effective):
    found = staged.query(f"""
        select sum(billed_amount), sum(effective_amount), count(row_issue)
        from staging.stg_focus__infra_cost_lines where source_account = '{example} with ISO dates'
    """)
    assert found == [(billed, effective, 0)]


@pytest.mark.parametrize("example", COMMITMENTS)
def test_a_commitment_costs_where_it_is_used_and_where_it_is_not(staged, example):
    found = staged.query(f"""
        select sum(billed_amount), sum(effective_amount), coalesce(sum(case when commitment_status = 'Unused' then effective_amount end), 0), count(row_issue)
        from staging.stg_focus__infra_cost_lines where source_account = '{example}'
    """)
    assert found == [(*map(Decimal, COMMITMENTS[example]), 0)]


def test_dates_and_amounts_that_break_the_format_are_named(staged):
    found = staged.query("""
        select source_account, row_issue, count(*) from staging.stg_focus__infra_cost_lines
        where source_account like '%as it is' or source_account like 'simple%' group by source_account, row_issue
    """)
    reasons = {account: issue for account, issue, _ in found}
    assert len(reasons) == 6 and None not in reasons.values()
    assert reasons["virtual_currency_pricing_model_a1 as it is"] == 'BillingPeriodStart: "4/1/25" is not a time'
    assert reasons["simple_saas_agreements_a1 with ISO dates"] == 'BilledCost: "$10,000.00" is not a number'


@pytest.mark.parametrize(("bill", "billed"), [
    ("aws_2025-12", "20965.25"), ("azure_2025-12", "1228.25"), ("hpc_2025-12", "0"), ("it_storage_2025-12", "465"),
    ("storage_2025-12", "60"), ("openai-tokens_2026-01", "18.71"),
])
def test_totals_of_a_chargeback_month(staged, bill, billed):
    found = staged.query(f"""
        select sum(billed_amount), sum(effective_amount), count(row_issue), min(ai_overlap_class)
        from staging.stg_focus__infra_cost_lines where source_account = '{bill}'
    """)
    assert found == [(Decimal(billed), Decimal(billed), 0, "model_api_direct" if bill.startswith("openai") else "none")]
