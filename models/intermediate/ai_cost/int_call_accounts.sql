-- Grain: source of calls x provider x account at the provider as the calls name it: on which days do the provider's
-- reports speak of that account? Only sources that name accounts as the reports do (at least one name is the same)
-- can be compared, and only where reports name an account on every line. No amounts.

with call_accounts as (

    select distinct vendor, provider, provider_account_ref
    from {{ ref('int_calls_daily') }}
    where call_group_key is not null and provider_account_ref is not null

),

report_accounts as (

    select
        provider,
        provider_account_ref,
        min(usage_date) as first_report_day,
        max(usage_date) as last_report_day
    from {{ ref('int_provider_cost_lines') }}
    group by provider, provider_account_ref

),

whole_reports as (

    select distinct provider from report_accounts where provider_account_ref is null

),

compared as (

    select
        call_accounts.*,
        report_accounts.first_report_day,
        report_accounts.last_report_day,
        whole_reports.provider is null
        and max(case when report_accounts.provider is not null then 1 else 0 end) over (
            partition by call_accounts.vendor, call_accounts.provider
        ) = 1 as is_comparable
    from call_accounts
    left join report_accounts
        on call_accounts.provider = report_accounts.provider
        and call_accounts.provider_account_ref = report_accounts.provider_account_ref
    left join whole_reports on call_accounts.provider = whole_reports.provider

)

select vendor, provider, provider_account_ref, first_report_day, last_report_day
from compared
where is_comparable
