-- Grain: one commit or credit, its newest version, with its two schedules added up; a look-up. granted_total: units
-- of the access schedule (major units where the unit is money); paid_total: money of the invoice schedule. unit_cost:
-- money that the customer paid per unit, zero for free credits and for a commit without an invoice schedule (the vendor
-- calls it complimentary), null where nobody says. A commit that was rolled over was paid where it came from, up to two
-- contracts back.
{% set schedules_are_landed = 'metronome.contracts_balances.invoice_schedule' not in var('missing') %}

with balances as (

    {{ metronome_newest('contracts_balances', ['id'], {
        'id': 'text', 'customer_id': 'text', 'type': 'text', 'access_schedule': 'json', 'invoice_schedule': 'json',
        'cost_basis': 'text', 'rolled_over_from_commit_id': 'text', 'ledger': 'json', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

units as (

    select * from {{ ref('stg_metronome__units') }}

),

access_items as (

    {{ json_explode('balances', 'access_schedule', ['schedule_items'], ['id']) }}

),

invoice_items as (

    {{ json_explode('balances', 'invoice_schedule', ['schedule_items'], ['id']) }}

),

granted as (

    select
        id,
        cast(
            sum({{ safe_number(json_text('element', ['amount']), 'fine_money') }}) as {{ type_of('fine_money') }}
        ) as total
    from access_items
    group by id

),

paid as (

    select
        id,
        cast(
            sum({{ safe_number(json_text('element', ['amount']), 'fine_money') }}) as {{ type_of('fine_money') }}
        ) as total
    from invoice_items
    group by id

),

measured as (

    select
        balances.*,
        access_units.factor as access_factor,
        access_units.unit_name as access_unit_name,
        access_units.currency_code as access_currency_code,
        invoice_units.currency_code as invoice_currency_code,
        {{ scaled_money('granted.total', 'access_units.factor') }} as granted_total,
        {{ scaled_money('paid.total', 'invoice_units.factor') }} as paid_total,
        -- a ratio of two amounts in one unit is a plain number; with a unit of its own it is in the unit of the invoice
        cast(
            {{ safe_number('balances.cost_basis', 'rate') }}
            * case when access_units.currency_code is null then coalesce(invoice_units.factor, 1) else 1 end
            as {{ type_rate() }}
        ) as stated_cost
    from balances
    left join granted on balances.id = granted.id
    left join paid on balances.id = paid.id
    left join units as access_units
        on {{ json_text('balances.access_schedule', ['credit_type_id']) }} = access_units.unit_id
    left join units as invoice_units
        on {{ json_text('balances.invoice_schedule', ['credit_type_id']) }} = invoice_units.unit_id

),

priced as (

    select
        measured.*,
        coalesce(
            {{ cost_per_unit('paid_total', 'granted_total') }},
            stated_cost,
            case
                when {{ schedules_are_landed | lower }}
                    and coalesce(trim(cast(invoice_schedule as {{ type_of('text') }})), '') in ('', 'null')
                    and rolled_over_from_commit_id is null
                    then 0
            end
        ) as own_cost
    from measured

)

select
    priced.id as balance_id,
    priced.customer_id as customer_native_id,
    lower(priced.type) as balance_type,
    priced.ledger,
    priced.loaded_at,
    priced.access_factor as factor,
    coalesce(priced.access_currency_code, priced.access_unit_name) as credit_unit,
    coalesce(
        priced.invoice_currency_code, origins.invoice_currency_code, earlier_origins.invoice_currency_code,
        priced.access_currency_code
    ) as currency_code,
    case
        when lower(priced.type) = 'credit' then cast(0 as {{ type_rate() }})
        when lower(priced.type) = 'prepaid' then coalesce(priced.own_cost, origins.own_cost, earlier_origins.own_cost)
    end as unit_cost
from priced
left join priced as origins on priced.rolled_over_from_commit_id = origins.id
left join priced as earlier_origins on origins.rolled_over_from_commit_id = earlier_origins.id
