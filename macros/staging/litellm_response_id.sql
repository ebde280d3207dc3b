{#
  The provider's response id inside a LiteLLM request id: a suffix says that the row is a cache hit, the settlement
  of a batch or of a background response, or an earlier attempt. The cheap `like` spares most rows the pattern.
#}
{% macro litellm_response_id(request_id) -%}
    coalesce(
        case
            when {{ request_id }} like '%cache_hit%' then {{ text_match(request_id, '^(.*)_cache_hit[0-9.]+$') }}
            when {{ request_id }} like '%batch_cost' then {{ text_match(request_id, '^(.*)_batch_cost$') }}
            when {{ request_id }} like '%background_cost' then {{ text_match(request_id, '^(.*)_background_cost$') }}
            when {{ request_id }} like '%-attempt-%' then {{ text_match(request_id, '^(.*)-attempt-[0-9]+$') }}
        end,
        {{ request_id }}
    )
{%- endmacro %}
