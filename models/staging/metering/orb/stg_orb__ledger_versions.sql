-- Grain: one row per raw row of `credit_ledger_entries`. units: credits, positive = the balance grew. The balances
-- before and after give the sign, because that of the amount is not documented for decrements; where balances are
-- not landed, the kind of entry gives it. invoice_native_id: the invoice that used the credits, of an increment the one
-- that sold them. is_newest marks the version that look-ups read.

with entries as (

    {{ raw_rows('orb', 'credit_ledger_entries', {
        'id': 'text', 'entry_type': 'text', 'entry_status': 'text', 'amount': 'number', 'starting_balance': 'number',
        'ending_balance': 'number', 'currency': 'text', 'customer': 'json', 'credit_block': 'json',
        'invoice_id': 'text', 'created_invoices': 'json', 'price_id': 'text', 'created_at': 'timestamp',
        'updated_at': 'timestamp',
    }) }}

),

parsed as (

    select
        entries.*,
        {{ json_text('customer', ['id']) }} as customer_native_id,
        {{ json_text('credit_block', ['id']) }} as grant_native_id,
        {{ safe_number(json_text('credit_block', ['per_unit_cost_basis']), 'rate') }} as stated_unit_cost,
        {{ safe_number('amount', 'quantity') }} as stated_units,
        {{ safe_number('starting_balance', 'quantity') }} as units_before,
        {{ safe_number('ending_balance', 'quantity') }} as units_after,
        {{ safe_timestamp('created_at') }} as occurred_at,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as loaded_at
    from entries

)

select
    id,
    entry_status,
    customer_native_id,
    grant_native_id,
    currency as credit_unit,
    case
        when entry_type = 'increment' then coalesce(invoice_id, {{ json_text('created_invoices', [0, 'id']) }})
        else invoice_id
    end as invoice_native_id,
    price_id as price_native_id,
    stated_unit_cost,
    case entry_type
        when 'increment' then 'grant'
        when 'decrement' then 'burn'
        when 'credit_block_expiry' then 'expire'
        when 'void' then 'void'
        when 'amendment' then 'adjust'
        else 'none'
    end as entry_type,
    cast(
        case
            when entry_type in ('expiration_change', 'void_initiated') then 0
            when units_before is not null and units_after is not null then units_after - units_before
            when entry_type in ('decrement', 'credit_block_expiry', 'void') then -abs(stated_units)
            else stated_units
        end as {{ type_quantity() }}
    ) as units,
    occurred_at,
    loaded_at,
    {{ row_issue([
        ('amount', 'amount', 'stated_units'),
        ('starting_balance', 'starting_balance', 'units_before'),
        ('ending_balance', 'ending_balance', 'units_after'),
        ('created_at', 'created_at', 'occurred_at', 'a time'),
    ]) }} as row_issue,
    row_number() over (
        partition by id
        order by loaded_at desc nulls last, entry_status, stated_units, units_before, units_after, occurred_at
    ) = 1 as is_newest
from parsed
