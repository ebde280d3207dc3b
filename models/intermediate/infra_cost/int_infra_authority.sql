-- Grain: vendor x account x month that a vendor reports charges for: is it the one that counts? No amounts.
-- Where several vendors report one billing account, or the workloads of one cluster, the lowest rank in
-- seeds/business/authority.csv (side infrastructure) wins, then the first name; a row of the seed that names the
-- account goes before one that means all, and is_named says that there is one. What a source of infrastructure cost
-- reports without an account may be any account of that provider: it counts only where no better ranked source
-- reports an account of the provider in the month.

with cost_lines as (

    select * from {{ ref('int_infra_cost_lines') }} where is_additive or {{ splits_cluster() }}

),

authority as (

    select * from {{ ref('stg_pricing__authority') }} where side = 'infrastructure'

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

reported as (

    select distinct
        vendor,
        source_account,
        lower(provider) as provider,
        nullif(billing_account_ref, '') is null and not {{ splits_cluster() }} as is_unnamed,
        {{ splits_cluster() }} as is_split,
        {{ account_of_line() }} as billing_account,
        {{ month_start('charge_start_at') }} as charge_month
    from cost_lines

),

ranked as (

    select
        reported.vendor,
        reported.billing_account,
        reported.charge_month,
        reported.provider,
        reported.is_unnamed and coalesce(vendor_layers.layer = 'infrastructure', false) as may_be_any_account,
        not reported.is_unnamed and not reported.is_split as names_account,
        min(coalesce(named_account.rank, any_account.rank, 999)) as vendor_rank,
        max(case when named_account.rank is not null then 1 else 0 end) as named_rows
    from reported
    left join vendor_layers on reported.vendor = vendor_layers.vendor
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
    group by
        reported.vendor, reported.billing_account, reported.charge_month, reported.provider, reported.is_unnamed,
        reported.is_split, vendor_layers.layer

),

-- the best source that names accounts of a provider
named_sources as (

    select provider, charge_month, vendor, vendor_rank
    from (
        select
            ranked.*,
            row_number() over (partition by provider, charge_month order by vendor_rank, vendor) as source_number
        from ranked
        where names_account
    ) as numbered
    where source_number = 1

),

judged as (

    select
        ranked.vendor,
        ranked.billing_account,
        ranked.charge_month,
        min(ranked.vendor_rank) as vendor_rank,
        max(ranked.named_rows) as named_rows,
        max(
            case
                when not ranked.may_be_any_account then 0
                when named_sources.vendor_rank < ranked.vendor_rank then 1
                when named_sources.vendor_rank = ranked.vendor_rank and named_sources.vendor < ranked.vendor then 1
                else 0
            end
        ) as is_covered
    from ranked
    left join named_sources
        on ranked.provider = named_sources.provider
        and ranked.charge_month = named_sources.charge_month
    group by ranked.vendor, ranked.billing_account, ranked.charge_month

)

select
    vendor,
    billing_account,
    charge_month,
    is_covered = 0
        and row_number() over (
            partition by billing_account, charge_month order by is_covered, vendor_rank, vendor
        ) = 1 as is_authority,
    named_rows > 0 as is_named
from judged
