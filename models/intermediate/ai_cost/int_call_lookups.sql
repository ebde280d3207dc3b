-- Grain: one value that a path of seeds/business/lookup_paths.csv finds in a combination of references of a day
-- (references_key of int_calls_daily): what is looked up (ref_value), as which kind, and in which order. No amounts.
-- Where a trace names two customers its path has two rows. A path of one vendor holds for the calls of that vendor.

{% set kinds = "'" ~ feature_ref_kinds() | join("', '") ~ "'" %}

with calls_daily as (

    select * from {{ ref('int_calls_daily') }} where call_group_key is not null

),

lookup_paths as (

    select
        paths.*,
        {{ lookup_path_id() }} as lookup_path,
        'calls:' || reference || coalesce('=' || key, '') || coalesce(':' || identifier_kind, '') as rule_id
    from {{ ref('stg_pricing__lookup_paths') }} as paths

),

combinations as (

    select distinct slice_date, references_key, {{ call_references() | join(', ') }}
    from calls_daily

),

-- every combination once per path, by intent
tried as (

    select
        combinations.*,
        lookup_paths.target,
        lookup_paths.priority,
        lookup_paths.reference,
        lookup_paths.key,
        lookup_paths.lookup_path,
        lookup_paths.rule_id,
        lookup_paths.identifier_kind as path_kind
    from combinations
    cross join lookup_paths
    where lookup_paths.vendor is null or lookup_paths.key is not null
        or lookup_paths.vendor = combinations.vendor

),

found as (

    select
        tried.*,
        case
            when key is not null or reference = 'trace_id' then {{ label_ref('label_refs', 'lookup_path') }}
            when reference = 'end_user' then end_user_ref
            when reference = 'api_key' then api_key_ref
            when reference = 'project' then project_ref
            when reference = 'trace' and target = 'customer' then trace_customer_ref
            when reference = 'trace' then trace_feature_ref
            when target = 'customer' then customer_ref
            else feature_ref
        end as ref_value,
        case when reference = 'trace' and key is null and target = 'customer' then trace_other_ref end as other_value
    from tried

),

-- all kinds of link hold for a feature whose kind neither the path nor the source tells
kinds as (

    select
        found.*,
        case
            when target = 'customer' then path_kind
            else coalesce(
                path_kind,
                case when reference = 'stated' and feature_ref_kind in ({{ kinds }}) then feature_ref_kind end,
                case
                    when reference = 'trace' and key is null and trace_feature_kind in ({{ kinds }})
                        then trace_feature_kind
                end,
                'any'
            )
        end as identifier_kind
    from found

)

select references_key, slice_date, target, priority, rule_id, identifier_kind, ref_value
from kinds
where ref_value is not null
union all
select references_key, slice_date, target, priority, rule_id, identifier_kind, other_value as ref_value
from kinds
where other_value is not null
