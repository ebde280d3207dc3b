{#
  Every row of a relation plus one text column per path into one of its JSON text columns.
  `paths` maps a column name to its path, a list of keys. A document that is not valid JSON, a missing key and
  a JSON null all give null. The document is parsed once per row where the engine allows it: a call log carries
  twenty wanted values per row, and twenty separate parses cost eight times as much.
#}
{% macro json_columns(relation, document, paths) %}
    {{ return(adapter.dispatch('json_columns', 'layer_six')(relation, document, paths)) }}
{% endmacro %}

{% macro default__json_columns(relation, document, paths) %}
    select
        documents.*,
        {%- for name, path in paths.items() %}
        {{ json_text('documents.' ~ document, path) }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }} as documents
{% endmacro %}

{% macro duckdb__json_columns(relation, document, paths) %}
    select
        documents.* exclude (picked_values),
        {%- for name in paths %}
        documents.picked_values[{{ loop.index }}] as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            unpicked.*,
            json_extract_string(
                case when json_valid(cast(unpicked.{{ document }} as text)) then cast(unpicked.{{ document }} as text) end,
                [
                    {%- for path in paths.values() %}
                    '$."{{ path | join('"."') }}"'{{ ',' if not loop.last }}
                    {%- endfor %}
                ]
            ) as picked_values
        from {{ relation }} as unpicked
    ) as documents
{% endmacro %}

{# `offset 0` keeps the planner from copying the parse into each column; a filter on the other columns still reaches the table. #}
{% macro postgres__json_columns(relation, document, paths) %}
    select
        documents.*,
        {%- for name, path in paths.items() %}
        parsed.document #>> '{{ '{"' ~ path | join('","') ~ '"}' }}' as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }} as documents
    cross join lateral (
        select
            case
                when pg_input_is_valid(cast(documents.{{ document }} as text), 'jsonb')
                    then cast(cast(documents.{{ document }} as text) as jsonb)
            end as document
        offset 0
    ) as parsed
{% endmacro %}

{# Redshift takes after Postgres in dbt but has neither jsonb nor lateral. #}
{% macro redshift__json_columns(relation, document, paths) %}
    {{ return(default__json_columns(relation, document, paths)) }}
{% endmacro %}
