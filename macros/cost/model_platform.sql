{#
  Where a model was called and is paid for, as calls and bills both can be read: the cloud that resells models, the
  maker that sells its own, else `otherwise`, by default the name itself in lower case; `(unknown)` for a name that
  says nothing. Bills write a maker with or without underscore (open_ai, x_ai).
#}
{% macro model_platform(name, otherwise=none) -%}
    {%- set word = 'lower(trim(' ~ name ~ '))' -%}
    {%- set clouds = {
        'aws': ['aws%', 'amazon%', '%bedrock%', '%sagemaker%'],
        'azure': ['azure%', 'az.ai%', 'microsoft%', '%azure openai%', '%ai foundry%'],
        'google': ['google%', 'gcp%', 'gemini%', '%vertex%']
    } -%}
    {%- set makers = [
        'openai', 'anthropic', 'cohere', 'mistral', 'openrouter', 'groq', 'together', 'fireworks', 'deepseek', 'xai',
        'perplexity'
    ] -%}
    {%- set maker_word = 'replace(' ~ word ~ ", '_', '')" -%}
    case
        when coalesce({{ word }}, '') in ('', '(none)', 'unknown') then '(unknown)'
        {%- for platform, patterns in clouds.items() %}
        when {% for pattern in patterns %}{{ word }} like '{{ pattern }}'{{ ' or ' if not loop.last }}{% endfor %} then '{{ platform }}'
        {%- endfor %}
        {%- for maker in makers %}
        when {{ maker_word }} like '{{ maker }}%' then '{{ maker }}'
        {%- endfor %}
        when {{ word }} like 'claude%' then 'anthropic'
        else {{ otherwise or word }}
    end
{%- endmacro %}
