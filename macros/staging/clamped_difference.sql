{# A token count without the counts it includes; streams report parts that exceed their whole, so never below 0. #}
{% macro clamped_difference(whole, parts) -%}
    {%- set rest = [whole] -%}
    {%- for part in parts -%}
        {%- do rest.append('coalesce(' ~ part ~ ', 0)') -%}
    {%- endfor -%}
    case when {{ rest | join(' - ') }} < 0 then 0 else {{ rest | join(' - ') }} end
{%- endmacro %}
