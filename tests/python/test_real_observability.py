"""Real usage through the trace tools: attributes of captured spans, API usage bodies with the buckets that somebody else
worked out, and Datadog's recorded usage.

The files are read where they lie. Expected figures come from the provider's own body, never from our staging.
"""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows

TOOLS = ("otel", "helicone", "datadog")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real inputs are not on this machine ({DATA})")


def read_json(name):
    return json.loads((DATA / name).read_text())


def captured_spans():
    """Spans that frameworks sent by OpenTelemetry: their own attributes, as a collector would have stored them."""
    for file in sorted((DATA / "langfuse_traces").glob("*-20*.json")):
        for seen in json.loads(file.read_text())["observations"]:
            metadata = seen["metadata"] if isinstance(seen.get("metadata"), dict) else {}
            if isinstance(metadata.get("attributes"), dict):
                yield seen, {
                    "Timestamp": seen["startTime"], "TraceId": seen["traceId"].upper(), "SpanId": seen["id"],
                    "ParentSpanId": seen.get("parentObservationId") or "", "SpanName": seen.get("name") or "", "ServiceName": "captured",
                    "ResourceAttributes": json.dumps(metadata.get("resourceAttributes") or {}),
                    "ScopeName": (metadata.get("scope") or {}).get("name"), "SpanAttributes": json.dumps(metadata["attributes"]),
                    "Duration": 1_000_000, "StatusCode": "Error" if seen["level"] == "ERROR" else "Unset",
                }


def usage_bodies():
    """(id, model, what the provider counted apart, what somebody else read out of it as inclusive counts)."""
    for number, case in enumerate(read_json("genai_prices/usages_give.json")):
        usage = case["body"].get("usage") or {}
        # the reading of the provider whose body it is: it knows the cache and reasoning
        read = max((found["usage"] for found in case["extracted"]), key=len)
        if "cache_read_input_tokens" in usage and "input_tokens" in usage:
            apart = (usage["input_tokens"], usage["cache_read_input_tokens"] or 0, usage.get("cache_creation_input_tokens") or 0)
            output = usage["output_tokens"]
        elif details := usage.get("input_tokens_details") or usage.get("prompt_tokens_details"):
            cached, written = details.get("cached_tokens") or 0, details.get("cache_write_tokens") or 0
            whole = usage.get("input_tokens", usage.get("prompt_tokens"))
            apart, output = (whole - cached - written, cached, written), usage.get("output_tokens", usage.get("completion_tokens"))
        else:
            continue
        if (read.get("output_tokens"), read.get("input_tokens")) == (output, sum(apart)):
            yield f"{number:04}", case.get("model", "unnamed"), (*apart, output), read


def told_by_each_tool():
    """The usage bodies as rows of the three tools; spans get the inclusive reading, a proxy the provider's own."""
    spans, requests, llm = [], [], []
    for number, model, (fresh, cached, written, output), read in usage_bodies():
        counts = {
            "gen_ai.usage.input_tokens": read["input_tokens"], "gen_ai.usage.output_tokens": read["output_tokens"],
            "gen_ai.usage.cache_read.input_tokens": read.get("cache_read_tokens"),
            "gen_ai.usage.cache_write.input_tokens": read.get("cache_write_tokens"),
        }
        said = {key: str(value) for key, value in counts.items() if value is not None}
        spans.append({
            "Timestamp": "2026-03-02 10:00:00", "TraceId": f"body{number}", "SpanId": "a1", "ParentSpanId": "", "SpanName": "chat",
            "ServiceName": "bodies", "ResourceAttributes": "{}", "SpanAttributes": json.dumps({"gen_ai.operation.name": "chat", **said}),
            "Duration": 1, "StatusCode": "Ok",
        })
        metrics = {
            "input_tokens": float(read["input_tokens"]), "output_tokens": read["output_tokens"],
            "cache_read_input_tokens": read.get("cache_read_tokens"), "cache_write_input_tokens": read.get("cache_write_tokens"),
        }
        llm.append({
            "type": "span", "attributes_span_id": "1", "attributes_trace_id": f"body{number}", "attributes_parent_id": "undefined",
            "attributes_name": "call", "attributes_span_kind": "llm", "attributes_model_name": model, "attributes_start_ns": 1772445600123,
            "attributes_duration": 1e9, "attributes_status": "ok", "attributes_tags": "[]", "attributes_metrics": json.dumps(metrics),
        })
        requests.append({
            "request_id": f"body{number}", "request_created_at": "2026-03-02 10:00:00", "response_status": 200, "request_properties": "{}",
            "request_model": model, "prompt_tokens": fresh, "completion_tokens": output, "prompt_cache_read_tokens": cached,
            "prompt_cache_write_tokens": written, "cost": 0, "updated_at": "2026-03-02 10:00:09",
        })
    return spans, requests, llm


# What the recorded usage may have cost: month -> product, US dollars.
BILL = {"2022-03": ("logs_indexed", 31.4), "2022-05": ("infra_host", 18.5)}


def recorded_usage():
    """Infrastructure hosts and indexed log events by hour; the recorded attribution has null tags throughout."""
    for row in read_json("datadog_usage/get_hourly_usage_attribution.json")["usage"]:
        yield {**row, "tags": None if row["tags"] is None else json.dumps(row["tags"]), "_loaded_at": "2022-05-25 06:00:00"}
    for row in read_json("datadog_usage/get_hourly_usage_for_logs.json")["usage"]:
        yield {"hour": row["hour"], "usage_type": "logs_indexed_usage", "public_id": "fasjyydbcgwwc2uc", "total_usage_sum": row["indexed_events_count"]}


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def staged(request, tmp_path_factory):
    environment = {}
    if request.param == "postgres":
        environment = _new_database(request.getfixturevalue("postgres_host"), "observability")
    dbt = Dbt(tmp_path_factory.mktemp(f"observability_{request.param}"), target=request.param, environment=environment)
    spans, requests, llm = told_by_each_tool()
    bill = [(month, [
        {"product_name": product, "charge_type": kind, "cost": part} for kind, part in (("committed", cost - 6.5), ("on_demand", 6.5), ("total", cost))
    ]) for month, (product, cost) in BILL.items()]
    land_rows(dbt, {
        ("otel", "otel_traces"): [*spans, *(row for _, row in captured_spans())], ("helicone", "requests"): requests,
        ("datadog", "llm_obs_spans"): llm, ("datadog", "usage_hourly_attribution"): list(recorded_usage()),
        ("datadog", "cost_by_org"): [{
            "attributes_date": f"{month}-01T00:00:00Z", "attributes_public_id": "fasjyydbcgwwc2uc", "attributes_charges": json.dumps(charges),
            "_loaded_at": "2022-06-16 06:00:00",
        } for month, charges in bill],
        ("datadog", "cost_monthly_attribution"): [],
    })
    done = build_staging(dbt, list(TOOLS))
    assert done.ok, done.output[-4000:]
    return dbt


def test_real_usage_is_the_same_in_every_tool(staged):
    """The provider's own exclusive counts, whichever convention a tool writes them in."""
    bodies = {number: apart for number, _, apart, _ in usage_bodies()}
    assert len(bodies) > 300 and sum(1 for apart in bodies.values() if apart[1] or apart[2]) > 15
    for tool in TOOLS:
        found = staged.query(f"""
            select source_record_id, input_tokens, coalesce(cache_read_tokens, 0), coalesce(cache_write_tokens, 0), output_tokens
            from staging.stg_{tool}__ai_calls where source_record_id like 'body%' and exclusion_reason is null and row_issue is null
        """)
        assert {row[0][4:8]: tuple(int(value) for value in row[1:]) for row in found} == bodies, tool


def test_attributes_of_captured_spans(staged):
    """Frameworks of all kinds: each generation is a call with the tokens that Langfuse read out of the same attributes."""
    told = {seen["id"]: seen for seen, _ in captured_spans()}
    calls = staged.query("""
        select span_id, input_tokens, cache_read_tokens, output_tokens, provider_response_id, row_issue
        from staging.stg_otel__ai_calls where project_ref = 'captured' and exclusion_reason is null
    """)
    named = {row[0]: row for row in calls}
    with_usage = {
        span: seen for span, seen in told.items() if seen["type"] == "GENERATION" and any("token" in key for key in seen["metadata"]["attributes"])
    }
    assert len(with_usage) >= 11 and set(with_usage) <= set(named)
    assert all(told[span]["type"] == "GENERATION" for span in named)
    for span, seen in with_usage.items():
        usage = seen["usageDetails"]
        assert (named[span][1], named[span][3]) == (usage["input"], usage["output"]), seen["traceId"]
    assert {row[4] for row in calls} > {"chatcmpl-Cj4xwF0fLMbLL7cj2PpKMa69vdqgM"}
    assert [row for row in calls if row[5]] == []
    assert staged.query("select count(*) from staging.stg_otel__spans where trace_id <> lower(trace_id)") == [(0,)]


def test_recorded_usage_says_on_which_days_a_month_cost(staged):
    """Null tags are totals, each hour once; a product's cost lies on the days of its own usage and of its own month."""
    daily, whole = {}, {}
    for row in recorded_usage():
        day = row["hour"][:10]
        daily[day] = daily.get(day, 0) + row["total_usage_sum"]
        whole[day[:7]] = whole.get(day[:7], 0) + row["total_usage_sum"]
    assert {row.get("tags") for row in recorded_usage()} == {None} and len(daily) > 2
    lines = staged.query("""
        select cast(cast(charge_start_at as date) as text), effective_amount, service_name from staging.stg_datadog__infra_cost_lines
        where exclusion_reason is null
    """)
    assert {day: (product, round(float(amount), 6)) for day, amount, product in lines} == {
        day: (BILL[day[:7]][0], round(BILL[day[:7]][1] * used / whole[day[:7]], 6)) for day, used in daily.items()
    }
    assert sum(amount for _, amount, _ in lines) == Decimal("49.9")
    (rows,) = staged.query("select count(*), count(exclusion_reason) from staging.stg_datadog__infra_cost_lines where source_table = 'cost_by_org'")
    assert tuple(rows) == (2, 2)
