{#
  How far a line of an infrastructure bill may be model spend that a gateway or provider report tells as well.
  The signals are tried from the surest to the vaguest; what is named neither by provider, service, unit nor
  hardware but filed under AI is `unknown_ai`. So is what Azure's AI accounts sell besides models (speech, vision,
  documents), where the meter says so. Reads the columns provider, publisher, service_name, service_category,
  service_subcategory, sku_meter, resource_ref, resource_type, billing_account_ref, usage_unit, pricing_unit and
  gpu_count; what a vendor never says is listed in `absent`.
#}
{% macro ai_overlap_class(absent=[]) -%}
    {%- set said = {} -%}
    {%- for name in [
        'publisher', 'service_category', 'service_subcategory', 'sku_meter', 'resource_ref', 'resource_type',
        'billing_account_ref', 'usage_unit', 'pricing_unit', 'gpu_count'
    ] -%}
        {%- do said.update({name: 'cast(null as ' ~ type_of('text') ~ ')' if name in absent else name}) -%}
    {%- endfor -%}
    {%- set who = "lower(coalesce(provider, '') || ' ' || coalesce(service_name, ''))" -%}
    {%- set seller = "replace(lower(provider), '_', '')" -%}
    {%- set licence = "provider in ('AWS', 'Google Cloud', 'Microsoft') and lower(trim(service_name)) not in ('litellm', 'portkey')" -%}
    {%- set no_model = '(speech|voice|computer vision|custom vision|translat|language|text record|character|document|form recog|page|face|transaction)' -%}
    {%- set vendors = ['openai', 'anthropic', 'cohere', 'mistral', 'openrouter', 'groq', 'together', 'fireworks', 'deepseek', 'xai', 'perplexity'] -%}
    case
        -- a cloud sells licences of gateways, which are money; an export has the bare name of its tool
        when (({{ who }} like '%litellm%' or {{ who }} like '%portkey%') and not coalesce({{ licence }}, false))
            or {{ seller }} like 'kong%'
            or lower({{ said.resource_ref }}) like 'czrn:litellm%'
            -- a tool that estimates what it saved writes its estimates as credits
            or {{ who }} like '%lean-ctx%'
            -- a gateway that exports itself as a bill names the hash of a virtual key as the billing account
            or {{ text_match(said.billing_account_ref, '^([0-9a-f]{64})$') }} is not null
            then 'gateway_reexport'
        -- by the seller, since a licence of such a tool bought from a cloud is money
        when {{ seller }} like '%kubecost%' or {{ seller }} like '%opencost%' or {{ seller }} like 'kubernetes%'
            then 'k8s_resplit'
        {%- for vendor in vendors %}
        when {{ seller }} like '{{ vendor }}%' or (provider is null and lower(service_name) like '{{ vendor }}%') then 'model_api_direct'
        {%- endfor %}
        when lower({{ said.service_subcategory }}) = 'generative ai'
            or lower(service_name) like '%bedrock%' or lower(service_name) like '%vertex ai%'
            or lower(service_name) like '%azure openai%' or lower(service_name) like '%ai foundry%'
            or lower(service_name) like '%foundry models%' or lower({{ said.sku_meter }}) like '%token%'
            or lower({{ said.usage_unit }}) like '%token%' or lower({{ said.pricing_unit }}) like '%token%'
            or (
                (
                    lower({{ said.resource_type }}) like '%cognitiveservices%'
                    or lower({{ said.resource_ref }}) like '%/microsoft.cognitiveservices/accounts/%'
                    or lower(service_name) like 'azure ai services%' or lower(service_name) like '%cognitive services%'
                )
                and {{ text_match('lower(' ~ said.sku_meter ~ ')', no_model) }} is null
                and {{ who }} not like '%foundry tools%'
            )
            then 'model_api_cloud'
        when lower(service_name) like 'claude %' or {% for vendor in vendors %}lower({{ said.publisher }}) like '{{ vendor }}%'{{ ' or ' if not loop.last }}{% endfor %}
            then 'model_marketplace'
        when {{ safe_number(said.gpu_count, 'quantity') }} > 0 then 'self_hosted_gpu'
        when lower({{ said.service_category }}) in ('ai and machine learning', 'machine learning') then 'unknown_ai'
        else 'none'
    end
{%- endmacro %}
