{#
  The select list of a staging model's last step: every column of the entity's contract, in contract order, cast to
  its type. The step before names each of them, so that the mapping from vendor field to column is plain SQL.
#}
{% macro contract_columns(entity) %}
    {%- for name, word in canonical_columns(entity) %}
    cast({{ name }} as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}
