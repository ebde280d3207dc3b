-- Grain: customer x step up its chain of parents, ten at most: step 1 is the parent, step 2 the parent's parent. In a
-- circle of parents the steps go round. No amounts.

{% set steps = range(2, 11) %}

with parent_links as (

    select * from {{ ref('int_customer_parent_links') }}

),

step_numbers as (

    select digits.digit + 1 as step_number from ({{ digits() }}) as digits

),

chains as (

    select
        links_1.customer_key,
        {% for step in steps %}
        links_{{ step }}.parent_customer_key as ancestor_{{ step }},
        {% endfor %}
        links_1.parent_customer_key as ancestor_1
    from parent_links as links_1
    {% for step in steps %}
    left join parent_links as links_{{ step }}
        on links_{{ step - 1 }}.parent_customer_key = links_{{ step }}.customer_key
    {% endfor %}

),

stepwise as (

    select
        chains.customer_key,
        step_numbers.step_number,
        case step_numbers.step_number
            when 1 then chains.ancestor_1
            {% for step in steps %}
            when {{ step }} then chains.ancestor_{{ step }}
            {% endfor %}
        end as ancestor_key
    from chains
    cross join step_numbers

)

select
    customer_key,
    cast(step_number as {{ type_of('integer') }}) as step_number,
    ancestor_key
from stepwise
where ancestor_key is not null
