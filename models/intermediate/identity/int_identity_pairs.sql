-- Grain: one pair of customer records that share evidence, with the surest rule of seeds/reference/identity_rules.csv
-- that holds for it. is_link: the rule is deterministic and nothing contradicts; all others are proposals. evidence and
-- contradiction are to be read by a person. No amounts.

with shared_evidence as (

    select * from {{ ref('int_identity_shared_evidence') }}

),

contradictions as (

    select * from {{ ref('int_identity_contradictions') }}

),

identity_rules as (

    select * from {{ ref('stg_pricing__identity_rules') }}

),

fitting as (

    select
        shared_evidence.left_node,
        shared_evidence.right_node,
        identity_rules.rule_id,
        identity_rules.score,
        identity_rules.is_deterministic,
        row_number() over (
            partition by shared_evidence.left_node, shared_evidence.right_node
            order by identity_rules.is_deterministic desc, identity_rules.score desc, identity_rules.rule_id
        ) as choice
    from shared_evidence
    left join identity_rules on shared_evidence.identifier_kind = identity_rules.evidence
    left join shared_evidence as beside
        on shared_evidence.left_node = beside.left_node
        and shared_evidence.right_node = beside.right_node
        and identity_rules.also_evidence = beside.identifier_kind
    where identity_rules.rule_id is not null
        and (identity_rules.also_evidence is null or beside.left_node is not null)
        and (not identity_rules.only_of_vendor or shared_evidence.is_only_of_vendor)

),

in_words as (

    select
        left_node,
        right_node,
        {{ ordered_text_agg("identifier_kind || ' ' || identifier_value") }} as evidence
    from shared_evidence
    group by left_node, right_node

),

opposed as (

    select left_node, right_node, {{ ordered_text_agg('identifier_kind') }} as contradiction
    from contradictions
    group by left_node, right_node

)

select
    fitting.left_node,
    fitting.right_node,
    fitting.rule_id,
    fitting.score,
    in_words.evidence,
    opposed.contradiction,
    opposed.contradiction is null
    and (fitting.is_deterministic or fitting.score >= {{ var('identity_merge_score', 2) }}) as is_link
from fitting
left join in_words on fitting.left_node = in_words.left_node and fitting.right_node = in_words.right_node
left join opposed on fitting.left_node = opposed.left_node and fitting.right_node = opposed.right_node
where fitting.choice = 1
