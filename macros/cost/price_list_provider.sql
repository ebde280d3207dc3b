{#
  Under which provider the price list and its aliases know the models of a provider as gateways name it: one maker's
  models have one list price, whether Gemini's or Google Cloud's account is charged. Only for looking a price up: whose
  invoice a call is compared with follows the name as it is, and a row of the list for that name goes first.
#}
{% macro price_list_provider(provider) -%}
    {%- set names = {
        'google': ['gemini', 'vertex_ai', 'vertex_ai_beta'], 'mistral': ['mistral-ai'], 'xai': ['x-ai'],
        'openai': ['text-completion-openai'], 'cohere': ['cohere_chat']
    } -%}
    case
        {%- for listed, aliases in names.items() %}
        when {{ provider }} in ('{{ aliases | join("', '") }}') then '{{ listed }}'
        {%- endfor %}
        else {{ provider }}
    end
{%- endmacro %}
