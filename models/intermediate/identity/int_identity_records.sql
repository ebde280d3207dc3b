-- Grain: one row per customer record that any vendor knows, valid or only named by a fact.
-- A fact may name a customer whose record was never landed (no customer table, deleted row): the id still
-- is a record, so that its revenue and cost are not lost. No amounts.

with customers as (

    select * from {{ ref('int_customers') }}

),

revenue_lines as (

    select * from {{ ref('int_revenue_lines') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

payment_fees as (

    select * from {{ ref('int_payment_fees') }}

),

usage_events as (

    select * from {{ ref('int_usage_events') }}

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

identity_ranks as (

    select * from {{ ref('stg_pricing__identity_ranks') }}

),

named_by_facts as (

    select vendor, customer_native_id from revenue_lines
    {{ union_distinct() }}
    select vendor, customer_native_id from subscriptions
    {{ union_distinct() }}
    select vendor, customer_native_id from payment_fees
    {{ union_distinct() }}
    select vendor, customer_native_id from usage_events

),

landed as (

    select
        vendor,
        source_record_id as customer_native_id,
        min(record_key) as record_key,
        min(display_name) as display_name,
        min(parent_native_id) as parent_native_id,
        {{ any_true('is_internal') }} as is_internal,
        min(created_at) as created_at
    from customers
    group by vendor, source_record_id

),

every_record as (

    select * from landed

    union all

    select
        named_by_facts.vendor,
        named_by_facts.customer_native_id,
        {{ surrogate_key(
            ['named_by_facts.vendor', "'named by a fact'", 'named_by_facts.customer_native_id']
        ) }} as record_key,
        cast(null as {{ type_of('text') }}) as display_name,
        cast(null as {{ type_of('text') }}) as parent_native_id,
        false as is_internal,
        cast(null as {{ type_of('timestamp') }}) as created_at
    from named_by_facts
    left join landed
        on named_by_facts.vendor = landed.vendor
        and named_by_facts.customer_native_id = landed.customer_native_id
    where named_by_facts.customer_native_id is not null and landed.vendor is null

),

-- Records rank by layer (seed), then the oldest, then by id: a record that joins later never takes the lead.
ranked as (

    select
        every_record.*,
        coalesce(identity_ranks.rank, 99) as layer_rank
    from every_record
    left join vendor_layers on every_record.vendor = vendor_layers.vendor
    left join identity_ranks on vendor_layers.layer = identity_ranks.layer

)

select
    record_key,
    vendor,
    customer_native_id,
    layer_rank,
    display_name,
    parent_native_id,
    coalesce(is_internal, false) as is_internal,
    created_at
from ranked
