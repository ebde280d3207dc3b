-- Grain: one customer record that pays: it has revenue lines above zero in a month in which its account is the
-- authority for the revenue, so that a metering tool's mirror of a contract is no second one. mail_domain and tax_id:
-- what tells its company from another; null where it has none of its own. No amounts.

with revenue_lines as (

    select
        vendor,
        source_account,
        customer_native_id,
        {{ month_start(business_date('coalesce(invoiced_at, service_start_at)')) }} as period_month
    from {{ ref('int_revenue_lines') }}
    where net_amount > 0

),

revenue_authority as (

    select * from {{ ref('int_revenue_authority') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

payers as (

    select distinct revenue_lines.vendor, revenue_lines.source_account, revenue_lines.customer_native_id
    from revenue_lines
    left join revenue_authority
        on revenue_lines.vendor = revenue_authority.vendor
        and revenue_lines.source_account = revenue_authority.source_account
        and revenue_lines.period_month = revenue_authority.period_month
    where coalesce(revenue_authority.is_authority, true)

),

paying_nodes as (

    select distinct
        {{ identity_node("'customer_id'", 'records.vendor', 'records.customer_native_id', 'records.record_account') }}
            as node
    from payers
    left join records
        on payers.vendor = records.vendor
        and payers.source_account = records.source_account
        and payers.customer_native_id = records.customer_native_id
    where records.vendor is not null

)

select
    paying_nodes.node,
    min(case when evidence.identifier_kind = 'domain' then evidence.identifier_value end) as mail_domain,
    min(case when evidence.identifier_kind = 'tax_id' then evidence.identifier_value end) as tax_id
from paying_nodes
left join evidence on paying_nodes.node = evidence.node
group by paying_nodes.node
