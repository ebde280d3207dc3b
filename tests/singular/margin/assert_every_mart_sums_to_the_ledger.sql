-- Fails where a margin mart shows another revenue or cost of a month than the ledger, or another token count than
-- the usage fact. Parts that no source supplies are null in the marts and are not compared.

with ledger as (

    select
        period_month,
        sum(case when entry_side = 'revenue' and entry_class <> 'write_off' then amount else 0 end) as revenue,
        sum(case
            when entry_side = 'cost' and cost_function = 'cogs' and entry_class <> 'cloud_credit' then amount
            else 0
        end) as cost
    from {{ ref('fct_margin_ledger') }}
    group by period_month

),

marts as (

    {% for mart in [
        'fct_customer_margin_daily', 'fct_customer_margin_monthly', 'fct_feature_margin_monthly',
        'fct_tier_margin_monthly', 'fct_margin_cube_monthly'
    ] %}
    select '{{ mart }}' as mart, period_month, sum(revenue) as revenue, sum(cost) as cost
    from {{ ref(mart) }}
    group by period_month
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    marts.mart,
    coalesce(marts.period_month, ledger.period_month) as period_month,
    marts.revenue as mart_revenue,
    ledger.revenue as ledger_revenue,
    marts.cost as mart_cost,
    ledger.cost as ledger_cost
from marts
full outer join ledger on marts.period_month = ledger.period_month
where (marts.revenue is not null and marts.revenue <> coalesce(ledger.revenue, 0))
    or (marts.cost is not null and marts.cost <> coalesce(ledger.cost, 0))
    or (marts.mart is null and (ledger.revenue <> 0 or ledger.cost <> 0))
