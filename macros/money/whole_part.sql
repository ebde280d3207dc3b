{# The whole units of an amount, cut towards zero. #}
{% macro whole_part(amount) -%}
    cast(
        case when {{ amount }} < 0 then ceil({{ amount }}) else floor({{ amount }}) end
        as {{ type_decimal(19, 0) }}
    )
{%- endmacro %}
