-- Grain: one entry of the ledger of one commit or credit, from the newest snapshot, which restates the ledger whole.
-- units: credit units, major units where the unit is money, positive = the balance grew. There is one deduction per
-- invoice, dated at the end of the invoice's period and already there while the invoice is a draft: used_at is the time
-- within the period. Entries of postpaid commits repeat invoice lines. entry_id does not change when entries are added.

with balances as (

    select * from {{ ref('stg_metronome__balances') }}

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}

),

entries as (

    {{ json_explode('balances', 'ledger', [], [
        'balance_id', 'customer_native_id', 'balance_type', 'factor', 'unit_cost', 'currency_code', 'loaded_at',
    ]) }}

),

opened as (

    {{ json_columns('entries', 'element', {
        'stated_type': ['type'], 'stated_time': ['timestamp'], 'stated_amount': ['amount'],
        'segment_id': ['segment_id'], 'invoice_id': ['invoice_id'],
    }) }}

),

parsed as (

    select
        opened.*,
        lower(opened.stated_type) as ledger_type,
        {{ safe_timestamp('opened.stated_time') }} as entered_at,
        {{ scaled_money('opened.stated_amount', 'opened.factor') }} as units,
        row_number() over (
            partition by
                opened.balance_id, opened.stated_type, opened.stated_time, opened.segment_id, opened.invoice_id
            order by opened.ordinal
        ) as entry_number
    from opened

)

select
    parsed.balance_id,
    parsed.balance_id || '|' || {{ surrogate_key([
        'parsed.stated_type', 'parsed.stated_time', 'parsed.segment_id', 'parsed.invoice_id', 'parsed.entry_number',
    ]) }} as entry_id,
    parsed.customer_native_id,
    parsed.balance_type,
    parsed.balance_id || '|' || parsed.segment_id as grant_native_id,
    case
        when parsed.ledger_type like '%segment_start' or parsed.ledger_type = 'postpaid_initial_balance' then 'grant'
        when parsed.ledger_type like '%automated_invoice_deduction' then 'burn'
        when parsed.ledger_type like '%expiration' then 'expire'
        when parsed.ledger_type like '%rollover' then 'rollover'
        when parsed.ledger_type like '%canceled' or parsed.ledger_type like '%credited' then 'void'
        when parsed.ledger_type like '%manual' then 'adjust'
        when parsed.ledger_type = 'postpaid_trueup' then 'true_up'
        else 'none'
    end as entry_type,
    parsed.units,
    {{ units_at_cost('parsed.units', 'parsed.unit_cost') }} as money_amount,
    parsed.currency_code,
    parsed.invoice_id as invoice_native_id,
    case
        when parsed.ledger_type like '%automated_invoice_deduction'
            then {{ seen_within('coalesce(invoices.period_end_at, parsed.entered_at)', 'parsed.loaded_at') }}
        else parsed.entered_at
    end as used_at,
    parsed.loaded_at,
    case
        when parsed.balance_type = 'prepaid' and parsed.unit_cost is null then 'cost_basis: nobody says what was paid'
        else {{ row_issue([
            ('amount', 'parsed.stated_amount', 'parsed.units'),
            ('timestamp', 'parsed.stated_time', 'parsed.entered_at', 'a time'),
        ]) }}
    end as row_issue
from parsed
left join invoices on parsed.invoice_id = invoices.invoice_native_id
