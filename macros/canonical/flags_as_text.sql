{# Column names for surrogate_key(), those of flags (`is_...`) as text: Redshift does not cast them by itself. #}
{% macro flags_as_text(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append(boolean_text(column) if column.startswith('is_') else column) -%}
    {%- endfor -%}
    {{- return(parts) -}}
{%- endmacro %}
