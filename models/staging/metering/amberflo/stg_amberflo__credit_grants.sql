-- Grain: one row per raw row of `prepaid_orders` and of `prepaid_wallet_cards`. granted_units: what may be spent, in
-- the currency of the order; paid_amount: what the customer paid for it. A card without a price is a reward. Orders
-- that their cards tell and what is not paid carry an exclusion_reason.

with grants as (

    select * from {{ ref('stg_amberflo__grants') }}

),

mapped as (

    select
        'amberflo' as vendor,
        source_table,
        '' as source_account,
        source_record_id,
        customer_id as customer_native_id,
        case when unit_cost > 0 then 'paid' else 'promotional' end as grant_kind,
        worth as granted_units,
        currency_code as credit_unit,
        paid as paid_amount,
        unit_cost as unit_cost_basis,
        currency_code,
        effective_at,
        expires_at,
        null as priority,
        false as rolls_over,
        product_id as scope_ref,
        loaded_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        row_issue
    from grants

)

select
    {{ contract_columns('credit_grants') }}
from mapped
