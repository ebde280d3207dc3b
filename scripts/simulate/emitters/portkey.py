"""Portkey: the gateway's log export, one line per attempt, columns as its API names them plus some of the log object.

The same calls as LiteLLM's. What differs is Portkey's own way: money in cents, token detail only inside the answer, an
attempt that another target took over as a log of its own, and daily export jobs that overlap instead of updates.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scripts.simulate.calls import CACHE_HIT, CALLER_PAID, FAILED, INTERNAL, RETRY
from scripts.simulate.emitters._calls import project_text, record_all, slices
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth, last_instant

TABLE = "portkey_logs"

# When the job that first carries a call runs: the night after it was written.
_EXPORTED = "date_trunc('day', started_at + to_days(cast(gateway_late_days as integer))) + interval 26 hours"
# A price that is corrected in the next night's job; a call whose next night is yet to come has its price already.
_IS_CORRECTED = f"is_restated_gateway and {_EXPORTED} + interval 1 day <= {{last_instant}}"

_ROWS = """
    with versions as (
        -- 0: exported before its price was corrected, 1: the row that counts, 2: carried again by the next job
        select seen.*, unnest(
            case when {is_corrected} then [0, 1] else [1] end || case when gateway_copies = 2 then [2] else [] end
        ) as version
        from seen
        where in_gateway
    ),
    described as (
        select
            *,
            md5('{seed}|trace|' || attempt_trace_no) as attempt_trace_hash,
            kind not in ({kind_failed}, {kind_internal}) and provider = 'anthropic' as is_claude,
            input_tokens + cache_read_tokens + cache_write_tokens as prompt_tokens,
            cache_read_tokens + cache_write_tokens as cached_tokens,
            case when kind = {kind_internal} then 'ollama' else provider end as organisation,
            case when kind = {kind_internal} then 'llama-guard3-8b' else model_name end as model_text,
            ', "cache_read_input_tokens": ' || cache_read_tokens
                || ', "cache_creation_input_tokens": ' || cache_write_tokens as claude_text
        from versions
    ),
    answered as (
        select
            *,
            case
                when is_claude and call_no % 3 = 0 then
                    '"input_tokens": ' || input_tokens || claude_text
                    || ', "cache_creation": {{"ephemeral_5m_input_tokens": ' || cache_write_tokens
                    || ', "ephemeral_1h_input_tokens": 0}}, "output_tokens": ' || output_tokens
                when not is_claude and call_no % 3 = 0 then
                    '"input_tokens": ' || prompt_tokens || ', "input_tokens_details": {{"cached_tokens": '
                    || cache_read_tokens || '}}, "output_tokens": ' || output_tokens
                    || ', "output_tokens_details": {{"reasoning_tokens": 0}}, "total_tokens": '
                    || (prompt_tokens + output_tokens)
                else
                    '"prompt_tokens": '
                    || case when is_claude and call_no % 3 = 1 then input_tokens else prompt_tokens end
                    || ', "completion_tokens": ' || output_tokens
                    || ', "total_tokens": ' || (prompt_tokens + output_tokens)
                    || ', "prompt_tokens_details": {{"cached_tokens": ' || cache_read_tokens || '}}'
                    || case when is_claude and cached_tokens > 0 then claude_text else '' end
            end as usage_text
        from described
    )
    select
        call_uuid as id,
        case when kind = {kind_internal} then '' else attempt_trace_hash end as trace_id,
        started_at as created_at,
        '{{"model": "' || model_text || '"}}' as request,
        case
            when kind = {kind_failed} then '{{"error": {{"message": "rate limit reached", "type": "rate_limit_error"}}}}'
            else '{{"id": "' || response_id || '", "model": "'
                || case when kind = {kind_internal} then model_text else reported_as end
                || '", "usage": {{' || usage_text || '}}}}'
        end as response,
        kind not in ({kind_failed}, {kind_retry}) as is_success,
        organisation as ai_org,
        case when call_no % 10 < 3 and kind <> {kind_caller_paid} then '@' || organisation || '-prod/' else '' end
            || model_text as ai_model,
        cast(prompt_tokens as double) as req_units,
        cast(output_tokens as double) as res_units,
        cast(prompt_tokens + output_tokens as double) as total_units,
        case
            when kind = {kind_internal} then 'http://guardrail.internal:11434/v1/chat/completions'
            when is_claude and call_no % 3 = 0 then 'https://api.anthropic.com/v1/messages'
            when is_claude then 'https://api.anthropic.com/v1/messages'
            else 'https://api.openai.com/v1/chat/completions'
        end as request_url,
        cast(case when is_unpriced or version = 0 then 0 else cost_nano end as double) / 10000000 as cost,
        'USD' as cost_currency,
        duration_ms as response_time,
        case kind when {kind_failed} then 429 when {kind_retry} then 446 else 200 end as response_status_code,
        case when kind = {kind_retry} or is_taken_over then 'fallback' when call_no % 5 = 0 then 'loadbalance'
            else 'single' end as mode,
        'pc-product' as config,
        case when gateway_feature = 2 then replace(feature_key, '_', '-') else '' end as prompt_slug,
        '{{' || concat_ws(
            ', ',
            case when gateway_identity = 1 then '"customer_id": "' || account_id || '"' end,
            case when gateway_identity = 2 then '"customer": "' || account_id || '"' end,
            case
                when gateway_identity = 3 then '"_user": "' || account_id || '"'
                when account_id is not null and end_user_no % 2 = 1 then '"_user": "user_' || end_user_no || '"'
            end,
            case when gateway_feature = 1 then '"feature": "' || feature_key || '"' end,
            case when kind = {kind_internal} then '"internal": "true"' end,
            case when kind = {kind_caller_paid} then '"byok": "true"' end
        ) || '}}' as metadata,
        case
            when kind <> {kind_cache_hit} then case when call_no % 4 = 0 then 'DISABLED' else 'MISS' end
            when call_no % 2 = 0 then 'HIT'
            else 'SEMANTIC HIT'
        end as cache_status,
        0 as retry_success_count,
        case
            when kind = {kind_retry} then 'config.targets[0]'
            when is_taken_over then 'config.targets[1]'
            when call_no % 5 = 0 then 'config.targets[' || call_no % 2 || ']'
        end as last_used_option_index,
        case when kind <> {kind_caller_paid} then organisation || '-prod' end as virtual_key,
        case when gateway_identity = 4 then 'dedicated-' || substr(key_account_id, 6) else 'product-production' end
            as api_key_id,
        case when gateway_identity = 5 then {project} when call_no % 2 = 0 then 'ws-product' end as workspace_slug,
        substr(md5('{seed}|span|' || call_no), 1, 16) as span_id,
        least(
            {exported} + to_days(case when version = 2 or (version = 1 and {is_corrected}) then 1 else 0 end),
            {last_instant}
        ) as _loaded_at
    from answered
    order by call_no, version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    corrected = _IS_CORRECTED.format(last_instant=last_instant(truth.company))
    for rows in slices(truth, _with_chains(calls), _ROWS, {"exported": _EXPORTED, "is_corrected": corrected, "project": project_text(truth)}):
        out.write("portkey", TABLE, rows)
    record_all(truth, dirt, "portkey", TABLE, calls, {
        "exported by two jobs": "in_gateway and gateway_copies = 2",
        "price corrected by a later job": corrected,
        "late": "gateway_late_days > 0",
        "lost at the gateway": f"not in_gateway and kind < {CALLER_PAID}",
        "customer missing": "in_gateway and account >= 0 and gateway_identity = 0",
        "customer in metadata": "in_gateway and gateway_identity in (1, 2)",
        "customer in _user only": "in_gateway and gateway_identity = 3",
        "customer by key only": "in_gateway and gateway_identity = 4",
        "feature missing": "in_gateway and feature >= 0 and gateway_feature = 0",
        "feature by prompt": "in_gateway and gateway_feature = 2",
        "model unknown to the gateway": "is_unpriced",
        "cached beside the input": f"in_gateway and kind not in ({FAILED}, {INTERNAL}) and cache_write_tokens > 0 and call_no % 3 < 2",
        "cache hit": f"kind = {CACHE_HIT}",
        "billed attempt taken over": f"kind = {RETRY}",
        "paid by the caller": f"kind = {CALLER_PAID}",
        "internal call": f"kind = {INTERNAL}",
        "failed call": f"kind = {FAILED} and in_gateway",
    })


def _with_chains(calls: pa.Table) -> pa.Table:
    """Which call took over from an earlier attempt, and the trace that both share."""
    first = calls["call_no"][0].as_py()
    kind, parent, trace = (calls[name].to_numpy() for name in ("kind", "parent_no", "trace_no"))
    attempts = kind == RETRY
    final = parent[attempts] - first
    taken_over, traces = np.zeros(len(kind), dtype=bool), trace.copy()
    taken_over[final] = True
    traces[attempts] = trace[final]
    return calls.append_column("is_taken_over", pa.array(taken_over)).append_column("attempt_trace_no", pa.array(traces))
