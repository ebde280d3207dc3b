{# Ten rows, `digit` 0 to 9: cross joined they number the rows of a calendar on every engine. #}
{% macro digits() -%}
    {% for digit in range(10) %}select {{ digit }} as digit{{ ' union all ' if not loop.last }}{% endfor %}
{%- endmacro %}
