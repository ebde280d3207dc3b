"""Trace tools beside each other: the same real usage through all of them, Datadog's own bill, and the simulated company.

Real inputs are read where they lie: attributes of captured spans, API usage bodies with the buckets that somebody else
worked out, and Datadog's recorded usage. Expected figures come from the provider's own body, never from our staging.
"""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest

from scripts.simulate import company as company_of
from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale
from scripts.simulate.truth import call_dimensions
from tests.python.conftest import Dbt, _new_database
from tests.python.engines import answers
from tests.python.macro_harness import Macros
from tests.python.staged import DATA, build_staging, land_rows, land_simulated, staged_connection

TOOLS = ("otel", "helicone", "datadog")
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real inputs are not on this machine ({DATA})")


# --- real inputs -----------------------------------------------------------------------------------------------------


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
    if not DATA.is_dir():
        pytest.skip(f"the real inputs are not on this machine ({DATA})")
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


# --- the simulated company -------------------------------------------------------------------------------------------

EXPECTED = """
    select
        accounts.name as customer_ref, case when trace_feature then features.name end as feature_ref,
        case when kind = 6 then 'judge-selfhosted-8b' else models.reported_as end as model, kind = 6 as is_internal,
        cast(date_trunc('month', started_at) as date) as month, count(*) as calls, sum(case when kind = 3 then 1 else 0 end) as failed,
        sum(input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end) as input_tokens,
        sum(cache_read_tokens) as cache_read_tokens, sum(cache_write_tokens) as cache_write_tokens, sum(output_tokens) as output_tokens
    from truth_calls
    cross join (select count(*) as n from accounts) as customers
    inner join models on models.at = truth_calls.model
    left join accounts
        on trace_identity > 0 and accounts.at = (case when is_conflicting then (account + 1) % customers.n else account end)
    left join features on features.at = truth_calls.feature
    where in_trace
    group by all
"""
FOUND = """
    select
        customer_ref, nullif(feature_ref, 'product') as feature_ref, model, is_internal, cast(date_trunc('month', started_at) as date) as month,
        count(*) as calls, count(*) filter (status = 'error') as failed, sum(coalesce(input_tokens, 0)) as input_tokens,
        sum(coalesce(cache_read_tokens, 0)) as cache_read_tokens, sum(coalesce(cache_write_tokens, 0)) as cache_write_tokens,
        sum(coalesce(output_tokens, 0)) as output_tokens
    from (
        select * from staging.stg_{tool}__ai_calls
        qualify row_number() over (partition by source_account, source_record_id order by source_updated_at desc) = 1
    ) where exclusion_reason is null and row_issue is null
    group by all
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The small company as four trace tools and Datadog's bill tell it, staged on DuckDB."""
    folder = tmp_path_factory.mktemp("observed")
    simulate(folder / "simulated", Scale.named("small"), vendors=("langfuse", *TOOLS, "generic"))
    (folder / "warehouse").mkdir()
    dbt = Dbt(folder / "warehouse")
    land_simulated(dbt, folder / "simulated", ("langfuse", *TOOLS))
    done = build_staging(dbt, ["langfuse", *TOOLS])
    assert done.ok, done.output[-4000:]
    connection = staged_connection(dbt, folder / "simulated")
    call_dimensions(connection, company_of.build())
    yield connection, folder / "simulated"
    connection.close()


@pytest.mark.parametrize("tool", ["langfuse", *TOOLS])
def test_every_tool_tells_the_same_calls(company, tool):
    connection, _ = company
    differing = connection.execute(f"""
        with expected as ({EXPECTED}), found as ({FOUND.format(tool=tool)})
        select 'missing', * from (from expected except from found) union all select 'invented', * from (from found except from expected)
    """).fetchall()
    assert differing == [], differing[:4]


@pytest.mark.parametrize("tool", ["helicone", "datadog"])
def test_cost_of_a_tool_with_a_price_list(company, tool):
    connection, _ = company
    (found,) = connection.execute(f"""
        with counted as (
            select * from staging.stg_{tool}__ai_calls
            qualify row_number() over (partition by source_record_id order by source_updated_at desc) = 1
        )
        select sum(cost_amount + cost_rounding_amount), count(*) filter (cost_basis = 'none') from counted where exclusion_reason is null
    """).fetchall()
    (told,) = connection.execute("""
        select cast(sum(case when is_unpriced_trace then 0 else cost_nano + margin_nano end) as decimal(28, 0)) * 0.000000001,
            count(*) filter (is_unpriced_trace or kind = 6)
        from truth_calls where in_trace
    """).fetchall()
    assert found == told and found[1] > 50


def test_a_stated_cost_of_a_span_is_the_cost_of_its_call(company):
    """Only some libraries state one; a gateway's markup is taken out where the span says it."""
    connection, _ = company
    calls, strange = connection.execute("""
        with spans as (select * from staging.stg_otel__ai_calls where exclusion_reason is null and cost_amount > 0),
        truth as (select *, md5('6|span|' || call_no) as span from truth_calls)
        select count(*), count(*) filter (cost_amount * 1000000000 not in (cost_nano, cost_nano + margin_nano))
        from spans left join truth on spans.span_id = substr(truth.span, 1, 16)
    """).fetchone()
    assert calls > 3000 and strange == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_calls_can_be_joined_to_the_gateway(company, tool):
    """Every call that went through the gateway carries its id there; spans also the provider's response id."""
    connection, _ = company
    (row,) = connection.execute(f"""
        with told as (
            select gateway_call_id, provider_response_id, trace_id from staging.stg_{tool}__ai_calls where exclusion_reason is null
        ),
        seen as (
            select md5('6|call|' || call_no) as call_hash, md5('6|trace|' || trace_no) as trace_hash from truth_calls where in_trace and in_gateway
        )
        select count(*), count(told.gateway_call_id), count(*) filter (told.trace_id is distinct from trace_hash)
        from seen left join (select distinct gateway_call_id, trace_id from told) as told
            on replace(told.gateway_call_id, '-', '')[:12] = call_hash[:12]
    """).fetchall()
    assert row[0] == row[1] > 10_000 and row[2] == 0


def test_planted_faults_are_there(company):
    """Copies, early versions and wrappers of each tool, as many as the simulator says it planted."""
    connection, _ = company
    planted = {(vendor, what): rows for what, vendor, rows in connection.execute("select what, vendor, rows from truth_dirt").fetchall()}
    assert all(rows > 0 for (vendor, _), rows in planted.items() if vendor in TOOLS)
    extra = {
        "otel": ("delivered twice", "flushed before its end"), "helicone": ("exported twice", "properties edited later"),
        "datadog": ("fetched in two windows", "fetched before its metrics"),
    }
    for tool, faults in extra.items():
        (found,) = connection.execute(f"select count(*) - count(distinct source_record_id) from staging.stg_{tool}__ai_calls").fetchone()
        assert found == sum(planted[tool, fault] for fault in faults), tool
    for tool, repeated in (("otel", "framework and provider both tell the call"), ("datadog", "framework and provider both tell the call")):
        (found,) = connection.execute(f"""
            select count(distinct source_record_id) from staging.stg_{tool}__ai_calls where exclusion_reason = 'repeated_by_child_span'
        """).fetchone()
        assert found == planted[tool, repeated] > 100, tool


def test_the_bill_is_the_cost_of_observability(company):
    """Day by day to a millionth of a dollar, month by month to the last digit, in the observability pool."""
    connection, simulated = company
    connection.execute("""
        create or replace temp view bill as
        select * from (
            select *, dense_rank() over (partition by source_table, source_account, slice_period order by slice_batch desc) as place
            from staging.stg_datadog__infra_cost_lines
        ) where place = 1 and exclusion_reason is null and row_issue is null and pool_ref = 'observability'
    """)
    grains = (("date_trunc('month', {0})", Decimal(0)), ("{0}", Decimal("0.000001")))
    for grain, tolerance in grains:
        differing = connection.execute(f"""
            with found as (select {grain.format("cast(charge_start_at as date)")} as moment, sum(effective_amount + rounding_amount) as cost from bill group by all),
            told as (select {grain.format("cost_date")} as moment, sum(amount) as cost from truth_observability_lines group by all)
            select * from found full outer join told using (moment) where abs(coalesce(found.cost, 0) - coalesce(told.cost, 0)) > {tolerance}
        """).fetchall()
        assert differing == []
    (tables,) = connection.execute("select count(distinct source_table) from bill").fetchone()
    assert tables == 2  # the open month has no attribution yet
    with duckdb.connect() as raw:
        kinds = raw.execute(f"select distinct pool_ref from '{simulated / 'raw' / 'generic' / 'infra_cost_lines.parquet'}'").fetchall()
    assert kinds == [("support",)]  # told twice it would be paid twice


def test_every_row_of_the_bill_is_accounted_for_once(company):
    connection, _ = company
    for table in ("cost_by_org", "cost_monthly_attribution", "llm_obs_spans"):
        model = "ai_calls" if table == "llm_obs_spans" else "infra_cost_lines"
        assert connection.execute(f"""
            select (select count(*) from raw.datadog.{table}), count(*) from staging.stg_datadog__{model} where source_table = '{table}'
        """).fetchone() == (connection.execute(f"select count(*) from raw.datadog.{table}").fetchone()[0],) * 2


# --- the helpers on every engine -------------------------------------------------------------------------------------

OBJECTS = [
    ('{"a": 1.5, "b_total_cost": "x", "c.d": null}', [("a", "1.5"), ("b_total_cost", "x"), ("c.d", None)]), ("{}", []), ("[1]", []), (None, []),
    ("broken", []), ('{"n": 12345678901}', [("n", "12345678901")]),
]
PROPERTIES = [
    ('{"Customer.ID": "acct_1"}', "acct_1"), ('{"note": "customer.id", "x": "y"}', None), ('{"customer-id":"acct_2","tenant":"t"}', "t"),
    ('{"customerXid": "no"}', None), ('{"TENANT": "undefined", "customer.id" : "acct_3"}', "acct_3"), ("", None), (None, None),
]
PROVIDERS = [
    ("openai.responses", "openai"), ("OPENAI", "openai"), ("aws.bedrock", "bedrock"), ("az.ai.inference", "azure"), ("gcp.vertex_ai", "google"),
    ("X", "xai"), ("x_ai", "xai"), ("unknown", None), ("", None), (None, None), ("Together", "together"),
]
MODELS = [
    ("models/gemini-2.5-pro", "gemini-2.5-pro"), ("arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude", "us.anthropic.claude"),
    ("azure/gpt-5", "azure/gpt-5"), (" gpt-5 ", "gpt-5"), ("", None), (None, None),
]


@pytest.mark.parametrize("engine", ["duckdb", "postgres", pytest.param("spark", marks=pytest.mark.spark)])
def test_helpers_mean_the_same(engine, request):
    connection = request.getfixturevalue("module_postgres_env") if engine == "postgres" else None
    macros = Macros(engine, folders=("cross_db", "money", "staging"))
    text = macros.type_of("text")
    cases = {"objects": OBJECTS, "properties": PROPERTIES, "providers": PROVIDERS, "models": MODELS}
    tables = {name: ({"id": text, "v": text}, [(f"{at:02}", case[0]) for at, case in enumerate(rows)]) for name, rows in cases.items()}
    stamp = macros.timestamp_add_micros("cast('2026-02-28 23:59:59.5' as timestamp)", "500001")
    statements = [
        f"select id, entry_key, entry_value from ({macros.json_entries('objects', 'v', [], ['id'], 'entry_key', 'entry_value')}) as entries",
        f"select id, {macros.property_of('v', ['tenant', 'customer.id'])} as v from properties",
        f"select id, {macros.provider_name('v')} as v from providers",
        f"select id, {macros.model_name('v')} as v from models",
        f"select cast({stamp} as {text}) as v, cast({stamp.replace('500001', '-500000')} as {text}) as w",
    ]
    entries, *found, stamps = answers(engine, statements, tables, connection)
    assert sorted(map(tuple, entries)) == [(f"{at:02}", *entry) for at, (_, wanted) in enumerate(OBJECTS) for entry in wanted]
    for (name, rows), answer in zip(list(cases.items())[1:], found, strict=True):
        assert sorted(map(tuple, answer)) == [(f"{at:02}", case[1]) for at, case in enumerate(rows)], name
    assert tuple(stamps[0]) == ("2026-03-01 00:00:00.000001", "2026-02-28 23:59:59")
