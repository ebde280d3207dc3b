{# True where the whole text fits the pattern. Patterns carry no backslash and no anchor: engines disagree on both. #}
{% macro matches_pattern(expression, pattern) -%}
    {{- return(adapter.dispatch('matches_pattern', 'layer_six')(expression, pattern)) -}}
{%- endmacro %}

{% macro default__matches_pattern(expression, pattern) -%}
    ({{ expression }} ~ '^({{ pattern }})$')
{%- endmacro %}

{% macro duckdb__matches_pattern(expression, pattern) -%}
    regexp_full_match({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches_pattern(expression, pattern) -%}
    ({{ expression }} rlike '^({{ pattern }})\\z')
{%- endmacro %}

{% macro snowflake__matches_pattern(expression, pattern) -%}
    regexp_like({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{% macro bigquery__matches_pattern(expression, pattern) -%}
    regexp_contains({{ expression }}, r'^({{ pattern }})$')
{%- endmacro %}
