-- Grain: one row per raw row of `subscription`; source_record_id of the current version is the name (the number that
-- all versions share, and that lines and items point at), past versions carry theirs behind it and an
-- exclusion_reason. No amounts. Drafts and subscriptions waiting to be activated never started; deleted versions are
-- out.

with versions as (

    select * from {{ ref('stg_zuora__subscription_versions') }}

),

plans as (

    select * from {{ ref('stg_zuora__leading_charges') }}

),

accounts as (

    select * from {{ ref('stg_zuora__accounts') }}

),

mapped as (

    select
        'zuora' as vendor,
        'subscription' as source_table,
        '' as source_account,
        case
            when versions.is_current then versions.subscription_native_id
            else versions.subscription_native_id || '@' || versions.version_id
        end as source_record_id,
        versions.customer_native_id,
        versions.payer_native_id,
        case versions.status
            when 'cancelled' then 'ended'
            when 'expired' then 'ended'
            when 'suspended' then 'paused'
            else versions.status
        end as status,
        plans.plan_native_id,
        plans.plan_name,
        coalesce(plans.currency_code, accounts.currency_code) as currency_code,
        versions.started_at,
        null as trial_start_at,
        null as trial_end_at,
        versions.term_start_date,
        versions.term_end_date,
        case
            when versions.status = 'cancelled' then coalesce(versions.cancelled_at, versions.end_at)
            when versions.status = 'expired' then coalesce(
                versions.end_at, {{ utc_from_business_date('versions.term_end_date') }}
            )
        end as ended_at,
        versions.renews_automatically and versions.status not in ('cancelled', 'expired') as renews_automatically,
        versions.changed_at as source_updated_at,
        versions.loaded_at,
        case
            when versions.is_deleted then 'deleted'
            when not versions.is_current then 'superseded_version'
            when versions.status in ('draft', 'pendingactivation', 'pendingacceptance') then 'never_started'
            else accounts.exclusion_reason
        end as exclusion_reason,
        versions.row_issue
    from versions
    left join plans on versions.subscription_native_id = plans.subscription_native_id
    left join accounts on versions.customer_native_id = accounts.account_id

)

select
    {{ contract_columns('subscriptions') }}
from mapped
