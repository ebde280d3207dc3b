-- Grain: one charge line with the decision on it. amount: currency_code, effective cost, or billed cost where the
-- bill has no effective one. decision: customer (a tag names one), pool (shared by a driver), owner (idle, or
-- nobody's), or why the line stays out of the ledger and is only shown: model_calls (int_infra_model_lines), key (it
-- says who used a cluster that a cloud bill charges), not_additive (another line holds this money), other_authority
-- (another source tells the account), tax. What is idle stays idle; otherwise the tag of a customer goes before a
-- shared pool, whose class the cost keeps. customer_key is null where a driver will say who. A key carries the pool and
-- the owner of its workload; where no cloud is billed that month, or the authority seed names its cluster, it is money.

with cost_lines as (

    select
        infra_cost_lines.*,
        {{ splits_cluster() }} as is_split,
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

month_facts as (

    select * from {{ ref('int_infra_months') }}

),

resolved as (

    select
        cost_lines.*,
        line_rules.target, line_rules.rule_id as matched_rule, line_rules.named_cluster,
        coalesce(model_lines.is_counted, false) as is_counted,
        cost_lines.is_split and coalesce(month_facts.has_cloud_bill, false)
            and not coalesce(authority.is_named, false) as is_key,
        coalesce(authority.is_authority, true) as is_authority,
        line_tags.tagged_customer, line_tags.tagged_feature, line_tags.tag_reason
    from cost_lines
    left join line_rules on cost_lines.record_key = line_rules.record_key
    left join line_tags on cost_lines.record_key = line_tags.record_key
    left join {{ ref('int_infra_model_lines') }} as model_lines on cost_lines.record_key = model_lines.record_key
    left join month_facts on {{ month_start('cost_lines.first_day') }} = month_facts.charge_month
    left join authority
        on cost_lines.vendor = authority.vendor
        and cost_lines.billing_account = authority.billing_account
        and {{ month_start('cost_lines.first_day') }} = authority.charge_month

),

decided as (

    select
        resolved.*,
        case
            when is_counted then 'model_calls'
            when not is_split and not coalesce(is_additive, true) then 'not_additive'
            when not is_authority then 'other_authority'
            when is_key then 'key'
            when charge_category = 'Tax' then 'tax'
        end as left_out,
        case
            when target = '(idle)' then 'owner'
            when tagged_customer is not null then 'customer'
            when coalesce(target, 'skip_ai') in ('skip_ai', '(unattributed)', '(internal)') then 'owner'
            else 'pool'
        end as borne_by
    from resolved

),

pooled as (

    select
        decided.*,
        case
            when target = '(idle)' then 'idle'
            when charge_category = 'Credit' then 'cloud_credits'
            when borne_by = 'customer' then 'direct_infra'
            when borne_by = 'pool' then target
            when target = 'skip_ai' then 'inference'
            else 'untagged'
        end as cost_pool_key
    from decided

)

select
    pooled.record_key, pooled.vendor, pooled.source_account, pooled.source_record_id,
    coalesce(pooled.provider, '(none)') as provider,
    pooled.billing_account, pooled.ai_overlap_class, {{ environment_of('pooled.environment') }} as environment,
    pooled.first_day, pooled.last_day, coalesce(pooled.left_out, pooled.borne_by) as decision,
    pooled.cost_pool_key,
    case
        when pooled.charge_category = 'Credit' then 'cloud_credit'
        when coalesce(pooled.ai_overlap_class, 'none') not in ('none', 'unknown_ai', 'k8s_resplit') then 'inference'
        else coalesce(nullif(target_pools.entry_class, 'infrastructure'), cost_pools.entry_class, 'infrastructure')
    end as entry_class,
    case
        when pooled.borne_by = 'customer' then pooled.tagged_customer
        when pooled.borne_by = 'owner' and pooled.target in ('(idle)', '(internal)') then pooled.target
        when pooled.borne_by = 'pool' and coalesce(cost_pools.driver, 'none') <> 'none' then null
        else '(unattributed)'
    end as customer_key,
    case
        when pooled.borne_by = 'customer' then pooled.tagged_feature
        when pooled.borne_by = 'owner' and pooled.target in ('(idle)', '(internal)') then pooled.target
        else '(unattributed)'
    end as feature_key,
    case
        when pooled.is_key then {{ cluster_of_line() }}
        when pooled.borne_by = 'pool' and cost_pools.driver = 'kubernetes' then pooled.named_cluster
    end as cluster_ref,
    case
        when pooled.borne_by = 'customer' and pooled.tagged_feature = '(unattributed)'
            then 'infra:tag/feature:known_to_nobody'
        when pooled.borne_by = 'customer' then 'infra:tag'
        when pooled.borne_by = 'owner' and pooled.target in ('(idle)', '(internal)') then pooled.matched_rule
        when pooled.borne_by = 'pool' and coalesce(cost_pools.driver, 'none') <> 'none' then pooled.matched_rule
        else coalesce(pooled.matched_rule || '/', 'infra:') || coalesce(pooled.tag_reason, 'no_tag')
    end as rule_id,
    cast(coalesce(pooled.effective_amount, pooled.billed_amount) as {{ type_money() }}) as amount,
    pooled.billed_amount,
    cast(coalesce(pooled.rounding_amount, 0) as {{ type_rate() }}) as rounding_amount,
    pooled.currency_code
from pooled
left join cost_pools on pooled.cost_pool_key = cost_pools.pool_key
left join cost_pools as target_pools on pooled.target = target_pools.pool_key
