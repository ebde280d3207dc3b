-- Grain: one invoice and the contract it bills: the assignment of its plan that began last before the invoice's end; a
-- look-up. No amounts.

with invoices as (

    select * from {{ ref('stg_amberflo__invoices') }}
    where version_number = 1

),

contracts as (

    select * from {{ ref('stg_amberflo__contracts') }}

),

-- one invoice to all earlier assignments of its plan, of which one is kept
candidates as (

    select
        invoices.invoice_uri,
        contracts.subscription_native_id,
        row_number() over (
            partition by invoices.invoice_uri order by contracts.started_at desc, contracts.subscription_native_id asc
        ) as place
    from invoices
    left join contracts
        on invoices.customer_native_id = contracts.customer_id
        and invoices.plan_id = contracts.plan_id
        and coalesce(invoices.product_id, '') = coalesce(contracts.product_id, '')
        and contracts.started_at < invoices.period_end_at
    where contracts.subscription_native_id is not null

)

select invoice_uri, subscription_native_id
from candidates
where place = 1
