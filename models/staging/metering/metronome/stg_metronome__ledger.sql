-- Grain: one entry of the ledger of one commit or credit, from the newest snapshot, which restates the ledger whole.
-- units: credit units, major units where the unit is money, positive = the balance grew. There is one deduction per
-- invoice, dated at the end of the invoice's period and already there while the invoice is a draft: used_at is the time
-- within the period. A deduction is of the customer who is invoiced, be the commit shared by a family. What a voided or
-- credited invoice gives back, and no more than it took, is a deduction with the other sign; of a voided one within its
-- period. Entries of postpaid commits repeat invoice lines. entry_id does not change when entries are added.
-- money_amount is null where the currency is not known and nothing was paid: there is no money.

with balances as (

    select * from {{ ref('stg_metronome__balances') }}

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}

),

listed as (

    {{ json_explode('balances', 'ledger', [], [
        'balance_id', 'customer_native_id', 'balance_type', 'factor', 'unit_cost', 'currency_code', 'loaded_at',
    ]) }}

),

opened as (

    {{ json_columns('listed', 'element', {
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

),

deducted as (

    select
        parsed.*,
        ledger_type like '%automated_invoice_deduction' as is_deduction,
        sum(case when ledger_type like '%automated_invoice_deduction' then units else 0 end) over (
            partition by balance_id, invoice_id
        ) as deducted_units
    from parsed

),

entries as (

    select
        deducted.*,
        coalesce(
            (ledger_type like '%canceled' or ledger_type like '%credited')
            and invoice_id is not null and units > 0 and units <= -deducted_units,
            false
        ) as is_given_back
    from deducted

)

select
    entries.balance_id,
    entries.balance_id || '|' || {{ surrogate_key([
        'entries.stated_type', 'entries.stated_time', 'entries.segment_id', 'entries.invoice_id',
        'entries.entry_number',
    ]) }} as entry_id,
    case
        when entries.is_deduction or entries.is_given_back
            then coalesce(invoices.customer_native_id, entries.customer_native_id)
        else entries.customer_native_id
    end as customer_native_id,
    entries.balance_type,
    entries.balance_id || '|' || entries.segment_id as grant_native_id,
    case
        when entries.ledger_type like '%segment_start' or entries.ledger_type = 'postpaid_initial_balance' then 'grant'
        when entries.is_deduction or entries.is_given_back then 'burn'
        when entries.ledger_type like '%expiration' then 'expire'
        when entries.ledger_type like '%rollover' then 'rollover'
        when entries.ledger_type like '%canceled' or entries.ledger_type like '%credited' then 'void'
        when entries.ledger_type like '%manual' then 'adjust'
        when entries.ledger_type = 'postpaid_trueup' then 'true_up'
        else 'none'
    end as entry_type,
    entries.units,
    case
        when entries.currency_code is not null or entries.unit_cost <> 0
            then {{ units_at_cost('entries.units', 'entries.unit_cost') }}
    end as money_amount,
    entries.currency_code,
    entries.invoice_id as invoice_native_id,
    case
        when entries.is_deduction or (entries.is_given_back and entries.ledger_type like '%canceled')
            then {{ seen_within('coalesce(invoices.period_end_at, entries.entered_at)', 'entries.loaded_at') }}
        else entries.entered_at
    end as used_at,
    entries.loaded_at,
    case
        when entries.balance_type = 'prepaid' and entries.unit_cost is null then 'cost_basis: nobody says what was paid'
        else {{ row_issue([
            ('amount', 'entries.stated_amount', 'entries.units'),
            ('timestamp', 'entries.stated_time', 'entries.entered_at', 'a time'),
        ]) }}
    end as row_issue
from entries
left join invoices on entries.invoice_id = invoices.invoice_native_id
