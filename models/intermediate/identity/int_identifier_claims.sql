-- Grain: one stretch of days in which the records of one or more customers claim an identifier that assigns cost. A day
-- on which two customers claim it (a key that changed hands in the middle of the day) names neither: customer_key is
-- null there and claimants says how many. On the days of a claim with dates only such claims count: the product dates
-- an id that it gives again, the tools that carry it do not. An ended identifier names nobody. Half-open dates, null =
-- open. No amounts.

{% set ever = "cast('9999-12-31' as date)" %}
{% set always = "cast('1900-01-01' as date)" %}

with carried as (

    select * from {{ ref('int_carried_identifiers') }} where assigns_cost

),

owners as (

    select * from {{ ref('int_identity_owners') }}

),

claims as (

    select distinct
        carried.identifier_kind,
        carried.identifier_value,
        owners.customer_key,
        carried.valid_from is not null or carried.valid_to is not null as is_dated,
        coalesce({{ utc_date('carried.valid_from') }}, {{ always }}) as first_day,
        case
            when carried.valid_to is null then {{ ever }}
            when carried.valid_to
                = cast({{ utc_date('carried.valid_to') }} as {{ type_of('timestamp') }})
                then {{ utc_date('carried.valid_to') }}
            else {{ date_add_days(utc_date('carried.valid_to'), 1) }}
        end as end_day
    from carried
    left join owners on carried.node = owners.node
    where owners.customer_key is not null

),

edges as (

    select identifier_kind, identifier_value, first_day as edge_day from claims
    {{ union_distinct() }}
    select identifier_kind, identifier_value, end_day as edge_day from claims

),

stretches as (

    select
        identifier_kind,
        identifier_value,
        edge_day as first_day,
        lead(edge_day) over (partition by identifier_kind, identifier_value order by edge_day) as end_day
    from edges

),

-- one stretch to every claim that holds in it, by intent
claimed as (

    select
        stretches.identifier_kind,
        stretches.identifier_value,
        stretches.first_day,
        stretches.end_day,
        count(distinct claims.customer_key) as all_claimants,
        min(claims.customer_key) as first_claimant,
        count(distinct case when claims.is_dated then claims.customer_key end) as dated_claimants,
        min(case when claims.is_dated then claims.customer_key end) as first_dated_claimant
    from stretches
    left join claims
        on stretches.identifier_kind = claims.identifier_kind
        and stretches.identifier_value = claims.identifier_value
        and claims.first_day <= stretches.first_day
        and claims.end_day >= stretches.end_day
    where stretches.end_day is not null
    group by stretches.identifier_kind, stretches.identifier_value, stretches.first_day, stretches.end_day
    having count(claims.customer_key) > 0

),

counted as (

    select
        claimed.*,
        case when dated_claimants > 0 then dated_claimants else all_claimants end as claimants,
        coalesce(first_dated_claimant, first_claimant) as claimant
    from claimed

)

select
    identifier_kind,
    identifier_value,
    case when claimants = 1 then claimant end as customer_key,
    cast(claimants as {{ type_count() }}) as claimants,
    nullif(first_day, {{ always }}) as valid_from,
    nullif(end_day, {{ ever }}) as valid_to
from counted
