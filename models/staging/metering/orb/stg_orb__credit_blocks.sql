-- Grain: one row per credit block, its newest version; a look-up for ledger entries. unit_cost: money that the
-- customer paid per credit, zero where the block was given away.

with blocks as (

    {{ newest_rows(
        'orb', 'credit_blocks', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'currency': 'text', 'per_unit_cost_basis': 'text',
            'updated_at': 'timestamp'
        },
        'updated_at'
    ) }}

),

customers as (

    {{ newest_rows(
        'orb', 'customers', ['id'], {'id': 'text', 'currency': 'text', 'updated_at': 'timestamp'}, 'updated_at'
    ) }}

),

currencies as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

)

select
    blocks.id as grant_native_id,
    blocks.customer_id as customer_native_id,
    blocks.currency as credit_unit,
    cast(coalesce({{ safe_number('blocks.per_unit_cost_basis', 'rate') }}, 0) as {{ type_rate() }}) as unit_cost,
    -- a pricing unit that is itself a currency is the money; any other unit was paid in the customer's currency
    coalesce(currencies.currency_code, upper(customers.currency)) as currency_code
from blocks
left join customers on blocks.customer_id = customers.id
left join currencies on upper(blocks.currency) = currencies.currency_code
