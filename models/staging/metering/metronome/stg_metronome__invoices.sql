-- Grain: one invoice, its newest final version, else its newest draft; a look-up for lines and deductions. No amounts.
-- exclusion_reason: why nothing on it is revenue. Drafts are daily snapshots of open invoices: once an invoice is
-- final, what its drafts said no longer matters.

with final_invoices as (

    {{ metronome_newest('invoice', ['id'], {
        'id': 'text', 'status': 'text', 'credit_type_id': 'text', 'customer_id': 'text', 'contract_id': 'text',
        'start_timestamp': 'timestamp', 'end_timestamp': 'timestamp', 'issued_at': 'timestamp',
        'updated_at': 'timestamp',
    }) }}

),

draft_invoices as (

    {{ metronome_newest('draft_invoice', ['id'], {
        'id': 'text', 'status': 'text', 'credit_type_id': 'text', 'customer_id': 'text', 'contract_id': 'text',
        'start_timestamp': 'timestamp', 'end_timestamp': 'timestamp',
    }, clock='snapshot_time') }}

),

payers as (

    select * from {{ ref('stg_metronome__payers') }}

),

united as (

    select
        id, status, credit_type_id, customer_id, contract_id, start_timestamp, end_timestamp,
        {{ safe_timestamp('issued_at') }} as issued_at, false as is_draft
    from final_invoices
    union all
    select
        draft_invoices.id, draft_invoices.status, draft_invoices.credit_type_id, draft_invoices.customer_id,
        draft_invoices.contract_id, draft_invoices.start_timestamp, draft_invoices.end_timestamp,
        cast(null as {{ type_of('timestamp') }}) as issued_at, true as is_draft
    from draft_invoices
    left join final_invoices on draft_invoices.id = final_invoices.id
    where final_invoices.id is null

)

select
    united.id as invoice_native_id,
    lower(united.status) as invoice_status,
    united.is_draft,
    united.customer_id as customer_native_id,
    coalesce(payers.payer_native_id, united.customer_id) as payer_native_id,
    united.contract_id as subscription_native_id,
    coalesce(payers.parent_contract_id, united.contract_id) as family_contract_id,
    coalesce(payers.is_consolidating, false) as is_consolidating,
    united.credit_type_id as unit_id,
    {{ safe_timestamp('united.start_timestamp') }} as period_start_at,
    {{ safe_timestamp('united.end_timestamp') }} as period_end_at,
    coalesce(united.issued_at, {{ safe_timestamp('united.end_timestamp') }}) as invoiced_at,
    case when united.is_draft then 'draft' when upper(united.status) = 'VOID' then 'void' end as exclusion_reason
from united
left join payers on united.contract_id = payers.subscription_native_id
