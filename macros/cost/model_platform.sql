{#
  Where a model was called and is paid for, as calls and bills both can be read: the cloud that resells models, the
  maker that sells its own, else the name itself in lower case; `(unknown)` for a name that says nothing.
#}
{% macro model_platform(name) -%}
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
    case
        when coalesce({{ word }}, '') in ('', '(none)', 'unknown') then '(unknown)'
        {%- for platform, patterns in clouds.items() %}
        when {% for pattern in patterns %}{{ word }} like '{{ pattern }}'{{ ' or ' if not loop.last }}{% endfor %} then '{{ platform }}'
        {%- endfor %}
        {%- for maker in makers %}
        when {{ word }} like '{{ maker }}%' then '{{ maker }}'
        {%- endfor %}
        else {{ word }}
    end
{%- endmacro %}
