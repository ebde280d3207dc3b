{# What is wrong with the cell that seed_issue_column() has named. #}
{% macro seed_issue_text(contract) %}
    {% set nouns = {
        'count': 'is not a whole number', 'quantity': 'is not a number', 'money': 'is not a number',
        'rate': 'is not a number', 'percent': 'is not a number', 'date': 'is not a date', 'month': 'is not a month',
        'timestamp': 'is not a date and time', 'boolean': 'is neither yes nor no'
    } %}
    case
        {% for column, kind in contract['columns'].items() %}
        {% set bare = kind | replace('!', '') %}
        {% if kind.endswith('!') %}
        when issue_column = '{{ column }}' and cell_{{ column }} is null then 'is empty'
        {% endif %}
        {% if bare in nouns %}
        when issue_column = '{{ column }}' and cell_{{ column }} is not null and {{ column }} is null then '{{ nouns[bare] }}'
        {% else %}
        when issue_column = '{{ column }}' and {{ starts_like_formula('cell_' ~ column) }} then 'looks like a formula'
        {% endif %}
        {% if bare == 'customer' %}
        when issue_column = '{{ column }}' and not {{ matches_pattern(column, '[^:]+:[^:]+:.+') }}
            then 'does not name a customer'
        {% endif %}
        {% if column in contract.get('one_of', {}) %}
        when issue_column = '{{ column }}' and {{ column }} not in ('{{ contract['one_of'][column] | join("', '") }}')
            then 'is not an allowed word'
        {% endif %}
        {% if column in contract.get('refers', {}) %}
        when issue_column = '{{ column }}' and listed_{{ column }} is null
            then 'is not in {{ seed_contract(contract['refers'][column][0])['file'] }}'
        {% endif %}
        {% endfor %}
        {% for column, wrong, text, remedy in contract.get('rules', []) %}
        when issue_column = '{{ column }}' and ({{ wrong }}) then '{{ text }}'
        {% endfor %}
        when issue_column is not null then 'is given more than once'
    end
{% endmacro %}
