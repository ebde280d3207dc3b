{# The cells of a seed row's key as written, so that a person finds the row; reads the columns of checked_seed(). #}
{% macro seed_row_name(contract) %}
    {% for column in contract['key'] %}
    '{{ ', ' if not loop.first }}{{ column }} ' || coalesce(cell_{{ column }}, '(empty)'){{ ' ||' if not loop.last }}
    {% endfor %}
{% endmacro %}
