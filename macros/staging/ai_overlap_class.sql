{#
  How far a line of an infrastructure bill may be model spend that a gateway or provider report tells as well.
  The signals are tried from the surest to the vaguest; what is named neither by provider, service, unit nor
  hardware but filed under AI is `unknown_ai`. Reads the columns of stg_focus__infra_cost_lines' CTE `cleaned`.
#}
{% macro ai_overlap_class() -%}
    {%- set who = "lower(coalesce(provider, '') || ' ' || coalesce(service_name, ''))" -%}
    {%- set vendors = ['openai', 'anthropic', 'cohere', 'mistral', 'openrouter', 'groq', 'together', 'fireworks', 'deepseek', 'xai', 'perplexity'] -%}
    case
        when {{ who }} like '%litellm%' or {{ who }} like '%portkey%' or lower(resource_ref) like 'czrn:litellm%'
            -- a gateway that exports itself as a bill names the hash of a virtual key as the billing account
            or {{ text_match('billing_account_ref', '^([0-9a-f]{64})$') }} is not null
            then 'gateway_reexport'
        when {{ who }} like '%kubecost%' or {{ who }} like '%opencost%' then 'k8s_resplit'
        {%- for vendor in vendors %}
        when lower(provider) like '{{ vendor }}%' or (provider is null and lower(service_name) like '{{ vendor }}%') then 'model_api_direct'
        {%- endfor %}
        when lower(service_subcategory) = 'generative ai'
            or lower(service_name) like '%bedrock%' or lower(service_name) like '%vertex ai%'
            or lower(service_name) like '%azure openai%' or lower(service_name) like '%ai foundry%'
            or lower(resource_type) like '%cognitiveservices%'
            or lower(usage_unit) like '%token%' or lower(pricing_unit) like '%token%'
            then 'model_api_cloud'
        when {% for vendor in vendors %}lower(publisher) like '{{ vendor }}%'{{ ' or ' if not loop.last }}{% endfor %}
            then 'model_marketplace'
        when {{ safe_number('gpu_count', 'quantity') }} > 0 then 'self_hosted_gpu'
        when lower(service_category) = 'ai and machine learning' then 'unknown_ai'
        else 'none'
    end
{%- endmacro %}
