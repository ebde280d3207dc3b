{# A date some days later (earlier where negative). #}
{% macro date_add_days(date, days) -%}
    {{- return(adapter.dispatch('date_add_days', 'layer_six')(date, days)) -}}
{%- endmacro %}

{% macro default__date_add_days(date, days) -%}
    (cast({{ date }} as date) + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__date_add_days(date, days) -%}
    date_add(cast({{ date }} as date), cast({{ days }} as int))
{%- endmacro %}

{% macro snowflake__date_add_days(date, days) -%}
    cast(dateadd(day, {{ days }}, cast({{ date }} as date)) as date)
{%- endmacro %}

{% macro bigquery__date_add_days(date, days) -%}
    date_add(cast({{ date }} as date), interval cast({{ days }} as int64) day)
{%- endmacro %}

{% macro redshift__date_add_days(date, days) -%}
    cast(dateadd(day, cast({{ days }} as integer), cast({{ date }} as date)) as date)
{%- endmacro %}
