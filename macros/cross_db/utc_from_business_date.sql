{#
  A UTC timestamp for a day that the source names without a zone: the first instant that lies on that day by the
  business time zone, in which invoices are read, and by UTC, in which costs are. business_date() and utc_date() of it
  are that day again, east and west of Greenwich.
#}
{% macro utc_from_business_date(date) -%}
    {{- return(adapter.dispatch('utc_from_business_date', 'layer_six')(date)) -}}
{%- endmacro %}

{% macro default__utc_from_business_date(date) -%}
    {%- set midnight = 'cast(' ~ date ~ ' as ' ~ type_of('timestamp') ~ ')' -%}
    {%- if var('business_time_zone') == 'UTC' -%}
        {{ midnight }}
    {%- else -%}
        greatest({{ midnight }}, {{ utc_of_midnight(date, var('business_time_zone')) }})
    {%- endif -%}
{%- endmacro %}
