-- Grain: one ledger-ready revenue entry. source_amount: source currency, positive = revenue; discounts, credits
-- and refunds negative. Revenue that names a feature goes there; a flat amount is split over the features that
-- the customer used in the month, by tokens (a convention), or stays on `(none)` where nothing was used.

with earned as (

    select * from {{ ref('int_revenue_earned') }}

),

feature_weights as (

    select * from {{ ref('int_customer_feature_weights') }}

),

split_by_feature as (

    select
        earned.*,
        feature_weights.feature_key as used_feature_key,
        coalesce(feature_weights.tokens, 0) as tokens
    from earned
    left join feature_weights
        on earned.feature_key = '(none)'
        and earned.customer_key = feature_weights.customer_key
        and earned.period_month = feature_weights.period_month

),

parts as (

    select
        split_by_feature.*,
        coalesce(used_feature_key, feature_key) as final_feature_key,
        {{ split_money(
            'amount', 'tokens',
            partition_by=['record_key', 'part', 'service_date'],
            order_by=['used_feature_key']
        ) }} as part_amount
    from split_by_feature

),

entries as (

    select
        'revenue|' || record_key || '|' || part || '|' || cast(service_date as {{ type_of('text') }})
        || '|' || final_feature_key as entry_source_id,
        service_date,
        customer_key,
        final_feature_key as feature_key,
        subscription_key,
        'revenue' as entry_side,
        entry_class,
        cast(null as {{ type_of('text') }}) as cost_function,
        cast(null as {{ type_of('text') }}) as cost_behaviour,
        '(none)' as cost_pool_key,
        '(none)' as provider,
        '(none)' as model,
        amount_basis,
        case
            when customer_key = '(unattributed)' then 'unattributed'
            when used_feature_key is not null then 'allocated'
            else 'direct'
        end as assignment,
        case
            when used_feature_key is not null then 'flat_fee_by_feature_tokens'
            when part = 'drawdown' then 'credit_drawdown'
            else 'service_period_in_equal_parts'
        end
        || case when customer_key = '(unattributed)' then '/customer_known_to_nobody' else '' end
        || case when final_feature_key = '(unattributed)' then '/feature:known_to_nobody' else '' end as rule_id,
        vendor,
        part_amount as source_amount,
        currency_code as source_currency_code
    from parts

)

select
    {% for name, word in entry_columns() %}
    cast({{ name }} as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from entries
where source_amount <> 0
