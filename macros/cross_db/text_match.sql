{#
  The first group of a regular expression in a text; null where it does not match or matches nothing.
  Patterns hold no backslash and no lookaround, so that one pattern means the same on every engine.
#}
{% macro text_match(text, pattern) -%}
    {{ return(adapter.dispatch('text_match', 'layer_six')(text, pattern)) }}
{%- endmacro %}

{% macro default__text_match(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', 1), '')
{%- endmacro %}

{% macro postgres__text_match(text, pattern) -%}
    nullif(substring({{ text }} from '{{ pattern }}'), '')
{%- endmacro %}

{% macro redshift__text_match(text, pattern) -%}
    nullif(regexp_substr({{ text }}, '{{ pattern }}', 1, 1, 'e'), '')
{%- endmacro %}

{% macro snowflake__text_match(text, pattern) -%}
    nullif(regexp_substr({{ text }}, '{{ pattern }}', 1, 1, 'e', 1), '')
{%- endmacro %}

{% macro bigquery__text_match(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}'), '')
{%- endmacro %}
