-- Grain: one name of a customer record (vendor, source_account, customer_native_id), landed or only used by a fact.
-- A fact may name a customer whose record was never landed (no customer table, deleted row): the id still is a
-- record, so that its revenue and cost are not lost. The same id in two accounts of a vendor is two customers. Where
-- only one side of the same id says its account, the other side is a second name (is_alias) of the same record,
-- and record_account says of which. No amounts.

with customers as (

    select * from {{ ref('int_customers') }}

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

identity_ranks as (

    select * from {{ ref('stg_pricing__identity_ranks') }}

),

named_by_facts as (

    {% for entity in [
        'revenue_lines', 'subscriptions', 'payment_fees', 'usage_events', 'credit_grants', 'credit_entries'
    ] %}
    select vendor, source_account, customer_native_id from {{ ref('int_' ~ entity) }}
    {{ union_distinct() if not loop.last }}
    {% endfor %}

),

landed as (

    select
        vendor,
        source_account,
        source_record_id as customer_native_id,
        min(record_key) as record_key,
        min(display_name) as display_name,
        min(parent_native_id) as parent_native_id,
        {{ any_true('is_internal') }} as is_internal,
        min(created_at) as created_at
    from customers
    group by vendor, source_account, source_record_id

),

names as (

    select vendor, source_account, customer_native_id from named_by_facts where customer_native_id is not null
    {{ union_distinct() }}
    select vendor, source_account, customer_native_id from landed
    {{ union_distinct() }}
    select vendor, source_account, customer_native_id from {{ ref('int_customer_identifiers') }}

),

every_name as (

    select
        names.vendor,
        names.source_account,
        names.customer_native_id,
        coalesce(
            landed.record_key,
            case
                when names.source_account = ''
                    then {{ surrogate_key(['names.vendor', "'named by a fact'", 'names.customer_native_id']) }}
                else {{ surrogate_key(
                    ['names.vendor', 'names.source_account', "'named by a fact'", 'names.customer_native_id']
                ) }}
            end
        ) as record_key,
        landed.display_name,
        landed.parent_native_id,
        coalesce(landed.is_internal, false) as is_internal,
        landed.created_at,
        case when landed.record_key is not null then 1 else 0 end as is_landed,
        case when named_by_facts.vendor is not null then 1 else 0 end as is_used
    from names
    left join landed
        on names.vendor = landed.vendor
        and names.source_account = landed.source_account
        and names.customer_native_id = landed.customer_native_id
    left join named_by_facts
        on names.vendor = named_by_facts.vendor
        and names.source_account = named_by_facts.source_account
        and names.customer_native_id = named_by_facts.customer_native_id

),

compared as (

    select
        every_name.*,
        count(*) over (partition by vendor, customer_native_id) as names_of_id,
        sum(is_landed) over (partition by vendor, customer_native_id) as landed_of_id,
        min(source_account) over (partition by vendor, customer_native_id) as first_account,
        row_number() over (
            partition by vendor, customer_native_id order by is_landed desc, is_used desc, source_account
        ) as name_number,
        first_value(record_key) over (
            partition by vendor, customer_native_id order by is_landed desc, is_used desc, source_account
            rows between unbounded preceding and current row
        ) as leading_key,
        first_value(source_account) over (
            partition by vendor, customer_native_id order by is_landed desc, is_used desc, source_account
            rows between unbounded preceding and current row
        ) as leading_account
    from every_name

),

-- two names of one record: the id is known in one account and, once more, without any
paired as (

    select
        compared.*,
        names_of_id = 2 and first_account = '' and landed_of_id <= 1 and name_number = 2 as is_alias
    from compared

)

-- Records rank by layer (seed), then the oldest, then by id: a record that joins later never takes the lead.
select
    case when paired.is_alias then paired.leading_key else paired.record_key end as record_key,
    paired.vendor,
    paired.source_account,
    paired.customer_native_id,
    case when paired.is_alias then paired.leading_account else paired.source_account end as record_account,
    paired.is_alias,
    coalesce(identity_ranks.rank, 99) as layer_rank,
    paired.display_name,
    paired.parent_native_id,
    paired.is_internal,
    paired.created_at
from paired
left join vendor_layers on paired.vendor = vendor_layers.vendor
left join identity_ranks on vendor_layers.layer = identity_ranks.layer
-- what only an identifier names is no record
where paired.is_landed = 1 or paired.is_used = 1 or paired.is_alias
