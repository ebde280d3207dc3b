{# Money as a whole number of nano-units (1e-9), the grain in which amounts are split. #}
{% macro nano_units(amount) -%}
    cast(cast({{ amount }} as {{ type_money() }}) * cast(1000000000 as {{ adapter.dispatch('type_factor', 'layer_six')() }}) as {{ type_of('wide') }})
{%- endmacro %}

{# Ten digits: money has 28, and a product must not need more than 38. #}
{% macro default__type_factor() -%}decimal(10, 0){%- endmacro %}

{% macro bigquery__type_factor() -%}bignumeric{%- endmacro %}
