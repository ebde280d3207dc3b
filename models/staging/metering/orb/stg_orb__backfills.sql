-- Grain: one backfill of events in its latest state; a look-up. No amounts. The interface gives no time of change, but
-- states only follow each other: pending, reflected, pending_revert, reverted.

with landed as (

    {{ raw_rows('orb', 'backfills', {
        'id': 'text', 'customer_id': 'text', 'status': 'text', 'timeframe_start': 'timestamp',
        'timeframe_end': 'timestamp', 'replace_existing_events': 'boolean', 'close_time': 'timestamp',
        'deprecation_filter': 'text',
    }) }}

),

ranked as (

    select
        landed.*,
        row_number() over (
            partition by id
            order by
                case status when 'reverted' then 0 when 'pending_revert' then 1 when 'reflected' then 2 else 3 end asc,
                {{ payload_hash([
                    'close_time', 'timeframe_start', 'timeframe_end',
                    boolean_text(safe_boolean('replace_existing_events'))
                ]) }} asc
        ) as place
    from landed

)

select
    id as backfill_id,
    customer_id,
    status,
    {{ safe_timestamp('timeframe_start') }} as starts_at,
    {{ safe_timestamp('timeframe_end') }} as ends_at,
    {{ safe_timestamp('close_time') }} as closed_at,
    coalesce({{ safe_boolean('replace_existing_events') }}, false) as replaces_events,
    nullif(trim(deprecation_filter), '') is not null as has_filter
from ranked
where place = 1
