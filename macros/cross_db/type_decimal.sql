{#
  A decimal of given precision and scale, for a step of a computation that no type word names. BigQuery accepts no
  precision inside a cast: NUMERIC cuts at nine decimals there, BIGNUMERIC keeps 38.
#}
{% macro type_decimal(precision, scale) -%}
    {{- return(adapter.dispatch('type_decimal', 'layer_six')(precision, scale)) -}}
{%- endmacro %}

{% macro default__type_decimal(precision, scale) -%}
    decimal({{ precision }}, {{ scale }})
{%- endmacro %}

{% macro bigquery__type_decimal(precision, scale) -%}
    {{- 'numeric' if scale <= 9 and precision - scale <= 29 else 'bignumeric' -}}
{%- endmacro %}
