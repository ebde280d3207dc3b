-- Grain: one link between two identity nodes, and whether it stands. No amounts.
-- In a cluster that holds what must stay apart (other paying companies, records that a person keeps apart) only links
-- within one company stand, and decisions of people; the others are cut (stands = false) and go to rpt_identity_review.

with links as (

    select * from {{ ref('int_identity_links') }}

),

units as (

    select * from {{ ref('int_identity_units') }}

),

marks as (

    select * from {{ ref('int_identity_marks_2') }}

)

select
    links.left_node,
    links.right_node,
    links.rule_id,
    links.score,
    links.is_decided,
    links.is_decided
    or left_units.unit = right_units.unit
    or left_marks.unit is null
    or coalesce(left_marks.mark = right_marks.mark, false) as stands
from links
left join units as left_units on links.left_node = left_units.node
left join units as right_units on links.right_node = right_units.node
left join marks as left_marks on left_units.unit = left_marks.unit
left join marks as right_marks on right_units.unit = right_marks.unit
