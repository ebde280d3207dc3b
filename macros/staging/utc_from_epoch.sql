{#
  UTC timestamp out of an epoch of which nobody says whether it counts seconds or milliseconds: a number from 1e11
  upward would be the year 5138 in seconds, so it is milliseconds.
#}
{% macro utc_from_epoch(expression) -%}
    case
        when {{ safe_number(expression, 'quantity') }} < 100000000000 then {{ utc_from_epoch_seconds(expression) }}
        else {{ utc_from_epoch_millis(expression) }}
    end
{%- endmacro %}
