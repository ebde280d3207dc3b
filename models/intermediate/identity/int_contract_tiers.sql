-- Grain: one price on one subscription with the tier that the seed links it to. No amounts.
-- The most specific link wins: price, then plan, then product, then names; no link = `(none)`. A plan is first that
-- which the price was sold in, then that of the subscription, which names all its prices alike whenever they held.

with contract_items as (

    select * from {{ ref('int_contract_items') }}

),

tier_links as (

    select * from {{ ref('stg_pricing__tier_links') }}

),

-- every name by which a seed may mean the price, the most specific first
names as (

    {% for kind, column in [
        ('price_native_id', 'price_native_id'), ('plan_native_id', 'price_plan_native_id'),
        ('plan_native_id', 'plan_native_id'), ('product_native_id', 'product_native_id'),
        ('plan_name', 'price_plan_name'), ('plan_name', 'plan_name'), ('product_name', 'product_name')
    ] %}
    select
        subscription_key,
        price_native_id,
        '{{ kind }}' as ref_kind,
        {{ column }} as ref_value,
        {{ loop.index }} as link_rank
    from contract_items
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        names.subscription_key,
        names.price_native_id,
        tier_links.tier_key,
        row_number() over (
            partition by names.subscription_key, names.price_native_id
            order by
                case when tier_links.tier_key is null then 1 else 0 end,
                names.link_rank,
                tier_links.tier_key
        ) as candidate_rank
    from names
    left join tier_links on names.ref_kind = tier_links.ref_kind and names.ref_value = tier_links.ref_value

)

select
    subscription_key,
    price_native_id,
    coalesce(tier_key, '(none)') as tier_key
from ranked
where candidate_rank = 1
