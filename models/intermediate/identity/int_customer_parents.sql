-- Grain: customer that has a parent, or whose parent cannot be taken as stated (parent_problem). ultimate_parent_key is
-- the top of its chain. Nobody in a circle of parents has a parent, and a circle's members are tops; who hangs below
-- one rolls up to the member that it reaches first. A chain of more than ten steps is not followed: its customer is its
-- own top. No amounts.

with parent_links as (

    select * from {{ ref('int_customer_parent_links') }}

),

ancestors as (

    select * from {{ ref('int_customer_ancestors') }}

),

in_circles as (

    select distinct customer_key from ancestors where ancestor_key = customer_key

),

-- whose chain ends at this step: nobody is above, or it has come to a circle
judged as (

    select
        ancestors.customer_key,
        ancestors.ancestor_key,
        row_number() over (partition by ancestors.customer_key order by ancestors.step_number) as end_number
    from ancestors
    left join parent_links on ancestors.ancestor_key = parent_links.customer_key
    left join in_circles on ancestors.ancestor_key = in_circles.customer_key
    where parent_links.customer_key is null or in_circles.customer_key is not null

)

select
    parent_links.customer_key,
    case when in_circles.customer_key is null then parent_links.parent_customer_key end as parent_customer_key,
    case
        when in_circles.customer_key is null then coalesce(judged.ancestor_key, parent_links.customer_key)
        else parent_links.customer_key
    end as ultimate_parent_key,
    case
        when in_circles.customer_key is not null then 'its parents go round in a circle'
        when judged.ancestor_key is null then 'its chain of parents has more than ten steps'
    end as parent_problem
from parent_links
left join in_circles on parent_links.customer_key = in_circles.customer_key
left join judged on parent_links.customer_key = judged.customer_key and judged.end_number = 1
