{# One row per refused row of a seed: where it is, what was found and what to do, also as one sentence. #}
{% macro seed_issue_rows(seed) %}
    {% set contract = seed_contract(seed) %}
    {% set row = [] %}
    {% for column in contract['key'] %}
        {% do row.append("'" ~ column ~ " ' || coalesce(cell_" ~ column ~ ", '(empty)')") %}
    {% endfor %}
    select
        '{{ contract['file'] }}' as file_name,
        {{ row | join(" || ', ' || ") }} as row_name,
        issue_column,
        case
            {% for column in contract['columns'] %}
            when issue_column = '{{ column }}' then coalesce(cell_{{ column }}, '')
            {% endfor %}
            else ''
        end as found,
        issue_text,
        remedy,
        {{ 'cell_scenario_id' if 'scenario_id' in contract['columns'] else 'cast(null as ' ~ type_of('text') ~ ')' }} as scenario_id,
        {{ 'true' if contract.get('stops_build') else 'false' }} as stops_build
    from ({{ checked_seed(seed) }}) as checked
    where issue_column is not null
{% endmacro %}
