{#
  A boolean, or a raw column that should be one, as text. Redshift casts no boolean to text, so there it is written
  out, and a word that is neither true nor false is null.
#}
{% macro boolean_text(expression) -%}
    {{- return(adapter.dispatch('boolean_text', 'layer_six')(expression)) -}}
{%- endmacro %}

{% macro default__boolean_text(expression) -%}
    cast({{ expression }} as {{ type_of('text') }})
{%- endmacro %}

{% macro redshift__boolean_text(expression) -%}
    case when {{ safe_boolean(expression) }} then 'true' when not {{ safe_boolean(expression) }} then 'false' end
{%- endmacro %}
