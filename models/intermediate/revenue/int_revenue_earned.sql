-- Grain: one earned day of one money part of a revenue line or of one credit drawdown, up to the day the
-- figures are seen from. amount: source currency, positive = revenue. Future days of the schedule are
-- deferred and stay in int_revenue_schedule. The customer is the user of what was charged, whoever pays; what own
-- accounts are charged sits on `(internal)`.

with revenue_schedule as (

    select * from {{ ref('int_revenue_schedule') }}

),

credit_drawdowns as (

    select * from {{ ref('int_credit_drawdowns') }}

),

feature_map as (

    select * from {{ ref('int_feature_map') }}

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

earned as (

    select
        record_key,
        part,
        entry_class,
        vendor,
        customer_key,
        {{ surrogate_key(['vendor', 'source_account', 'subscription_native_id']) }} as subscription_key,
        subscription_native_id is not null as has_subscription,
        feature_ref,
        currency_code,
        service_date,
        amount,
        'invoiced' as amount_basis
    from revenue_schedule

    union all

    select
        record_key,
        'drawdown' as part,
        entry_class,
        vendor,
        customer_key,
        '(none)' as subscription_key,
        false as has_subscription,
        feature_ref,
        currency_code,
        service_date,
        amount,
        'reported' as amount_basis
    from credit_drawdowns

)

select
    earned.record_key,
    earned.part,
    earned.entry_class,
    earned.vendor,
    case when customers.is_internal then '(internal)' else earned.customer_key end as customer_key,
    case when earned.has_subscription then earned.subscription_key else '(none)' end as subscription_key,
    case
        when earned.feature_ref is null then '(none)'
        else coalesce(feature_map.feature_key, '(unattributed)')
    end as feature_key,
    earned.currency_code,
    earned.service_date,
    {{ month_start('earned.service_date') }} as period_month,
    earned.amount,
    earned.amount_basis
from earned
cross join as_of
left join customers on earned.customer_key = customers.customer_key
left join feature_map
    on earned.feature_ref = feature_map.feature_ref
    and feature_map.ref_kind = 'billing'
where earned.service_date <= as_of.as_of_date
