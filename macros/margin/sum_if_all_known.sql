{# The sum of an amount over rows, null where any of them does not know it: a part is not the whole. #}
{% macro sum_if_all_known(amount) -%}
    cast(case when count(*) = count({{ amount }}) then sum({{ amount }}) end as {{ type_money() }})
{%- endmacro %}
