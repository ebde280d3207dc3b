-- Grain: one month: what a moved exchange rate did to margin. Amounts: reporting currency, positive = more margin.
-- The month's own foreign amounts, valued at its last day's rate less the rate of the last day of the month before.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where source_currency_code <> '{{ var("reporting_currency") }}'
        and (entry_side = 'revenue' and entry_class <> 'write_off' or cost_function = 'cogs')
        and entry_class <> 'cloud_credit'

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

foreign_months as (

    select
        ledger.period_month,
        ledger.source_currency_code,
        case
            when {{ month_end('ledger.period_month') }} > as_of.as_of_date then as_of.as_of_date
            else {{ month_end('ledger.period_month') }}
        end as last_day,
        {{ date_add_days('ledger.period_month', -1) }} as last_day_before,
        cast(
            sum(
                case when ledger.entry_side = 'revenue' then source_amount else -source_amount end
            ) as {{ type_money() }}
        ) as net_amount
    from ledger
    cross join as_of
    group by ledger.period_month, ledger.source_currency_code, as_of.as_of_date

),

effects as (

    select
        foreign_months.period_month,
        {{ convert_money('foreign_months.net_amount', 'rate_now.rate') }}
        - {{ convert_money('foreign_months.net_amount', 'rate_before.rate') }} as fx
    from foreign_months
    left join fx_rates as rate_now
        on foreign_months.source_currency_code = rate_now.currency_code
        and foreign_months.last_day = rate_now.rate_date
    left join fx_rates as rate_before
        on foreign_months.source_currency_code = rate_before.currency_code
        and foreign_months.last_day_before = rate_before.rate_date

)

select
    period_month,
    cast(coalesce(sum(fx), 0) as {{ type_money() }}) as fx
from effects
group by period_month
