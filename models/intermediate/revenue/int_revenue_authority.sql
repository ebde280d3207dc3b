-- Grain: vendor x source account x month, for every account that reports revenue or contracts: is it the one that
-- counts in that month? No amounts. seeds/business/authority.csv ranks accounts of the side `revenue` (a row that
-- names the account goes before one that means all); of the ranked accounts in use the first rank counts, the
-- others repeat it. An account without a rank counts: it bills something else.

with revenue_lines as (

    select * from {{ ref('int_revenue_lines') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

authority as (

    select * from {{ ref('stg_pricing__authority') }}
    where side = 'revenue'

),

calendar as (

    select distinct month_start from {{ ref('int_calendar') }}

),

reporting_accounts as (

    select vendor, source_account from revenue_lines
    {{ union_distinct() }}
    select vendor, source_account from subscriptions

),

account_months as (

    select
        reporting_accounts.vendor,
        reporting_accounts.source_account,
        calendar.month_start as period_month
    from reporting_accounts
    cross join calendar

),

-- several seed rows may fit one account month; the most specific one ranks it
candidates as (

    select
        account_months.vendor,
        account_months.source_account,
        account_months.period_month,
        authority.rank as authority_rank,
        row_number() over (
            partition by account_months.vendor, account_months.source_account, account_months.period_month
            order by
                case when authority.source_account is null then 1 else 0 end,
                authority.valid_from desc,
                authority.rank
        ) as candidate_rank
    from account_months
    left join authority
        on account_months.vendor = authority.vendor
        and (authority.source_account is null or authority.source_account = account_months.source_account)
        and (authority.valid_from is null or authority.valid_from <= account_months.period_month)
        and (authority.valid_to is null or authority.valid_to > account_months.period_month)

),

ranked as (

    select
        vendor,
        source_account,
        period_month,
        authority_rank,
        min(authority_rank) over (partition by period_month) as first_rank
    from candidates
    where candidate_rank = 1

)

select
    vendor,
    source_account,
    period_month,
    authority_rank,
    authority_rank is null or authority_rank = first_rank as is_authority
from ranked
