{# What the cell holds that seed_issue_column() has named; empty where it names the whole key. #}
{% macro seed_found_cell(contract) %}
    case
        {% for column in contract['columns'] %}
        when issue_column = '{{ column }}' then coalesce(cell_{{ column }}, '')
        {% endfor %}
        else ''
    end
{% endmacro %}
