-- Grain: vendor x account x month that a vendor reports charges for: is it the one that counts? No amounts.
-- Where several vendors report one billing account, or the workloads of one cluster, the lowest rank in
-- seeds/business/authority.csv (side infrastructure) wins, then the first name; a row of the seed that names the
-- account goes before one that means all, and is_named says that there is one.

with cost_lines as (

    select * from {{ ref('int_infra_cost_lines') }} where is_additive or {{ splits_cluster() }}

),

authority as (

    select * from {{ ref('stg_pricing__authority') }} where side = 'infrastructure'

),

reported as (

    select distinct
        vendor,
        source_account,
        {{ account_of_line() }} as billing_account,
        {{ month_start('charge_start_at') }} as charge_month
    from cost_lines

),

ranked as (

    select
        reported.vendor,
        reported.billing_account,
        reported.charge_month,
        min(coalesce(named_account.rank, any_account.rank, 999)) as vendor_rank,
        max(case when named_account.rank is not null then 1 else 0 end) as named_rows
    from reported
    left join authority as named_account
        on reported.vendor = named_account.vendor
        and reported.source_account = nullif(named_account.source_account, '')
        and reported.charge_month >= coalesce(named_account.valid_from, reported.charge_month)
        and (named_account.valid_to is null or reported.charge_month < named_account.valid_to)
    left join authority as any_account
        on reported.vendor = any_account.vendor
        and coalesce(any_account.source_account, '') = ''
        and reported.charge_month >= coalesce(any_account.valid_from, reported.charge_month)
        and (any_account.valid_to is null or reported.charge_month < any_account.valid_to)
    group by reported.vendor, reported.billing_account, reported.charge_month

)

select
    vendor,
    billing_account,
    charge_month,
    row_number() over (partition by billing_account, charge_month order by vendor_rank, vendor) = 1 as is_authority,
    named_rows > 0 as is_named
from ranked
