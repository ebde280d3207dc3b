{#
  Every day of dated records (day_seen), by kind of record, with the newest day on which one of them was loaded
  (day_loaded, null where none says). A record dated after the day it was loaded is left out, so that one mistyped
  year cannot move the clock; records without a load time are for the reader to compare with the others.
#}
{% macro newest_days() %}
    {% set clocks = {
        'usage_events': 'occurred_at', 'spans': 'started_at', 'ai_calls': 'started_at', 'revenue_lines': 'invoiced_at',
        'payment_fees': 'occurred_at', 'provider_cost_lines': 'usage_date', 'infra_cost_lines': 'charge_start_at'
    } %}
    {% for entity, clock in clocks.items() %}
    select cast({{ clock }} as date) as day_seen, max(cast(loaded_at as date)) as day_loaded
    from {{ ref('int_' ~ entity) }}
    where loaded_at is null or cast({{ clock }} as date) <= cast(loaded_at as date)
    group by cast({{ clock }} as date)
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
