-- Grain: one charge line with the decision on it. amount: currency_code, effective cost, or billed cost where the
-- bill has no effective one. decision: customer (a tag names one), pool (shared by a driver), owner (idle, or
-- nobody's), or why the line stays out of the ledger and is only shown: model_calls (counted call by call),
-- not_additive (another line holds this money), other_authority (another source bills the account), tax.
-- What is idle stays idle; otherwise the tag of a customer goes before a shared pool. customer_key is null where a
-- driver will say who.

with cost_lines as (

    select
        infra_cost_lines.*,
        {{ account_of_line() }} as billing_account,
        {{ utc_date('charge_start_at') }} as first_day,
        {{ last_day_of_charge('charge_start_at', 'charge_end_at') }} as last_day
    from {{ ref('int_infra_cost_lines') }} as infra_cost_lines

),

line_rules as (

    select * from {{ ref('int_infra_line_rules') }}

),

authority as (

    select * from {{ ref('int_infra_authority') }}

),

line_tags as (

    select * from {{ ref('int_infra_line_tags') }}

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

-- months whose model calls are known from gateway, traces or the provider's own report
ai_months as (

    select distinct {{ month_start('service_date') }} as charge_month from {{ ref('int_ai_cost_entries') }}

),

resolved as (

    select
        cost_lines.*,
        line_rules.target,
        line_rules.rule_id as matched_rule,
        ai_months.charge_month is not null as has_model_calls,
        coalesce(authority.is_authority, true) as is_authority,
        line_tags.tagged_customer,
        line_tags.tagged_feature
    from cost_lines
    left join line_rules on cost_lines.record_key = line_rules.record_key
    left join line_tags on cost_lines.record_key = line_tags.record_key
    left join ai_months on {{ month_start('cost_lines.first_day') }} = ai_months.charge_month
    left join authority
        on cost_lines.vendor = authority.vendor
        and cost_lines.billing_account = authority.billing_account
        and {{ month_start('cost_lines.first_day') }} = authority.charge_month

),

decided as (

    select
        resolved.*,
        case
            when target = 'skip_ai' and has_model_calls then 'model_calls'
            when not coalesce(is_additive, true) then 'not_additive'
            when not is_authority then 'other_authority'
            when charge_category = 'Tax' then 'tax'
            when target = '(idle)' then 'owner'
            when tagged_customer is not null then 'customer'
            when coalesce(target, 'skip_ai') in ('skip_ai', '(unattributed)', '(internal)') then 'owner'
            else 'pool'
        end as decision
    from resolved

),

pooled as (

    select
        decided.*,
        case
            when target = '(idle)' then 'idle'
            when charge_category = 'Credit' then 'cloud_credits'
            when decision = 'customer' then 'direct_infra'
            when decision = 'pool' then target
            when target = 'skip_ai' then 'inference'
            else 'untagged'
        end as cost_pool_key
    from decided

)

select
    pooled.record_key,
    pooled.vendor,
    pooled.source_account,
    pooled.source_record_id,
    coalesce(pooled.provider, '(none)') as provider,
    pooled.billing_account,
    pooled.ai_overlap_class,
    {{ environment_of('pooled.environment') }} as environment,
    pooled.first_day,
    pooled.last_day,
    pooled.decision,
    pooled.cost_pool_key,
    case
        when pooled.charge_category = 'Credit' then 'cloud_credit'
        when coalesce(pooled.ai_overlap_class, 'none') not in ('none', 'unknown_ai', 'k8s_resplit') then 'inference'
        else coalesce(cost_pools.entry_class, 'infrastructure')
    end as entry_class,
    case
        when pooled.decision = 'customer' then pooled.tagged_customer
        when pooled.decision = 'owner' and pooled.target in ('(idle)', '(internal)') then pooled.target
        when pooled.decision = 'pool' and coalesce(cost_pools.driver, 'none') <> 'none' then null
        else '(unattributed)'
    end as customer_key,
    case
        when pooled.decision = 'customer' then pooled.tagged_feature
        when pooled.decision = 'owner' and pooled.target in ('(idle)', '(internal)') then pooled.target
        else '(unattributed)'
    end as feature_key,
    case
        when pooled.decision = 'customer' then 'infra:tag'
        when pooled.matched_rule is not null then pooled.matched_rule
        when pooled.customer_ref is not null then 'infra:unknown_tag'
        else 'infra:no_rule'
    end as rule_id,
    cast(coalesce(pooled.effective_amount, pooled.billed_amount) as {{ type_money() }}) as amount,
    pooled.billed_amount,
    cast(coalesce(pooled.rounding_amount, 0) as {{ type_rate() }}) as rounding_amount,
    pooled.currency_code
from pooled
left join cost_pools on pooled.cost_pool_key = cost_pools.pool_key
