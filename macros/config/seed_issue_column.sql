{# Name of the first column of a seed row that holds something wrong; reads the columns of checked_seed(). #}
{% macro seed_issue_column(contract) %}
    case
        {% for column, kind in contract['columns'].items() %}
        {% set cell = 'cell_' ~ column %}
        {% if kind.endswith('!') %}
        when {{ cell }} is null then '{{ column }}'
        {% endif %}
        {% if kind | replace('!', '') in ('text', 'customer') %}
        when {{ starts_like_formula(cell) }} then '{{ column }}'
        {% else %}
        when {{ cell }} is not null and {{ column }} is null then '{{ column }}'
        {% endif %}
        {% if kind | replace('!', '') == 'customer' %}
        when not {{ matches_pattern(column, '[^:]+:[^:]+:.+') }} then '{{ column }}'
        {% endif %}
        {% if column in contract.get('one_of', {}) %}
        when {{ column }} not in ('{{ contract['one_of'][column] | join("', '") }}') then '{{ column }}'
        {% endif %}
        {% if column in contract.get('refers', {}) %}
        {% set besides = contract.get('besides', {}).get(column, []) %}
        when {{ column }} is not null and listed_{{ column }} is null
            {%- if besides %} and {{ column }} not in ('{{ besides | join("', '") }}'){% endif %} then '{{ column }}'
        {% endif %}
        {% endfor %}
        {% for column, wrong, text, remedy in contract.get('rules', []) %}
        when {{ wrong }} then '{{ column }}'
        {% endfor %}
        when rows_with_key > 1 then '{{ contract['key'] | join(', ') }}'
    end
{% endmacro %}
