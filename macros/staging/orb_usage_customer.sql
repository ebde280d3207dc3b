{# The customer whose usage a line or an interval of Orb counts, where it names exactly one; else null. #}
{% macro orb_usage_customer(usage_customer_ids) -%}
    case
        when {{ json_array_length(usage_customer_ids) }} = 1 then nullif(trim({{ json_text(usage_customer_ids, [0]) }}), '')
    end
{%- endmacro %}
