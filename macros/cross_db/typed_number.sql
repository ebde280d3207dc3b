{#
  The cheap way for a raw column that the loader already typed as decimal or integer: one cast, rounded half away
  from zero, and an error on overflow. A double does not belong here: use safe_number().
#}
{% macro typed_number(expression, kind='money') -%}
    cast({{ expression }} as {{ type_of(kind) }})
{%- endmacro %}
