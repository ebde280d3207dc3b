{# The last UTC day of a half-open charge period; a period without an end, or ending at midnight, adds no day. #}
{% macro last_day_of_charge(start_at, end_at) -%}
    case
        when {{ end_at }} is null or {{ end_at }} <= {{ start_at }} then {{ utc_date(start_at) }}
        when {{ end_at }} = cast({{ utc_date(end_at) }} as {{ type_of('timestamp') }})
            then {{ date_add_days(utc_date(end_at), -1) }}
        else {{ utc_date(end_at) }}
    end
{%- endmacro %}
