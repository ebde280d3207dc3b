{#
  The provider of a model in the words of the price list, out of what a trace tool calls it: `aws.bedrock`,
  `openai.responses`, `ANTHROPIC`. Null for words that say nothing; a provider not listed keeps its name in lower case.
#}
{% macro provider_name(name) -%}
    {%- set word = 'lower(trim(' ~ name ~ '))' -%}
    {%- set prefixes = {
        'openai': ['openai'], 'anthropic': ['anthropic'], 'azure': ['azure', 'az.ai'],
        'bedrock': ['aws', 'amazon', 'bedrock'], 'google': ['google', 'gcp', 'gemini', 'vertex'],
        'mistral': ['mistral'], 'deepseek': ['deepseek'], 'groq': ['groq'], 'cohere': ['cohere'], 'xai': ['x_ai', 'xai']
    } -%}
    case
        when {{ word }} in ('', 'unknown', 'custom', 'none', 'null', 'undefined') then null
        when {{ word }} = 'x' then 'xai'
        {%- for provider, starts in prefixes.items() %}
        when {% for start in starts %}{{ word }} like '{{ start }}%'{{ ' or ' if not loop.last }}{% endfor %} then '{{ provider }}'
        {%- endfor %}
        else {{ word }}
    end
{%- endmacro %}
