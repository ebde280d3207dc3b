-- Grain: provider x model x period_month x cost_function. Amounts: reporting currency. invoiced: the provider's own
-- report, rounded once per line to nine decimals; in_ledger: inference cost of that provider in the ledger; residual
-- = invoiced - in_ledger. invoiced is null where no source reports the provider's invoices for the month.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where entry_side = 'cost' and entry_class = 'inference' and provider <> '(none)'

),

invoices as (

    select * from {{ ref('int_provider_spend_daily') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

both_sides as (

    select
        provider,
        model,
        period_month,
        cost_function,
        cast(null as {{ type_money() }}) as invoiced,
        amount as in_ledger
    from ledger

    union all

    select
        invoices.provider,
        invoices.model,
        {{ month_start('invoices.service_date') }} as period_month,
        invoices.cost_function,
        {{ convert_money('invoices.invoiced_amount', 'fx_rates.rate') }} as invoiced,
        cast(0 as {{ type_money() }}) as in_ledger
    from invoices
    left join fx_rates
        on invoices.currency_code = fx_rates.currency_code
        and invoices.service_date = fx_rates.rate_date

),

invoiced_months as (

    select distinct provider, {{ month_start('service_date') }} as period_month
    from invoices

),

sums as (

    select
        provider,
        model,
        period_month,
        cost_function,
        cast(sum(coalesce(invoiced, 0)) as {{ type_money() }}) as invoiced,
        cast(sum(in_ledger) as {{ type_money() }}) as in_ledger
    from both_sides
    group by provider, model, period_month, cost_function

)

select
    sums.provider,
    sums.model,
    sums.period_month,
    sums.cost_function,
    case when invoiced_months.provider is not null then sums.invoiced end as invoiced,
    sums.in_ledger,
    case
        when invoiced_months.provider is not null then cast(sums.invoiced - sums.in_ledger as {{ type_money() }})
    end as residual,
    '{{ var("reporting_currency") }}' as currency_code
from sums
left join invoiced_months
    on sums.provider = invoiced_months.provider
    and sums.period_month = invoiced_months.period_month
