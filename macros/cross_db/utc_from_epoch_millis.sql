{# UTC timestamp out of milliseconds since 1970 (number or text); null where it is no number or outside the years 1 to 9999. #}
{% macro utc_from_epoch_millis(expression) -%}
    {%- set number = safe_number(expression, 'quantity') -%}
    {%- set bounded = 'case when ' ~ number ~ ' between -62135596800000 and 253402300799999 then ' ~ number ~ ' end' -%}
    {{- utc_from_epoch_micros('cast((' ~ bounded ~ ') * 1000 as ' ~ type_of('integer') ~ ')') -}}
{%- endmacro %}
