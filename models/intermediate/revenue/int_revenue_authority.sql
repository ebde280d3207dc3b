-- Grain: vendor x source account x month, for every account that reports revenue or contracts: is it the one that
-- counts in that month? No amounts. seeds/business/authority.csv ranks accounts of the side `revenue` (a row that
-- names the account goes before one that means all). Of the ranked accounts that bill in the month (from their first
-- invoice to the last day of their lines and contracts) the first rank counts, the others repeat it. The start of a
-- contract is no bill: imported contracts are older than the biller that has them. Contracts rank accounts only in a
-- month in which no ranked one bills. An account that is ranked at other times only comes last. An account that the
-- seed never ranks counts: it bills something else.

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

reporting_days as (

    select
        vendor,
        source_account,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as first_day,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as first_billed_day,
        {{ date_add_days(business_date('coalesce(service_end_at, service_start_at, invoiced_at)'), -1) }} as last_day
    from revenue_lines
    union all
    select
        vendor,
        source_account,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as first_day,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as first_billed_day,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as last_day
    from revenue_lines
    union all
    select
        vendor,
        source_account,
        {{ business_date('started_at') }} as first_day,
        cast(null as date) as first_billed_day,
        coalesce({{ business_date('ended_at') }}, cast('9999-12-31' as date)) as last_day
    from subscriptions

),

account_spans as (

    select
        vendor,
        source_account,
        min(first_day) as first_day,
        min(first_billed_day) as first_billed_day,
        max(last_day) as last_day
    from reporting_days
    group by vendor, source_account

),

account_months as (

    select
        account_spans.vendor,
        account_spans.source_account,
        calendar.month_start as period_month,
        calendar.month_start >= {{ month_start('account_spans.first_day') }}
        and calendar.month_start <= account_spans.last_day as is_in_use,
        coalesce(calendar.month_start >= {{ month_start('account_spans.first_billed_day') }}, false)
        and calendar.month_start <= account_spans.last_day as is_billing
    from account_spans
    cross join calendar

),

-- several seed rows may fit one account; the most specific one that holds in the month ranks it
candidates as (

    select
        account_months.*,
        authority.vendor is not null as is_ever_ranked,
        case
            when coalesce(authority.valid_from, account_months.period_month) <= account_months.period_month
                and (authority.valid_to is null or authority.valid_to > account_months.period_month)
                then authority.rank
        end as authority_rank,
        coalesce(authority.valid_from, cast('1900-01-01' as date)) as valid_from,
        case when authority.source_account is null then 1 else 0 end as is_general
    from account_months
    left join authority
        on account_months.vendor = authority.vendor
        and (authority.source_account is null or authority.source_account = account_months.source_account)

),

numbered as (

    select
        candidates.*,
        -- a rank that holds at other times only comes after all others
        case when is_ever_ranked then coalesce(authority_rank, 1000000) end as effective_rank,
        row_number() over (
            partition by vendor, source_account, period_month
            order by
                case when authority_rank is null then 1 else 0 end, is_general, valid_from desc, authority_rank
        ) as candidate_number
    from candidates

),

ranked as (

    select
        numbered.*,
        coalesce(
            min(case when is_billing then effective_rank end) over (partition by period_month),
            min(case when is_in_use then effective_rank end) over (partition by period_month)
        ) as first_rank
    from numbered
    where candidate_number = 1

)

select
    vendor,
    source_account,
    period_month,
    authority_rank,
    effective_rank is null or effective_rank = coalesce(first_rank, effective_rank) as is_authority
from ranked
