{# What a gateway was asked for, in the words of canonical ai_calls, by the name of its function or the address called. #}
{% macro call_operation(call_type, is_tool, is_batch) -%}
    case
        when {{ is_tool }} then 'tool'
        when {{ is_batch }} then 'batch'
        when {{ call_type }} like '%embedding%' then 'embedding'
        when {{ call_type }} like '%image%' then 'image'
        when {{ call_type }} like '%speech%' or {{ call_type }} like '%transcription%' then 'audio'
        when {{ call_type }} like '%rerank%' then 'rerank'
        else 'chat'
    end
{%- endmacro %}
