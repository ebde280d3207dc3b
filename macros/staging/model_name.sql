{# A model as its price list calls it: of a cloud's resource (an ARN, a path of a project) the last part. Empty is null. #}
{% macro model_name(model) -%}
    case
        when {{ model }} like 'arn:aws:bedrock:%' or {{ model }} like 'projects/%' or {{ model }} like 'publishers/%'
            or {{ model }} like 'models/%'
            then {{ text_match(model, '([^/]+)$') }}
        else nullif(trim({{ model }}), '')
    end
{%- endmacro %}
