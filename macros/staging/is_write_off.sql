{# True where a reason says that the money is given up, in whatever spelling. #}
{% macro is_write_off(reason) -%}
    coalesce({{ plain_label(reason) }} like '%writeoff%', false)
{%- endmacro %}
