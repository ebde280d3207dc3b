-- Grain: one stretch of time of one customer name (or of all customers) in which closed backfills replaced what had
-- been sent before; a look-up for events. No amounts. Stretches of one name do not overlap. replaced_before: events
-- that were sent before this time no longer count, unless under the backfill that was closed then. is_filtered: some
-- backfill switched off only part of them, by an expression that cannot be read here. Pending and reverted backfills
-- replace nothing.

with backfills as (

    select * from {{ ref('stg_orb__backfills') }}
    where status in ('reflected', 'pending_revert') and replaces_events

),

customers as (

    {{ newest_rows(
        'orb', 'customers', ['id'],
        {'id': 'text', 'external_customer_id': 'text', 'updated_at': 'timestamp'},
        'updated_at'
    ) }}

),

-- an event names its customer by one of two ids
named as (

    select backfills.*, 'all' as customer_name from backfills where customer_id is null
    union all
    select backfills.*, 'id:' || customer_id as customer_name from backfills where customer_id is not null
    union all
    select backfills.*, 'external:' || customers.external_customer_id as customer_name
    from backfills
    left join customers on backfills.customer_id = customers.id
    where customers.external_customer_id is not null

),

edges as (

    select customer_name, starts_at as edge_at from named
    {{ union_distinct() }}
    select customer_name, ends_at as edge_at from named

),

stretches as (

    select
        customer_name,
        edge_at as starts_at,
        lead(edge_at) over (partition by customer_name order by edge_at) as ends_at
    from edges

)

select
    stretches.customer_name,
    stretches.starts_at,
    stretches.ends_at,
    max(named.closed_at) as replaced_before,
    {{ any_true('named.has_filter') }} as is_filtered,
    '|' || {{ ordered_text_agg('named.backfill_id', '|') }} || '|' as backfill_ids
from stretches
left join named
    on stretches.customer_name = named.customer_name
    and stretches.starts_at >= named.starts_at
    and stretches.ends_at <= named.ends_at
where named.backfill_id is not null
group by stretches.customer_name, stretches.starts_at, stretches.ends_at
