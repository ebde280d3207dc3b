{#
  Two turns in which units without a mark adopt one: first identifiers, then records, each the mark of the surest link
  that reaches a marked neighbour; two marks that are equally sure leave it without one, and an identifier that two
  companies share is nobody's.
#}
{% macro adopted_marks(marks) %}
with marks as (

    select * from {{ marks }}

),

nodes as (

    select units.node, units.unit, units.is_record
    from {{ ref('int_identity_units') }} as units
    inner join marks on units.unit = marks.unit

),

links as (

    select left_node as node, right_node as other_node, score from {{ ref('int_identity_links') }}
    union all
    select right_node as node, left_node as other_node, score from {{ ref('int_identity_links') }}

),

neighbours as (

    select nodes.unit, nodes.is_record, other_nodes.unit as other_unit, links.score
    from nodes
    inner join links on nodes.node = links.node
    inner join nodes as other_nodes on links.other_node = other_nodes.node
    where nodes.unit <> other_nodes.unit

),

{{ adopting('by_identifiers', 'marks', 'not neighbours.is_record') }},

{{ adopting('by_records', 'by_identifiers', 'neighbours.is_record') }}

select unit, cluster_label, mark from by_records
{% endmacro %}
