{# Texts of a group joined in their own byte order, so that the result never depends on row order or locale. #}
{% macro ordered_text_agg(expression, delimiter=', ', distinct=false) -%}
    {{- return(adapter.dispatch('ordered_text_agg', 'layer_six')(expression, delimiter, distinct)) -}}
{%- endmacro %}

{% macro default__ordered_text_agg(expression, delimiter, distinct) -%}
    string_agg({{ 'distinct ' if distinct }}{{ expression }}, '{{ delimiter }}' order by {{ expression }})
{%- endmacro %}

{% macro postgres__ordered_text_agg(expression, delimiter, distinct) -%}
    string_agg({{ 'distinct ' if distinct }}{{ expression }} collate "C", '{{ delimiter }}' order by {{ expression }} collate "C")
{%- endmacro %}

{% macro spark__ordered_text_agg(expression, delimiter, distinct) -%}
    nullif(array_join(array_sort({{ 'collect_set' if distinct else 'collect_list' }}({{ expression }})), '{{ delimiter }}'), '')
{%- endmacro %}

{% macro snowflake__ordered_text_agg(expression, delimiter, distinct) -%}
    nullif(listagg({{ 'distinct ' if distinct }}{{ expression }}, '{{ delimiter }}') within group (order by {{ expression }}), '')
{%- endmacro %}

{% macro redshift__ordered_text_agg(expression, delimiter, distinct) -%}
    listagg({{ 'distinct ' if distinct }}{{ expression }}, '{{ delimiter }}') within group (order by {{ expression }})
{%- endmacro %}
