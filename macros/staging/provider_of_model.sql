{#
  The provider that a model name belongs to, where the vendor does not say: a resource of a cloud by its form, a
  leading `provider/`, else the family of the name.
#}
{% macro provider_of_model(model) -%}
    case
        when {{ model }} like 'arn:aws:bedrock:%' then 'bedrock'
        when {{ model }} like 'projects/%' or {{ model }} like 'publishers/%' or {{ model }} like 'models/%' then 'google'
        when {{ model }} like '%/%' then lower({{ text_match(model, '^([^/]+)/') }})
        when lower({{ model }}) like 'claude%' then 'anthropic'
        when lower({{ model }}) like 'gemini%' then 'google'
        when lower({{ model }}) like 'gpt-%' or lower({{ model }}) like 'chatgpt-%'
            or lower({{ model }}) like 'text-embedding-%' or lower({{ model }}) like 'ft:gpt-%'
            or {{ text_match(model, '^(o[0-9])') }} is not null
            then 'openai'
    end
{%- endmacro %}
