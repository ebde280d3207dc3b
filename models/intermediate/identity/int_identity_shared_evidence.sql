-- Grain: one kind of evidence that two customer records share. is_only_of_vendor: both records are of different
-- vendors, and no vendor has a second record with the value. No amounts. Excluded: hubs, and identifiers that merge
-- records by themselves. The order of a pair is that of the hashes of its nodes.

with evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

identity_rules as (

    select * from {{ ref('stg_pricing__identity_rules') }}

),

kinds_of_rules as (

    select evidence as identifier_kind from identity_rules where evidence is not null
    {{ union_distinct() }}
    select also_evidence as identifier_kind from identity_rules where also_evidence is not null

),

telling as (

    select evidence.*
    from evidence
    left join kinds_of_rules on evidence.identifier_kind = kinds_of_rules.identifier_kind
    where kinds_of_rules.identifier_kind is not null and not evidence.is_hub

),

-- many to many by intent: every two records that carry the value
carried_by_two as (

    select
        one.node as left_node,
        other.node as right_node,
        one.identifier_kind,
        one.identifier_value,
        one.most_holders = 1 and one.vendor <> other.vendor as is_only_of_vendor
    from telling as one
    left join telling as other
        on one.identifier_kind = other.identifier_kind and one.identifier_value = other.identifier_value
    where one.node_label < other.node_label

)

select
    left_node,
    right_node,
    identifier_kind,
    min(identifier_value) as identifier_value,
    {{ any_true('is_only_of_vendor') }} as is_only_of_vendor
from carried_by_two
group by left_node, right_node, identifier_kind
