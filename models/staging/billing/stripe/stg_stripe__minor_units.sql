-- Grain: one row per currency. minor_unit_factor: what one unit of a Stripe integer amount is worth in major units.
-- Stripe departs from ISO 4217 for three currencies: amounts in krónur and in Ugandan shillings are passed with two
-- decimals although the currencies have none, ariary amounts with none although ISO gives it two. Nothing is excluded.

with currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

)

select
    currency_code,
    cast(
        case
            when currency_code in ('ISK', 'UGX') then {{ decimal_literal('0.01') }}
            when currency_code = 'MGA' then 1
            else minor_unit_factor
        end as {{ type_rate() }}
    ) as minor_unit_factor
from currency_exponents
