"""Helicone: rows of the request query as its export writes them, one JSON line per request and version.

A proxy sees requests one by one, so there are no spans: the trace is a property, and nothing repeats what a call used.
"""

from __future__ import annotations

import pyarrow as pa

from scripts.simulate.calls import CALLER_PAID, EVALUATOR
from scripts.simulate.emitters._calls import record_all, slices
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth

TABLE = "requests"
NIL = "00000000-0000-0000-0000-000000000000"
# The provider counts reasoning apart since the registry path; before, the completion contains it.
SPLITS_REASONING = "started_at >= timestamp '2025-09-01' and call_no % 2 = 0"
CALL_ID_IN_PROPERTY = "in_gateway and call_no % 2 = 1"

_ROWS = """
    with versions as (
        -- 0: the row before its properties were edited, 1: the row that counts, 2: exported twice
        select seen.*, unnest(
            case when is_restated_trace then [0, 1] else [1] end || case when trace_copies = 2 then [2] else [] end
        ) as version
        from seen
        where in_trace
    ),
    described as (
        select
            versions.*,
            version = 0 as is_early,
            kind = {kind_evaluator} as is_judge,
            kind = {kind_failed} as is_failed,
            input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end as fresh,
            case when {splits} then output_tokens // 4 else 0 end as reasoned,
            case when is_unpriced_trace or version = 0 then 0 else cost_nano + margin_nano end as shown_nano,
            coalesce(others.name, account_id) as named_account,
            md5('{seed}|request|' || call_no) as own_hash
        from versions
        left join accounts as others
            on versions.is_conflicting and others.at = (versions.account + 1) % {accounts}
    ),
    worded as (
        select
            *,
            '{{' || concat_ws(
                ',',
                '"' || case when call_no % 3 = 0 then 'traceid' else 'TraceId' end || '":"' || trace_hash || '"',
                case when trace_identity = 1 and not is_early
                    then '"' || case when call_no % 5 = 0 then 'Customer_Id' else 'customer_id' end || '":"' || named_account || '"' end,
                case when trace_identity = 2 and not is_early then '"Customer":"' || named_account || '"' end,
                case when trace_feature and call_no % 2 = 0 then '"Feature":"' || feature_key || '"' end,
                case when trace_feature and call_no % 2 = 1 then '"Helicone-Session-Name":"' || feature_key || '"' end,
                case when {in_property} then '"litellm_call_id":"' || call_uuid || '"' end,
                case when started_at >= timestamp '2025-06-01' and not is_judge then '"Environment":"production"' end
            ) || '}}' as properties_text,
            case when in_gateway and not ({in_property}) then call_uuid else
                substr(own_hash, 1, 8) || '-' || substr(own_hash, 9, 4) || '-4' || substr(own_hash, 14, 3)
                || '-8' || substr(own_hash, 18, 3) || '-' || substr(own_hash, 21, 12)
            end as own_id,
            least(
                ended_at + to_seconds(3) + to_days(cast(trace_late_days as integer)), {last_instant}
            ) as settled_at
        from described
    )
    select
        own_id as request_id,
        case when is_failed then null else md5(own_id) end as response_id,
        strftime(started_at, '{time}') as request_created_at,
        case when is_failed or call_no % 9 = 0 then null else strftime(ended_at, '{time}') end as response_created_at,
        cast(case when is_failed then 429 when call_no % 50 = 0 then 201 else 200 end as bigint) as response_status,
        case
            when is_judge then 'helicone_playground'
            when account_id is null or end_user_no % 2 = 0 then case call_no % 3 when 0 then '' when 1 then 'undefined' else 'null' end
            else 'user_' || end_user_no
        end as request_user_id,
        properties_text as request_properties,
        properties_text as properties,
        case when is_judge then 'CUSTOM' else upper(provider) end as provider,
        case when is_judge then 'judge-selfhosted-8b' when is_early then model_name else reported_as end as request_model,
        cast(duration_ms as bigint) as delay_ms,
        cast(case when is_failed then null when call_no % 2 = 0 then 300 else 0 end as bigint) as time_to_first_token,
        cast(fresh as bigint) as prompt_tokens,
        cast(output_tokens - reasoned as bigint) as completion_tokens,
        cast(reasoned as bigint) as reasoning_tokens,
        cast(fresh + output_tokens as bigint) as total_tokens,
        cast(cache_read_tokens as bigint) as prompt_cache_read_tokens,
        cast(cache_write_tokens as bigint) as prompt_cache_write_tokens,
        cast(shown_nano as double) / 1000000000 as cost,
        cast(null as double) as "costUSD",
        '{nil}' as cache_reference_id,
        false as cache_enabled,
        'https://gateway.helicone.ai/v1/' || case provider when 'anthropic' then 'messages' else 'chat/completions' end
            as target_url,
        cast(null as varchar) as country_code,
        '' as prompt_id,
        '' as prompt_version,
        '{{"helicone_message":"bodies are kept elsewhere"}}' as request_body,
        '{{}}' as response_body,
        strftime(case when is_early then least(ended_at + to_seconds(1), {last_instant}) else settled_at end, '{time}') as updated_at,
        'not_stored_exceeded_free' as storage_location,
        least(
            date_trunc('hour', settled_at) + to_minutes(case when is_early then 65 when version = 2 then 185 else 125 end),
            {last_instant}
        ) as _loaded_at
    from worded
    order by call_no, version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    params = {
        "accounts": len(truth.company.customers), "splits": SPLITS_REASONING, "in_property": CALL_ID_IN_PROPERTY, "nil": NIL,
        "time": "%Y-%m-%d %H:%M:%S.%g",
    }
    for rows in slices(truth, calls, _ROWS, params):
        out.write("helicone", TABLE, rows)
    record_all(truth, dirt, "helicone", TABLE, calls, {
        "exported twice": "in_trace and trace_copies = 2",
        "properties edited later": "is_restated_trace",
        "late": "trace_late_days > 0",
        "lost at the trace": f"not in_trace and kind not in (1, 2) and kind < {CALLER_PAID}",
        "customer missing": f"in_trace and account >= 0 and trace_identity = 0 and kind <> {EVALUATOR}",
        "customer named differently": "is_conflicting",
        "feature missing": "in_trace and feature >= 0 and not trace_feature",
        "user is the text undefined or null": "in_trace and (account < 0 or end_user_no % 2 = 0) and call_no % 3 > 0",
        "reasoning apart from the completion": f"in_trace and {SPLITS_REASONING} and output_tokens > 3",
        "cache write inside prompt": "is_inflated_trace",
        "cost unknown": "is_unpriced_trace and in_trace",
        "markup in cost": "margin_nano > 0 and in_trace",
        "playground traffic": f"kind = {EVALUATOR}",
    })
