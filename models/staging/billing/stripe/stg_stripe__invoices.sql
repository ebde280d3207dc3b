-- Grain: one row per invoice, its newest version; a look-up for lines, credit notes and reversed payments.
-- Amounts: minor units of the invoice currency; minor_tax is null where no place of the API names it. exclusion_reason:
-- why nothing on this invoice is revenue (uncollectible invoices stay revenue; the bad debt is an entry of its own; an
-- invoice paid on a connected account is that account's revenue).

with invoices as (

    {{ newest_rows(
        'stripe', 'invoice', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'subscription_id': 'text',
            'parent_subscription_details_subscription': 'text', 'status': 'text', 'currency': 'text',
            'created': 'timestamp', 'status_transitions_finalized_at': 'timestamp',
            'status_transitions_marked_uncollectible_at': 'timestamp', 'total': 'integer', 'tax': 'integer',
            'total_excluding_tax': 'integer', 'amount_remaining': 'integer', 'livemode': 'boolean',
            'is_deleted': 'boolean', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

taxes as (

    select type_id as object_id, {{ safe_number('amount', 'count') }} as minor_amount
    from (
        {{ newest_rows(
            'stripe', 'tax_amount', ['type', 'type_id', 'raw_index'],
            {
                'index': 'integer', 'type': 'text', 'type_id': 'text', 'amount': 'integer',
                '_fivetran_synced': 'timestamp',
            },
            'fivetran_synced'
        ) }}
    ) as newest

),

-- newer API versions list the taxes of an invoice instead of stating their sum
invoice_taxes as (

    select object_id as invoice_id, sum(minor_amount) as minor_amount
    from taxes
    group by object_id

),

lines as (

    select * from {{ ref('stg_stripe__line_versions') }} where is_newest and not is_temporary

),

line_names as (

    select invoice_id, line_key as object_id from lines
    {{ union_distinct() }}
    select invoice_id, id as object_id from lines

),

-- where not even those were landed, the taxes hang on the lines, by either of the two ids of a line
line_taxes as (

    select line_names.invoice_id, sum(taxes.minor_amount) as minor_amount
    from line_names
    left join taxes on line_names.object_id = taxes.object_id
    group by line_names.invoice_id

),

connected_invoices as (

    select distinct paid_invoices.invoice_native_id
    from (
        select charge_id as payment_ref, connected_account_id from {{ ref('stg_stripe__charges') }}
        union all
        select payment_intent_id as payment_ref, connected_account_id from {{ ref('stg_stripe__charges') }}
    ) as charges
    left join {{ ref('stg_stripe__paid_invoices') }} as paid_invoices
        on charges.payment_ref = paid_invoices.payment_ref
    where charges.connected_account_id is not null

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

)

select
    invoices.id as invoice_native_id,
    invoices.customer_id as customer_native_id,
    coalesce(invoices.subscription_id, invoices.parent_subscription_details_subscription) as subscription_native_id,
    invoices.status as invoice_status,
    upper(invoices.currency) as currency_code,
    coalesce(
        {{ safe_timestamp('invoices.status_transitions_finalized_at') }}, {{ safe_timestamp('invoices.created') }}
    ) as invoiced_at,
    {{ safe_timestamp('invoices.status_transitions_marked_uncollectible_at') }} as uncollectible_at,
    {{ safe_timestamp('invoices.fivetran_synced') }} as loaded_at,
    minor_units.minor_unit_factor,
    {{ safe_number('invoices.total', 'count') }} as minor_total,
    {{ safe_number('invoices.amount_remaining', 'count') }} as minor_remaining,
    coalesce(
        {{ safe_number('invoices.tax', 'count') }},
        {{ safe_number('invoices.total', 'count') }} - {{ safe_number('invoices.total_excluding_tax', 'count') }},
        invoice_taxes.minor_amount,
        line_taxes.minor_amount
    ) as minor_tax,
    case
        when not {{ safe_boolean('invoices.livemode') }} then 'test_mode'
        when {{ safe_boolean('invoices.is_deleted') }} then 'deleted'
        when invoices.status in ('draft', 'void', 'deleted') then invoices.status
        when connected_invoices.invoice_native_id is not null then 'connected_account'
    end as exclusion_reason
from invoices
left join invoice_taxes on invoices.id = invoice_taxes.invoice_id
left join line_taxes on invoices.id = line_taxes.invoice_id
left join connected_invoices on invoices.id = connected_invoices.invoice_native_id
left join minor_units on upper(invoices.currency) = minor_units.currency_code
