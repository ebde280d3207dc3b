{# One row per refused row of a seed, out of its checked table: where it is, what was found and what to do. #}
{% macro seed_issue_rows(seed) %}
    {% set contract = seed_contract(seed) %}
    select
        '{{ contract['file'] }}' as file_name,
        row_name,
        issue_column,
        found,
        issue_text,
        remedy,
        {{ 'scenario_id' if 'scenario_id' in contract['columns'] else 'cast(null as ' ~ type_of('text') ~ ')' }} as scenario_id,
        {{ 'true' if contract.get('stops_build') else 'false' }} as stops_build
    from {{ ref('stg_pricing__' ~ seed ~ '_checked') }}
    where issue_column is not null
{% endmacro %}
