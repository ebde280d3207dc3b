{# ISO 8601 date or date-time; the calendar (30 February) is left to the engine. #}
{% macro timestamp_pattern() -%}
    {%- set day = '[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' -%}
    {%- set clock = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    {%- set zone = ' ?(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)' -%}
    {{- return(day ~ '([T ]' ~ clock ~ '(' ~ zone ~ ')?)?') -}}
{%- endmacro %}
