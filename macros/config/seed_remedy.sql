{# What to do about the cell that seed_issue_column() has named: one hint per kind of column. #}
{% macro seed_remedy(contract) %}
    {% set number = 'write 1234.56, without thousands separators or currency signs' %}
    {% set hints = {
        'count': 'write digits only, such as 12', 'quantity': number, 'money': number, 'rate': number,
        'percent': 'write 10 for 10 percent', 'date': 'write it as 2026-03-31', 'month': 'write it as 2026-03',
        'timestamp': 'write it as 2026-03-31 09:00:00', 'boolean': 'write yes or no',
        'text': 'write plain text that does not start with = + - @', 'customer': 'write vendor:kind:value'
    } %}
    case
        {% for column, wrong, text, remedy in contract.get('rules', []) %}
        when issue_column = '{{ column }}' and ({{ wrong }}) then '{{ remedy }}'
        {% endfor %}
        {% for column, kind in contract['columns'].items() %}
        {% if column in contract.get('one_of', {}) %}
        when issue_column = '{{ column }}' then 'use one of {{ contract['one_of'][column] | join(", ") }}'
        {% elif column in contract.get('refers', {}) %}
        when issue_column = '{{ column }}' and not coalesce({{ starts_like_formula('cell_' ~ column) }}, true)
            then 'add it there or use a key that is there'
        when issue_column = '{{ column }}' then 'fill in a key of {{ seed_contract(contract['refers'][column][0])['file'] }}'
        {% else %}
        when issue_column = '{{ column }}' then '{{ hints[kind | replace('!', '')] }}'
        {% endif %}
        {% endfor %}
        when issue_column is not null then 'keep one of the rows'
    end
{% endmacro %}
