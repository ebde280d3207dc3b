{# Whether a call type of LiteLLM handles objects (files, batches, jobs, stores) instead of asking a model. #}
{% macro litellm_is_management(call_type) -%}
    coalesce(
        {%- for word in ['batch', 'file', 'list', 'delete', 'cancel', 'retrieve', 'get', 'container', 'fine_tuning', 'vector_store_create'] %}
        {{ call_type }} like '%{{ word }}%'{{ ' or' if not loop.last }}
        {%- endfor %}, false
    )
{%- endmacro %}
