"""LiteLLM: the proxy's spend log, one row per request it logged, columns as its Prisma schema names them."""

from __future__ import annotations

import pyarrow as pa

from scripts.simulate.calls import CACHE_HIT, CALLER_PAID, FAILED, INTERNAL, RETRY
from scripts.simulate.emitters._calls import nano_text, project_text, record_all, slices
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth

TABLE = "LiteLLM_SpendLogs"

_ROWS = """
    with versions as (
        -- 0: the row before a restatement, 1: the row that counts, 2: the same row sent again
        select seen.*, unnest(
            case when is_restated_gateway then [0, 1] else [1] end || case when gateway_copies = 2 then [2] else [] end
        ) as version
        from seen
        where in_gateway
    ),
    described as (
        select
            *,
            version = 0 or is_unpriced as has_no_price,
            provider = 'anthropic' and kind <> {kind_internal} as is_claude,
            cost_nano + margin_nano as charged_nano,
            input_tokens + cache_read_tokens + cache_write_tokens as prompt_tokens,
            case
                when kind = {kind_internal} then 'ollama/llama-guard3-8b'
                when call_no % 10 < 3 then provider || '/' || model_name
                else reported_as
            end as model_text,
            case when gateway_identity = 4 then 'dedicated-' || substr(key_account_id, 6) else 'product-production' end
                as key_alias,
            started_at < timestamp '2025-05-08' as is_before_status,
            least(
                ended_at + to_seconds(1 + call_no % 29) + to_days(cast(gateway_late_days as integer)), {last_instant}
            ) as written_at
        from versions
    ),
    worded as (
        select
            *,
            concat_ws(
                ',',
                case when gateway_identity = 1 then '"customer_id":"' || account_id || '"' end,
                case when gateway_feature = 1 then '"feature":"' || feature_key || '"' end
            ) as own_metadata,
            '"prompt_tokens":' || prompt_tokens || ',"completion_tokens":' || output_tokens
                || ',"total_tokens":' || (prompt_tokens + output_tokens)
                || ',"prompt_tokens_details":{{"cached_tokens":' || cache_read_tokens
                || case when is_claude then ',"cache_creation_tokens":' || cache_write_tokens else '' end || '}}'
                || case when is_claude
                    then ',"cache_read_input_tokens":' || cache_read_tokens
                        || ',"cache_creation_input_tokens":' || cache_write_tokens
                    else '' end as usage_text,
            '"original_cost":' || {cost} || ',"margin_total_amount":' || {margin} || ',"total_cost":' || {charged}
                as cost_text
        from described
    )
    select
        case
            when kind = {kind_failed} then call_uuid
            when kind = {kind_cache_hit} then response_id || '_cache_hit' || epoch_ms(started_at) // 1000 || '.'
                || lpad(cast(epoch_ms(started_at) % 1000 as varchar), 3, '0')
            when kind = {kind_retry} then response_id || '-attempt-1'
            else response_id
        end as request_id,
        case when is_claude and call_no % 2 = 0 then 'anthropic_messages' else 'acompletion' end as call_type,
        md5('{seed}|key|' || key_alias) || md5('{seed}|yek|' || key_alias) as api_key,
        cast(case when has_no_price then 0 else charged_nano end as double) / 1000000000 as spend,
        prompt_tokens + output_tokens as total_tokens,
        prompt_tokens,
        output_tokens as completion_tokens,
        started_at as "startTime",
        ended_at as "endTime",
        case when kind = {kind_failed} then null else started_at + to_milliseconds(300) end as "completionStartTime",
        duration_ms as request_duration_ms,
        model_text as model,
        case when call_no % 3 = 0 then '' else md5('{seed}|deployment|' || model_text) end as model_id,
        case when kind = {kind_internal} then 'guardrail' else model_name end as model_group,
        case when kind = {kind_internal} then 'ollama' else provider end as custom_llm_provider,
        case provider when 'anthropic' then 'https://api.anthropic.com' else 'https://api.openai.com/v1' end
            as api_base,
        'product' as user,
        '{{"status":"' || case when kind = {kind_failed} then 'failure' else 'success' end
            || '","litellm_call_id":"' || call_uuid || '","user_api_key_alias":"' || key_alias || '"'
            || case when kind = {kind_failed}
                then ',"error_information":{{"error_class":"RateLimitError","error_code":"429"}}' else '' end
            || ',"usage_object":{{' || usage_text || '}}'
            || case when has_no_price or kind in ({kind_failed}, {kind_cache_hit}) then ''
                else ',"cost_breakdown":{{' || cost_text || '}}' end
            || case when own_metadata = '' then '' else ',"spend_logs_metadata":{{' || own_metadata || '}}' end
            || case when kind = {kind_retry} then ',"billed_retry_attempt":true' else '' end
            || case when kind = {kind_internal} then ',"internal_call_origin":"llm_as_a_judge_guardrail"' else '' end
            || case when kind = {kind_caller_paid} then ',"used_client_oauth_token":true' else '' end
            || '}}' as metadata,
        case
            when kind = {kind_cache_hit} then 'True'
            when call_no % 7 = 0 then 'None'
            when call_no % 11 = 0 then ''
            else 'False'
        end as cache_hit,
        case when kind = {kind_cache_hit} then response_hash else 'Cache OFF' end as cache_key,
        '[' || concat_ws(
            ',',
            case when call_no % 3 = 0 then '"User-Agent: product-sdk"' end,
            case when gateway_identity = 2 then '"customer:' || account_id || '"' end,
            case when gateway_feature = 2 then '"feature:' || feature_key || '"' end,
            case when call_no % 3 = 0 then '"User-Agent: product-sdk/2.4.1"' end
        ) || ']' as request_tags,
        case when gateway_identity = 5 then {project} when call_no % 2 = 0 then '' end as team_id,
        '' as organization_id,
        case
            when gateway_identity = 3 then account_id
            when account_id is null or end_user_no % 2 = 0 then ''
            else 'user_' || end_user_no
        end as end_user,
        '' as requester_ip_address,
        '{{}}' as messages,
        '{{}}' as response,
        trace_hash as session_id,
        case when is_before_status then null when kind = {kind_failed} then 'failure' else 'success' end as status,
        cast(null as varchar) as mcp_namespaced_tool_name,
        cast(null as varchar) as agent_id,
        '{{}}' as proxy_server_request,
        case when is_before_status then null else call_uuid end as litellm_call_id,
        cast(null as varchar) as billing_agent_id,
        written_at as created_at,
        case when is_restated_gateway and version > 0
            then least(written_at + to_hours(6), {last_instant}) else written_at end as updated_at,
        least(
            date_trunc('hour', updated_at) + to_minutes(75) + to_days(case when version = 2 then 1 else 0 end),
            {last_instant}
        ) as _loaded_at
    from worded
    order by call_no, version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    texts = {"cost": nano_text("cost_nano"), "margin": nano_text("margin_nano"), "charged": nano_text("charged_nano"),
             "project": project_text(truth)}
    for rows in slices(truth, calls, _ROWS, texts):
        out.write("litellm", TABLE, rows)
    record_all(truth, dirt, "litellm", TABLE, calls, {
        "sent again": "in_gateway and gateway_copies = 2",
        "restated": "is_restated_gateway",
        "late": "gateway_late_days > 0",
        "lost at the gateway": f"not in_gateway and kind < {CALLER_PAID}",
        "customer missing": "in_gateway and account >= 0 and gateway_identity = 0",
        "customer in metadata": "in_gateway and gateway_identity = 1",
        "customer in a tag": "in_gateway and gateway_identity = 2",
        "customer in end_user only": "in_gateway and gateway_identity = 3",
        "customer by key only": "in_gateway and gateway_identity = 4",
        "feature missing": "in_gateway and feature >= 0 and gateway_feature = 0",
        "model unknown to the gateway": "is_unpriced",
        "markup in spend": "margin_nano > 0",
        "cache hit": f"kind = {CACHE_HIT}",
        "billed retry": f"kind = {RETRY}",
        "paid by the caller": f"kind = {CALLER_PAID}",
        "internal call": f"kind = {INTERNAL}",
        "failed call": f"kind = {FAILED} and in_gateway",
    })
