-- Grain: one row per kind of text and feature reference as a source writes it, with its feature. No amounts.
-- A reference equal to a feature key maps to itself; of the links that hold for the kind the one with the lowest
-- priority number wins. ref_kind is what the reader knows of the text: a kind of feature_links.csv; any, where nothing
-- is known (every link holds); billing, what billing and metering tools call it (links of meters and events);
-- infrastructure, the tags of a bill (links of tags and services). A link without a kind holds everywhere.

with features as (

    select * from {{ ref('stg_pricing__features') }}

),

feature_links as (

    select * from {{ ref('stg_pricing__feature_links') }}

),

kinds as (

    {% for kind in feature_ref_kinds() + ['billing', 'infrastructure'] %}
    select '{{ kind }}' as ref_kind{{ ' union all' if not loop.last }}
    {% endfor %}

),

links as (

    select 'any' as link_kind, feature_key as feature_ref, feature_key, 0 as priority from features
    union all
    select coalesce(ref_kind, 'any') as link_kind, ref_value as feature_ref, feature_key, priority from feature_links

),

-- every link once per kind that it holds for, by intent
candidates as (

    select
        kinds.ref_kind,
        links.feature_ref,
        links.feature_key,
        row_number() over (
            partition by kinds.ref_kind, links.feature_ref
            order by links.priority, case when links.link_kind = kinds.ref_kind then 0 else 1 end, links.feature_key
        ) as candidate_rank
    from links
    cross join kinds
    where links.link_kind in ('any', kinds.ref_kind)
        or kinds.ref_kind = 'any'
        or (kinds.ref_kind = 'billing' and links.link_kind in ('meter', 'event'))
        or (kinds.ref_kind = 'infrastructure' and links.link_kind in ('tag', 'service'))

)

select ref_kind, feature_ref, feature_key
from candidates
where candidate_rank = 1
