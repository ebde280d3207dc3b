{#
  The select list of a staging model's last step: every column of the entity's contract, in contract order, cast to
  its type. The step before names each of them, so that the mapping from vendor field to column is plain SQL; what the
  vendor never says is listed in `absent` and is null.
#}
{% macro contract_columns(entity, absent=[]) %}
    {%- for name, word in canonical_columns(entity) %}
    cast({{ 'null' if name in absent else name }} as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}
