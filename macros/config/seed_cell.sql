{# One trimmed cell as its kind, null where it is none: whole numbers stay whole, a month is its first day. #}
{% macro seed_cell(cell, kind) %}
    {%- if kind in ('text', 'customer') -%}
        {{ cell }}
    {%- elif kind == 'count' -%}
        case
            when {{ safe_number(cell, 'quantity') }} = {{ safe_number(cell, 'count') }} and {{ safe_number(cell, 'count') }} >= 0
                then {{ safe_number(cell, 'count') }}
        end
    {%- elif kind == 'percent' -%}
        {{ safe_number(cell, 'rate') }}
    {%- elif kind in ('quantity', 'money', 'rate') -%}
        {{ safe_number(cell, kind) }}
    {%- elif kind == 'date' -%}
        case when {{ matches_pattern(cell, '[0-9]{4}-[0-9]{2}-[0-9]{2}') }} then {{ safe_date(cell) }} end
    {%- elif kind == 'month' -%}
        case
            when {{ matches_pattern(cell, '[0-9]{4}-[0-9]{2}') }} then {{ safe_date(cell ~ " || '-01'") }}
            when {{ matches_pattern(cell, '[0-9]{4}-[0-9]{2}-01') }} then {{ safe_date(cell) }}
        end
    {%- elif kind == 'timestamp' -%}
        {{ safe_timestamp(cell) }}
    {%- else -%}
        {{ safe_boolean(cell) }}
    {%- endif -%}
{% endmacro %}
