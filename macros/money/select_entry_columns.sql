{# A select of exactly the ledger entry columns, cast to their types, from a relation or CTE that has them by name. #}
{% macro select_entry_columns(relation) -%}
    select
    {%- for name, word in entry_columns() %}
        cast({{ name }} as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ relation }}
{%- endmacro %}
