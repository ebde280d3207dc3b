-- Grain: one stretch of days in which the records of one or more customers claim an identifier that assigns cost. A day
-- on which two customers claim it (a key that changed hands in the middle of the day) names neither: customer_key is
-- null there and claimants says how many. An ended identifier names nobody. Half-open dates, null = open. No amounts.

{% set ever = "cast('9999-12-31' as date)" %}
{% set always = "cast('1900-01-01' as date)" %}

with customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

claims as (

    select distinct
        customer_identifiers.identifier_kind,
        customer_identifiers.identifier_value,
        customer_map.customer_key,
        coalesce({{ utc_date('customer_identifiers.valid_from') }}, {{ always }}) as first_day,
        case
            when customer_identifiers.valid_to is null then {{ ever }}
            when customer_identifiers.valid_to
                = cast({{ utc_date('customer_identifiers.valid_to') }} as {{ type_of('timestamp') }})
                then {{ utc_date('customer_identifiers.valid_to') }}
            else {{ date_add_days(utc_date('customer_identifiers.valid_to'), 1) }}
        end as end_day
    from customer_identifiers
    left join identity_kinds on customer_identifiers.identifier_kind = identity_kinds.identifier_kind
    left join customer_map
        on customer_identifiers.vendor = customer_map.vendor
        and customer_identifiers.source_account = customer_map.source_account
        and customer_identifiers.customer_native_id = customer_map.customer_native_id
    where identity_kinds.assigns_cost and customer_map.customer_key is not null

),

edges as (

    select identifier_kind, identifier_value, first_day as edge_day from claims
    union
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
        count(distinct claims.customer_key) as claimants,
        min(claims.customer_key) as first_claimant
    from stretches
    left join claims
        on stretches.identifier_kind = claims.identifier_kind
        and stretches.identifier_value = claims.identifier_value
        and claims.first_day <= stretches.first_day
        and claims.end_day >= stretches.end_day
    where stretches.end_day is not null
    group by stretches.identifier_kind, stretches.identifier_value, stretches.first_day, stretches.end_day
    having count(claims.customer_key) > 0

)

select
    identifier_kind,
    identifier_value,
    case when claimants = 1 then first_claimant end as customer_key,
    cast(claimants as {{ type_count() }}) as claimants,
    nullif(first_day, {{ always }}) as valid_from,
    nullif(end_day, {{ ever }}) as valid_to
from claimed
