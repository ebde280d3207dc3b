{# The day of a UTC timestamp in the one business time zone of the company (variable `business_time_zone`). #}
{% macro business_date(timestamp) -%}
    {{- return(adapter.dispatch('business_date', 'layer_six')(timestamp)) -}}
{%- endmacro %}

{% macro default__business_date(timestamp) -%}
    {%- if var('business_time_zone') == 'UTC' -%}
        {{ utc_date(timestamp) }}
    {%- else -%}
        cast({{ in_time_zone(timestamp, var('business_time_zone')) }} as date)
    {%- endif -%}
{%- endmacro %}
