{#
  What a span is, in the words of canonical ai_calls: an operation for a model call, `tool`, `other` for what only
  wraps calls (agents, workflows, chains, and of the Vercel AI SDK everything that is not a `.do...` step), null
  where no library says it. The libraries are asked from the most specific to the vaguest.
#}
{% macro otel_call_kind() -%}
    case
        when sdk_operation like 'ai.embed%.do%' then 'embedding'
        when sdk_operation like 'ai.%.do%' then 'chat'
        when sdk_operation = 'ai.toolCall' then 'tool'
        when sdk_operation like 'ai.%' then 'other'
        when lower(observation_type) = 'generation' then 'chat'
        when lower(observation_type) = 'embedding' then 'embedding'
        when lower(observation_type) = 'tool' then 'tool'
        when observation_type is not null then 'other'
        when operation_name in ('chat', 'text_completion', 'generate_content', 'completion') then 'chat'
        when operation_name in ('embeddings', 'embedding') then 'embedding'
        when operation_name = 'rerank' then 'rerank'
        when operation_name = 'execute_tool' then 'tool'
        when operation_name like 'invoke_%' or operation_name like 'create_%' then 'other'
        when operation_name in ('retrieval', 'plan', 'search_memory', 'update_memory') then 'other'
        when upper(inference_kind) = 'LLM' then 'chat'
        when upper(inference_kind) = 'EMBEDDING' then 'embedding'
        when upper(inference_kind) = 'RERANKER' then 'rerank'
        when upper(inference_kind) = 'TOOL' then 'tool'
        when upper(inference_kind) not in ('', 'UNKNOWN') then 'other'
        when lower(request_type) in ('chat', 'completion') then 'chat'
        when lower(request_type) in ('embedding', 'rerank') then lower(request_type)
        when lower(workflow_kind) = 'tool' then 'tool'
        when workflow_kind is not null then 'other'
    end
{%- endmacro %}
