"""Langfuse: the enriched blob export, one row per observation with its trace beside it; absent text is ''."""

from __future__ import annotations

import pyarrow as pa

from scripts.simulate.calls import CALLER_PAID, EVALUATOR
from scripts.simulate.emitters._calls import nano_text, record_all, slices
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth

TABLE = "observations_v2"

_ROWS = """
    with versions as (
        -- -1: the agent's root span, 0: the row before its last update, 1: the row that counts, 2: sent in two windows
        select seen.*, unnest(
            case when has_wrapper then [-1] else [] end
            || case when is_restated_trace then [0, 1] else [1] end
            || case when trace_copies = 2 then [2] else [] end
        ) as version
        from seen
        where in_trace
    ),
    described as (
        select
            *,
            version = -1 as is_root,
            version = 0 as is_early,
            kind = {kind_evaluator} as is_judge,
            case when version = -1 then trace_input_tokens
                else input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end end as fresh,
            case when version = -1 then trace_cache_read_tokens else cache_read_tokens end as cached,
            case when version = -1 then trace_cache_write_tokens else cache_write_tokens end as written,
            case when version = -1 then trace_output_tokens else output_tokens end as answered,
            case
                when version = -1 then trace_cost_nano
                when is_unpriced_trace then 0
                else cost_nano + margin_nano
            end as shown_nano,
            output_tokens * output_tokens_price as output_nano,
            version = 0 or kind = {kind_failed} as has_no_usage,
            coalesce(others.name, account_id) as named_account
        from versions
        left join accounts as others
            on versions.is_conflicting and others.at = (versions.account + 1) % {accounts}
    ),
    worded as (
        select
            *,
            case when has_no_usage then '{{}}' else
                '{{"input":' || fresh
                || case when cached > 0 then ',"cache_read_input_tokens":' || cached else '' end
                || case when written > 0 then ',"cache_creation_input_tokens":' || written else '' end
                || ',"output":' || answered || ',"total":' || (fresh + cached + written + answered) || '}}'
            end as usage_text,
            case
                when has_no_usage or (is_unpriced_trace and not is_root) then '{{}}'
                when in_gateway or is_root or is_judge then '{{"total":' || {shown} || '}}'
                else '{{"input":' || {input} || ',"output":' || {output} || ',"total":' || {shown} || '}}'
            end as cost_text,
            '{{' || concat_ws(
                ',',
                case when kind <> {kind_failed} and not is_root and not is_judge
                    then '"response_id":"' || response_id || '"' end,
                case when in_gateway and not is_root then '"litellm_call_id":"' || call_uuid || '"' end,
                case when trace_identity = 1 then '"customer_id":"' || named_account || '"' end
            ) || '}}' as metadata_text,
            least(
                ended_at + to_seconds(2) + to_days(cast(trace_late_days as integer)), {last_instant}
            ) as settled_at
        from described
    )
    select
        substr(case when is_root then root_hash else md5('{seed}|span|' || call_no) end, 1, 16) as id,
        trace_hash as trace_id,
        'lf-product' as project_id,
        case when is_root or not is_wrapped then '' else substr(root_hash, 1, 16) end as parent_observation_id,
        is_root or not is_wrapped as is_root_observation,
        case when not is_root then 'GENERATION' when call_no % 3 = 0 then 'SPAN' else 'AGENT' end as type,
        started_at as start_time,
        case when is_early then null else ended_at end as end_time,
        case when is_root then 'run-agent' when is_judge then 'judge' else 'model-call' end as name,
        case
            when is_judge then 'langfuse-llm-as-a-judge'
            when started_at < timestamp '2025-06-01' then 'default'
            else 'production'
        end as environment,
        case when kind = {kind_failed} then 'ERROR' else 'DEFAULT' end as level,
        case when kind = {kind_failed} then 'rate limit reached' else '' end as status_message,
        '' as version,
        case when account_id is null or end_user_no % 2 = 0 then '' else 'user_' || end_user_no end as user_id,
        case when call_no % 4 = 0 then '' else 'session-' || substr(trace_hash, 1, 12) end as session_id,
        case when trace_feature then feature_key else '' end as trace_name,
        case when trace_identity = 2 then '["customer:' || named_account || '"]' else '[]' end as tags,
        '' as release,
        metadata_text as metadata,
        case
            when is_root then ''
            when is_judge then 'judge-selfhosted-8b'
            else reported_as
        end as provided_model_name,
        case when is_root or is_judge or is_unpriced_trace then '' else 'model-' || model_name end as model_id,
        '{{}}' as model_parameters,
        usage_text as usage_details,
        cost_text as cost_details,
        cast(case when has_no_usage then 0 else cast(shown_nano as decimal(18, 0)) * 0.000000001 end
            as decimal(18, 12)) as total_cost,
        cast(null as varchar) as usage_pricing_tier_id,
        cast(null as varchar) as usage_pricing_tier_name,
        case when is_root or kind = {kind_failed} then null else started_at + to_milliseconds(300) end
            as completion_start_time,
        case when is_early then null else cast(duration_ms as double) / 1000 end as latency,
        case when is_root or kind = {kind_failed} then null else 0.3 end as time_to_first_token,
        '' as prompt_id,
        '' as prompt_name,
        cast(null as integer) as prompt_version,
        '{{}}' as tool_definitions,
        '[]' as tool_calls,
        '[]' as tool_call_names,
        cast(null as varchar) as input,
        cast(null as varchar) as output,
        false as bookmarked,
        false as public,
        started_at + to_seconds(1) as created_at,
        case when is_early then started_at + to_seconds(1) else settled_at end as updated_at,
        -- The export cuts windows of one hour on the start time and writes them 20 minutes after their end.
        least(
            greatest(date_trunc('hour', started_at) + to_minutes(80), case when is_early then started_at
                else settled_at end) + to_hours(case when version = 2 then 1 else 0 end),
            {last_instant}
        ) as _loaded_at
    from worded
    order by call_no, worded.version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    params = {
        "accounts": len(truth.company.customers),
        "shown": nano_text("shown_nano"),
        "output": nano_text("output_nano"),
        "input": nano_text("(shown_nano - output_nano)"),
    }
    for rows in slices(truth, calls, _ROWS, params):
        out.write("langfuse", TABLE, rows)
    record_all(truth, dirt, "langfuse", TABLE, calls, {
        "sent in two windows": "in_trace and trace_copies = 2",
        "updated later": "is_restated_trace",
        "late": "trace_late_days > 0",
        "lost at the trace": f"not in_trace and kind not in (1, 2) and kind < {CALLER_PAID}",
        "customer missing": f"in_trace and account >= 0 and trace_identity = 0 and kind <> {EVALUATOR}",
        "customer named differently": "is_conflicting",
        "feature missing": "in_trace and feature >= 0 and not trace_feature",
        "wrapper repeats usage": "has_wrapper",
        "cache write inside input": "is_inflated_trace",
        "cost unknown": "is_unpriced_trace and in_trace",
        "markup in cost": "margin_nano > 0 and in_trace",
        "evaluator traffic": f"kind = {EVALUATOR}",
    })
