"""OpenTelemetry: `otel_traces` of the collector's ClickHouse exporter, one row per span, attributes as maps of texts.

A company's spans come from many libraries, so the same call is told in the names of the current GenAI conventions, of
the older ones, of OpenInference, OpenLLMetry and the Vercel AI SDK. Input includes cached tokens in all of them.
"""

from __future__ import annotations

import pyarrow as pa

from scripts.simulate.calls import CALLER_PAID, EVALUATOR, OK
from scripts.simulate.emitters._calls import nano_text, record_all, slices
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth

TABLE = "otel_traces"

# Conditions on a call, also counted as planted faults.
FLAVOUR = f"""case
    when kind = {EVALUATOR} then 'inference'
    when is_wrapped then case when started_at < timestamp '2025-09-01' then 'llmetry' else 'current' end
    when call_no % 4 = 0 then 'inference'
    when call_no % 4 = 1 then 'vercel'
    when call_no % 4 = 2 or started_at >= timestamp '2026-01-01' then 'current'
    else 'llmetry'
end"""
HAS_HTTP = f"not is_wrapped and call_no % 10 = 0 and kind <> {EVALUATOR}"
IS_RAW_COUNT = f"""({FLAVOUR}) = 'llmetry' and not is_inflated_trace and call_no % 5 = 2
    and cache_read_tokens + cache_write_tokens > input_tokens"""
TOLD_TWICE = f"({FLAVOUR}) = 'current' and not is_wrapped and kind = {OK} and call_no % 12 = 2"

KEYS = {
    "current": {
        "provider": "gen_ai.provider.name", "requested": "gen_ai.request.model", "served": "gen_ai.response.model",
        "input": "gen_ai.usage.input_tokens", "read": "gen_ai.usage.cache_read.input_tokens",
        "write": "gen_ai.usage.cache_creation.input_tokens", "output": "gen_ai.usage.output_tokens",
        "customer": "customer.id", "user": "user.id", "feature": "gen_ai.workflow.name",
    },
    "llmetry": {
        "provider": "gen_ai.system", "requested": "gen_ai.request.model", "served": "gen_ai.response.model",
        "input": "gen_ai.usage.prompt_tokens", "read": "gen_ai.usage.cache_read_input_tokens",
        "write": "gen_ai.usage.cache_creation_input_tokens", "output": "gen_ai.usage.completion_tokens",
        "customer": "traceloop.association.properties.customer_id",
        "user": "traceloop.association.properties.user_id", "feature": "traceloop.workflow.name",
    },
    "inference": {
        "provider": "llm.provider", "served": "llm.model_name", "input": "llm.token_count.prompt",
        "read": "llm.token_count.prompt_details.cache_read", "write": "llm.token_count.prompt_details.cache_write",
        "output": "llm.token_count.completion", "user": "user.id",
    },
    "vercel": {
        "provider": "gen_ai.system", "requested": "ai.model.id", "served": "ai.response.model", "input": "ai.usage.inputTokens",
        "read": "ai.usage.cachedInputTokens", "write": "gen_ai.usage.cache_creation.input_tokens",
        "output": "ai.usage.outputTokens", "customer": "ai.telemetry.metadata.customerId",
        "user": "ai.telemetry.metadata.userId", "feature": "ai.telemetry.functionId",
    },
}
VALUES = {
    "provider": "case when not is_judge and not is_root then provider_text end",
    "requested": "case when not is_judge and not is_root then model_name end",
    "served": "case when not is_root and not is_outer then case when is_judge then 'judge-selfhosted-8b' else reported_as end end",
    "input": "case when not has_no_usage then case when is_raw_count then fresh else fresh + cached + written end end",
    "read": "case when not has_no_usage and cached > 0 then cached end",
    "write": "case when not has_no_usage and written > 0 then written end",
    "output": "case when not has_no_usage then answered end",
    "customer": "case when trace_identity = 1 then named_account end",
    "user": "end_user_text",
    "feature": "case when trace_feature then feature_key end",
}


def _said(key: str, value: str) -> str:
    return f"""'"{key}":"' || ({value}) || '"'"""


def _attributes() -> str:
    """SQL: the attributes of a span in the names of its library, null where it says nothing."""
    parts = [
        _said("gen_ai.operation.name", "case when flavour = 'current' then case when is_root then 'invoke_agent' else 'chat' end end"),
        _said("llm.request.type", "case when flavour = 'llmetry' and not is_root then 'chat' end"),
        _said("traceloop.span.kind", "case when flavour = 'llmetry' and is_root then 'workflow' end"),
        _said("openinference.span.kind", "case when flavour = 'inference' then 'LLM' end"),
        _said("ai.operationId", "case when flavour = 'vercel' then case when is_outer then 'ai.generateText' else 'ai.generateText.doGenerate' end end"),
        _said("gen_ai.response.id", "case when has_response and flavour <> 'vercel' then response_id end"),
        _said("ai.response.id", "case when has_response and flavour = 'vercel' then response_id end"),
        _said("litellm.call_id", "case when in_gateway and not is_root and not is_outer then call_uuid end"),
        _said("error.type", "case when is_failed then 'rate_limit_exceeded' end"),
        _said("llm.cost.total", "case when flavour = 'inference' and has_cost then {shown} end"),
        _said("litellm.cost.total", "case when flavour = 'current' and in_gateway and has_cost then {charged} end"),
        _said("litellm.cost.margin_total_amount", "case when flavour = 'current' and in_gateway and has_cost and margin_nano > 0 then {margin} end"),
        _said("tag.tags", """case when trace_identity = 2 then '[\\"customer:' || named_account || '\\"]' end"""),
    ]
    in_metadata = """'{{' || concat_ws(',',
        case when trace_identity = 1 then '\\"customer_id\\":\\"' || named_account || '\\"' end,
        case when trace_feature then '\\"feature\\":\\"' || feature_key || '\\"' end
    ) || '}}'"""
    parts.append(_said("metadata", f"case when flavour = 'inference' and (trace_identity = 1 or trace_feature) then {in_metadata} end"))
    for flavour, keys in KEYS.items():
        for word, key in keys.items():
            parts.append(_said(key, f"case when flavour = '{flavour}' then cast({VALUES[word]} as varchar) end"))
    return ",\n                ".join(parts)


_ROWS = """
    with told as (
        select
            *,
            {flavour} as flavour,
            kind = {kind_evaluator} as is_judge,
            kind = {kind_failed} as is_failed,
            {told_twice} as is_told_twice
        from seen
        where in_trace
    ),
    versions as (
        -- -3: the server's span around it, -2: the span of a framework around it, -1: the agent's root span,
        -- 0: a span that was flushed before its end, 1: the span that counts, 2: delivered twice
        select told.*, unnest(
            case when {has_http} then [-3] else [] end
            || case when flavour = 'vercel' or is_told_twice then [-2] else [] end
            || case when has_wrapper then [-1] else [] end
            || case when is_restated_trace then [0, 1] else [1] end
            || case when trace_copies = 2 then [2] else [] end
        ) as version
        from told
    ),
    described as (
        select
            versions.*,
            version = -3 as is_http,
            version = -2 as is_outer,
            version = -1 as is_root,
            version = 0 or is_failed as has_no_usage,
            version > 0 and not is_failed and not is_judge as has_response,
            version > 0 and not is_failed and not is_judge and not is_unpriced_trace as has_cost,
            {is_raw_count} and version >= 0 as is_raw_count,
            case when flavour = 'llmetry' then case provider when 'openai' then 'OpenAI' else 'Anthropic' end
                when flavour = 'vercel' then provider || case provider when 'openai' then '.responses' else '.messages' end
                else provider end as provider_text,
            case when version = -1 then trace_input_tokens
                else input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end end as fresh,
            case when version = -1 then trace_cache_read_tokens else cache_read_tokens end as cached,
            case when version = -1 then trace_cache_write_tokens else cache_write_tokens end as written,
            case when version = -1 then trace_output_tokens else output_tokens end as answered,
            cost_nano + margin_nano as shown_nano,
            case when account_id is not null and end_user_no % 2 = 1 then 'user_' || end_user_no end as end_user_text,
            coalesce(others.name, account_id) as named_account,
            md5('{seed}|span|' || call_no) as call_span,
            md5('{seed}|outer|' || call_no) as outer_span,
            md5('{seed}|server|' || call_no) as server_span
        from versions
        left join accounts as others
            on versions.is_conflicting and others.at = (versions.account + 1) % {accounts}
    ),
    worded as (
        select
            *,
            case when is_http then '{{"http.request.method":"POST","http.route":"/v1/run"}}' else
                '{{' || concat_ws(',', {attributes}) || '}}'
            end as attributes_text,
            case when version = 0 then duration_ms // 2 else duration_ms end as shown_ms,
            least(
                ended_at + to_seconds(case version when 0 then 1 else 20 end)
                + to_days(cast(trace_late_days as integer)), {last_instant}
            ) as collected_at
        from described
    )
    select
        started_at as "Timestamp",
        trace_hash as "TraceId",
        substr(case when is_http then server_span when is_outer then outer_span when is_root then root_hash else call_span end, 1, 16)
            as "SpanId",
        case
            when is_http or is_root then ''
            when not is_outer and (flavour = 'vercel' or is_told_twice) then substr(outer_span, 1, 16)
            when is_wrapped then substr(root_hash, 1, 16)
            when {has_http} then substr(server_span, 1, 16)
            else ''
        end as "ParentSpanId",
        '' as "TraceState",
        case
            when is_http then 'POST /v1/run'
            when is_root then 'invoke_agent run-agent'
            when flavour = 'vercel' then case when is_outer then 'ai.generateText' else 'ai.generateText.doGenerate' end
            else 'chat ' || case when is_judge then 'judge-selfhosted-8b' else model_name end
        end as "SpanName",
        case when is_http then 'Server' when is_root or is_outer then 'Internal' else 'Client' end as "SpanKind",
        case when is_judge then 'quality-judge' else 'product-api' end as "ServiceName",
        '{{"service.name":"' || case when is_judge then 'quality-judge' else 'product-api' end || '","'
            || case when started_at < timestamp '2025-06-01' then 'deployment.environment' else 'deployment.environment.name' end
            || '":"' || case when is_judge then 'evaluation' else 'production' end
            || '","k8s.namespace.name":"product"}}' as "ResourceAttributes",
        case flavour when 'current' then 'product.genai' when 'llmetry' then 'opentelemetry.instrumentation.' || provider
            when 'inference' then 'openinference.instrumentation.' || provider else 'ai' end as "ScopeName",
        '1.4.0' as "ScopeVersion",
        attributes_text as "SpanAttributes",
        cast(shown_ms as bigint) * 1000000 as "Duration",
        case when is_failed and not is_http then 'Error' when call_no % 3 = 0 then 'Ok' else 'Unset' end as "StatusCode",
        case when is_failed and not is_http then 'rate limit reached' else '' end as "StatusMessage",
        least(
            date_trunc('minute', collected_at) + to_minutes(case when version = 2 then 61 else 1 end), {last_instant}
        ) as _loaded_at
    from worded
    order by call_no, worded.version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    texts = {"shown": nano_text("shown_nano"), "charged": nano_text("shown_nano"), "margin": nano_text("margin_nano")}
    params = {
        "accounts": len(truth.company.customers), "flavour": FLAVOUR, "has_http": HAS_HTTP,
        "told_twice": TOLD_TWICE, "is_raw_count": IS_RAW_COUNT, "attributes": _attributes().format(**texts),
    }
    for rows in slices(truth, calls, _ROWS, params):
        out.write("otel", TABLE, rows)
    record_all(truth, dirt, "otel", TABLE, calls, {
        "delivered twice": "in_trace and trace_copies = 2",
        "flushed before its end": "is_restated_trace",
        "late": "trace_late_days > 0",
        "lost at the trace": f"not in_trace and kind not in (1, 2) and kind < {CALLER_PAID}",
        "customer missing": f"in_trace and account >= 0 and trace_identity = 0 and kind <> {EVALUATOR}",
        "customer named differently": "is_conflicting",
        "feature missing": "in_trace and feature >= 0 and not trace_feature",
        "wrapper repeats usage": "has_wrapper",
        "outer span repeats usage": f"in_trace and ({FLAVOUR}) = 'vercel'",
        "framework and provider both tell the call": f"in_trace and {TOLD_TWICE}",
        "input without cached tokens": f"in_trace and kind = {OK} and {IS_RAW_COUNT}",
        "cache write inside input twice": "is_inflated_trace",
        "server span without a call": f"in_trace and {HAS_HTTP}",
        "evaluator traffic": f"kind = {EVALUATOR}",
    })
