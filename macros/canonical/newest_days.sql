{#
  One column `day_seen`: the newest day of every kind of dated record. A record dated after the day it was
  loaded does not count, so that one mistyped year cannot move the clock.
#}
{% macro newest_days() %}
    {% set clocks = {
        'usage_events': 'occurred_at', 'spans': 'started_at', 'ai_calls': 'started_at', 'revenue_lines': 'invoiced_at',
        'payment_fees': 'occurred_at', 'provider_cost_lines': 'usage_date', 'infra_cost_lines': 'charge_start_at'
    } %}
    {% for entity, clock in clocks.items() %}
    select max(cast({{ clock }} as date)) as day_seen
    from {{ ref('int_' ~ entity) }}
    where loaded_at is null or cast({{ clock }} as date) <= cast(loaded_at as date)
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
