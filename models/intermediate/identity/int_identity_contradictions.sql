-- Grain: one pair of customer records that share evidence x what speaks against their being one customer: both have
-- product accounts (external_id) or tax ids and none in common, or one name with two legal forms. A name without a
-- form fits only where one form of it is in use. An account id that no second tool knows is mistyped where the other
-- record's is known, and contradicts nothing then. No amounts.

with pairs as (

    select distinct left_node, right_node from {{ ref('int_identity_shared_evidence') }}

),

evidence as (

    select * from {{ ref('int_identity_evidence') }}
    where identifier_kind in ('external_id', 'tax_id')

),

names as (

    select * from {{ ref('int_identity_names') }}

),

forms_in_use as (

    select core_name, count(distinct legal_form) as forms
    from names
    group by core_name

),

nothing_in_common as (

    select pairs.left_node, pairs.right_node, left_evidence.identifier_kind
    from pairs
    left join evidence as left_evidence on pairs.left_node = left_evidence.node
    left join evidence as right_evidence
        on pairs.right_node = right_evidence.node
        and left_evidence.identifier_kind = right_evidence.identifier_kind
    where right_evidence.node is not null
    group by pairs.left_node, pairs.right_node, left_evidence.identifier_kind
    having max(case when left_evidence.identifier_value = right_evidence.identifier_value then 1 else 0 end) = 0
        and (
            left_evidence.identifier_kind <> 'external_id'
            or {{ any_true('left_evidence.is_confirmed') }} = {{ any_true('right_evidence.is_confirmed') }}
        )

),

two_forms as (

    select pairs.left_node, pairs.right_node, 'legal_form' as identifier_kind
    from pairs
    left join names as left_names on pairs.left_node = left_names.node
    left join names as right_names
        on pairs.right_node = right_names.node and left_names.core_name = right_names.core_name
    left join forms_in_use on left_names.core_name = forms_in_use.core_name
    where right_names.node is not null
        and coalesce(left_names.legal_form, '') <> coalesce(right_names.legal_form, '')
        and (
            left_names.legal_form is not null and right_names.legal_form is not null
            or forms_in_use.forms > 1
        )

)

select left_node, right_node, identifier_kind from nothing_in_common
union all
select left_node, right_node, identifier_kind from two_forms
