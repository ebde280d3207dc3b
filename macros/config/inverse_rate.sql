{# One divided by a rate with 12 decimals, rounded half up in whole numbers; null where it is a million or more. #}
{% macro inverse_rate(rate) -%}
    {%- set wide = type_of('wide') -%}
    {%- set pico = 'cast(cast(' ~ rate ~ ' as ' ~ type_decimal(24, 12) ~ ') * cast(1000000000000 as ' ~ type_decimal(13, 0) ~ ') as ' ~ wide ~ ')' -%}
    cast(
        cast(case when {{ rate }} > {{ decimal_literal('0.000001') }} then
            {{ int_div('(cast(\'2000000000000000000000000\' as ' ~ wide ~ ') + ' ~ pico ~ ')', '(2 * ' ~ pico ~ ')') }}
        end as {{ type_decimal(18, 0) }}) * cast(0.000000000001 as {{ type_decimal(12, 12) }}) as {{ type_rate() }}
    )
{%- endmacro %}
