-- Grain: scenario x customer x tier x month in which a changed price was charged by a processor that takes a fee.
-- fee_change: reporting currency, fee by rule of the charge as proposed less fee by rule of the charge as it was,
-- each rounded to cents as a processor does, by the rule of the currency that was charged. The customer's largest
-- charge of the month carries the change.

with scenario_prices as (

    select * from {{ ref('int_scenario_prices') }}

),

payment_fees as (

    select * from {{ ref('int_payment_fee_parts') }}
    where amount <> 0

),

fee_rules as (

    select * from {{ ref('stg_pricing__payment_fee_rules') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

-- What the invoice of the month changes by: the whole billing period, in the month in which it is billed.
charge_changes as (

    select
        scenario_id,
        customer_key,
        tier_key,
        period_month,
        cast(
            sum((proposed_net_mrr - net_mrr) * cast(billing_months as {{ type_decimal(9, 0) }})) as {{ type_money() }}
        ) as charge_change
    from scenario_prices
    where mod({{ months_between_starts('start_date', 'period_month') }}, billing_months) = 0
    group by scenario_id, customer_key, tier_key, period_month

),

charges as (

    select
        payment_fees.customer_key,
        {{ month_start(business_date('payment_fees.occurred_at')) }} as period_month,
        payment_fees.vendor as processor,
        {{ business_date('payment_fees.occurred_at') }} as charged_on,
        payment_fees.payment_currency_code,
        fx_rates.rate as fx_rate,
        {{ convert_money('payment_fees.payment_amount', 'fx_rates.rate') }} as charge_amount,
        row_number() over (
            partition by payment_fees.customer_key, {{ month_start(business_date('payment_fees.occurred_at')) }}
            order by
                {{ convert_money('payment_fees.payment_amount', 'fx_rates.rate') }} desc, payment_fees.part_key
        ) as charge_rank
    from payment_fees
    left join fx_rates
        on payment_fees.payment_currency_code = fx_rates.currency_code
        and {{ business_date('payment_fees.occurred_at') }} = fx_rates.rate_date

),

charged as (

    select
        charge_changes.*,
        charges.charge_amount,
        fee_rules.fee_percent,
        {{ convert_money('fee_rules.fixed_amount', 'charges.fx_rate') }} as fixed_amount
    from charge_changes
    left join charges
        on charge_changes.customer_key = charges.customer_key
        and charge_changes.period_month = charges.period_month
        and charges.charge_rank = 1
    left join fee_rules
        on charges.processor = fee_rules.processor
        and charges.payment_currency_code = fee_rules.currency
        and charges.charged_on >= coalesce(fee_rules.valid_from, charges.charged_on)
        and (fee_rules.valid_to is null or charges.charged_on < fee_rules.valid_to)
    where charges.charge_amount is not null and fee_rules.processor is not null

)

select
    scenario_id,
    customer_key,
    tier_key,
    period_month,
    cast(
        {{ processor_fee('charge_amount + charge_change') }} - {{ processor_fee('charge_amount') }}
        as {{ type_money() }}
    ) as fee_change
from charged
