-- Grain: layer of tools x period_month: how much of the cost that the layer reports has a known owner. Amounts:
-- reporting currency. amount is every cost entry of the month, research and credits of providers included, and is the
-- sum of four shares: measured (direct, as stated), estimated (direct, by a price list), allocated (by a driver or a
-- true-up), unattributed. cogs columns: the same for cost of goods sold before credits. main_unattributed_reason: the
-- rule with the largest unattributed amount. revenue columns show the same question for what the layer earns. A layer
-- whose calls carry no amount (no price known, all of it counted elsewhere) has a row, too.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

calls_resolved as (

    select * from {{ ref('int_calls_resolved_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- costs that people wrote into a seed come from no tool
entries as (

    select
        ledger.*,
        coalesce(vendor_layers.layer, 'seeds') as layer,
        coalesce({{ text_match('ledger.rule_id', '^(.+)/feature:') }}, ledger.rule_id) as reason,
        ledger.entry_side = 'cost' as is_cost,
        ledger.entry_side = 'cost' and ledger.cost_function = 'cogs' and ledger.entry_class <> 'cloud_credit' as is_cogs
    from ledger
    left join vendor_layers on ledger.vendor = vendor_layers.vendor

),

sums as (

    select
        layer,
        period_month,
        {% for name, condition in {
            'amount': "is_cost",
            'measured_amount': "is_cost and assignment = 'direct' and amount_basis <> 'priced'",
            'estimated_amount': "is_cost and assignment = 'direct' and amount_basis = 'priced'",
            'allocated_amount': "is_cost and assignment = 'allocated'",
            'unattributed_amount': "is_cost and assignment = 'unattributed'",
            'feature_unattributed_amount': "is_cost and feature_key = '(unattributed)'",
            'cogs_amount': "is_cogs",
            'cogs_unattributed_amount': "is_cogs and assignment = 'unattributed'",
            'revenue_amount': "not is_cost",
            'revenue_unattributed_amount': "not is_cost and customer_key = '(unattributed)'"
        }.items() %}
        cast(sum(case when {{ condition }} then amount else 0 end) as {{ type_money() }}) as {{ name }},
        {% endfor %}
        sum(case when is_cost then 1 else 0 end) as ledger_lines
    from entries
    group by layer, period_month

),

calls as (

    select
        coalesce(vendor_layers.layer, 'seeds') as layer,
        {{ month_start('calls_resolved.service_date') }} as period_month,
        sum(calls_resolved.calls) as calls,
        sum(case when calls_resolved.customer_key = '(unattributed)' then calls_resolved.calls else 0 end)
            as calls_unattributed
    from calls_resolved
    cross join as_of
    left join vendor_layers on calls_resolved.vendor = vendor_layers.vendor
    where calls_resolved.service_date <= as_of.as_of_date
    group by coalesce(vendor_layers.layer, 'seeds'), {{ month_start('calls_resolved.service_date') }}

),

layer_months as (

    select layer, period_month from sums
    {{ union_distinct() }}
    select layer, period_month from calls

),

reasons as (

    select layer, period_month, reason, sum(amount) as amount
    from entries
    where is_cost and assignment = 'unattributed'
    group by layer, period_month, reason

),

ranked_reasons as (

    select
        reasons.*,
        row_number() over (partition by layer, period_month order by abs(amount) desc, reason) as reason_number
    from reasons

)

select
    layer_months.layer,
    layer_months.period_month,
    coalesce(sums.amount, 0) as amount,
    coalesce(sums.measured_amount, 0) as measured_amount,
    coalesce(sums.estimated_amount, 0) as estimated_amount,
    coalesce(sums.allocated_amount, 0) as allocated_amount,
    coalesce(sums.unattributed_amount, 0) as unattributed_amount,
    {{ ratio('sums.unattributed_amount', 'sums.amount') }} as unattributed_ratio,
    ranked_reasons.reason as main_unattributed_reason,
    coalesce(sums.feature_unattributed_amount, 0) as feature_unattributed_amount,
    coalesce(sums.cogs_amount, 0) as cogs_amount,
    coalesce(sums.cogs_unattributed_amount, 0) as cogs_unattributed_amount,
    {{ ratio('sums.cogs_unattributed_amount', 'sums.cogs_amount') }} as cogs_unattributed_ratio,
    coalesce(sums.revenue_amount, 0) as revenue_amount,
    coalesce(sums.revenue_unattributed_amount, 0) as revenue_unattributed_amount,
    cast(coalesce(sums.ledger_lines, 0) as {{ type_count() }}) as ledger_lines,
    cast(coalesce(calls.calls, 0) as {{ type_count() }}) as calls,
    cast(coalesce(calls.calls_unattributed, 0) as {{ type_count() }}) as calls_unattributed,
    '{{ var("reporting_currency") }}' as currency_code
from layer_months
left join sums on layer_months.layer = sums.layer and layer_months.period_month = sums.period_month
left join calls on layer_months.layer = calls.layer and layer_months.period_month = calls.period_month
left join ranked_reasons
    on layer_months.layer = ranked_reasons.layer
    and layer_months.period_month = ranked_reasons.period_month
    and ranked_reasons.reason_number = 1
