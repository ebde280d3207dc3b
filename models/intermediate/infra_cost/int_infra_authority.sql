-- Grain: vendor x account x month that a vendor reports charges for: is it the one that counts? No amounts.
-- Where several vendors report one billing account, or the workloads of one cluster, the lowest rank in
-- seeds/business/authority.csv (side infrastructure) wins, then the first name; a row of the seed that names the
-- account (as source_account or billing account, or the cluster) goes before one that means all, and is_named says that
-- there is one. What a source of infrastructure cost reports without an account may be any account of that provider, so
-- that of two sources of a provider of which one names no account only the better ranked counts in the month. A source
-- that names neither account nor provider in a month may be all of them: it counts where no better one reports.

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
        max(case when provider is not null and not {{ splits_cluster() }} then 1 else 0 end) over (
            partition by vendor, {{ month_start('charge_start_at') }}
        ) as names_providers,
        nullif(billing_account_ref, '') is null as is_unnamed,
        {{ splits_cluster() }} as is_split,
        {{ account_of_line() }} as billing_account,
        case when {{ splits_cluster() }} then {{ cluster_of_line() }} end as cluster_ref,
        {{ month_start('charge_start_at') }} as charge_month
    from cost_lines

),

ranked as (

    select
        reported.vendor,
        reported.billing_account,
        reported.charge_month,
        reported.provider,
        reported.names_providers,
        reported.is_unnamed,
        not reported.is_split and coalesce(vendor_layers.layer = 'infrastructure', false) as is_cloud_source,
        min(coalesce(named_account.rank, any_account.rank, 999)) as vendor_rank,
        max(case when named_account.rank is not null then 1 else 0 end) as named_rows
    from reported
    left join vendor_layers on reported.vendor = vendor_layers.vendor
    left join authority as named_account
        on reported.vendor = named_account.vendor
        and lower(nullif(named_account.source_account, '')) in (
            lower(reported.source_account), lower(reported.billing_account), reported.cluster_ref
        )
        and reported.charge_month >= coalesce(named_account.valid_from, reported.charge_month)
        and (named_account.valid_to is null or reported.charge_month < named_account.valid_to)
    left join authority as any_account
        on reported.vendor = any_account.vendor
        and coalesce(any_account.source_account, '') = ''
        and reported.charge_month >= coalesce(any_account.valid_from, reported.charge_month)
        and (any_account.valid_to is null or reported.charge_month < any_account.valid_to)
    group by
        reported.vendor, reported.billing_account, reported.charge_month, reported.provider,
        reported.names_providers, reported.is_unnamed, reported.is_split, vendor_layers.layer

),

provider_sources as (

    select
        provider,
        charge_month,
        vendor,
        min(vendor_rank) as vendor_rank,
        min(case when is_unnamed then 1 else 0 end) as names_nothing
    from ranked
    where is_cloud_source and provider is not null
    group by provider, charge_month, vendor
    union all
    select
        '(any)' as provider,
        charge_month,
        vendor,
        min(vendor_rank) as vendor_rank,
        min(case when is_unnamed then 1 else 0 end) as names_nothing
    from ranked
    where is_cloud_source
    group by charge_month, vendor

),

-- of each provider and month the best source that names accounts, and the best that names none
best_sources as (

    select
        provider_sources.*,
        row_number() over (
            partition by provider, charge_month, names_nothing order by vendor_rank, vendor
        ) as source_number
    from provider_sources

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
                when not ranked.is_cloud_source or not (ranked.is_unnamed or best_sources.names_nothing = 1) then 0
                when ranked.provider is null and (ranked.names_providers = 1 or not ranked.is_unnamed) then 0
                when best_sources.vendor_rank < ranked.vendor_rank then 1
                when best_sources.vendor_rank = ranked.vendor_rank and best_sources.vendor < ranked.vendor then 1
                else 0
            end
        ) as is_covered
    from ranked
    -- one to two: the best source of either kind
    left join best_sources
        on coalesce(ranked.provider, '(any)') = best_sources.provider
        and ranked.charge_month = best_sources.charge_month
        and best_sources.source_number = 1
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
