-- Fails where the company groups (ultimate_parent_key) of a month do not sum to the ledger, where a customer of a
-- margin mart is in no group, and where parent and child are in two groups although nothing is wrong with the chain.

with customers as (

    select * from {{ ref('dim_customers') }}

),

group_sums as (

    select
        margins.period_month,
        sum(margins.revenue) as revenue,
        sum(margins.cost) as cost,
        max(case when margins.revenue is null then 1 else 0 end) as no_revenue,
        max(case when margins.cost is null then 1 else 0 end) as no_cost
    from customers as tops
    inner join customers as members on tops.customer_key = members.ultimate_parent_key
    inner join {{ ref('fct_customer_margin_monthly') }} as margins on members.customer_key = margins.customer_key
    where tops.merged_into_key is null
    group by margins.period_month

),

ledger as (

    select
        period_month,
        sum(case when entry_side = 'revenue' and entry_class <> 'write_off' then amount else 0 end) as revenue,
        sum(case
            when entry_side = 'cost' and cost_function = 'cogs' and entry_class <> 'cloud_credit' then amount
            else 0
        end) as cost
    from {{ ref('fct_margin_ledger') }}
    group by period_month

)

select
    'groups and ledger differ' as problem,
    cast(ledger.period_month as {{ type_of('text') }}) as place
from ledger
left join group_sums on ledger.period_month = group_sums.period_month
where group_sums.period_month is null
    or (group_sums.no_revenue = 0 and group_sums.revenue <> ledger.revenue)
    or (group_sums.no_cost = 0 and group_sums.cost <> ledger.cost)
union all
select
    'no living customer is its group' as problem,
    members.customer_key as place
from customers as members
left join customers as tops
    on members.ultimate_parent_key = tops.customer_key
    and tops.merged_into_key is null
where members.merged_into_key is null and tops.customer_key is null
union all
select
    'parent and child are in two groups' as problem,
    children.customer_key as place
from customers as children
left join customers as parents on children.parent_customer_key = parents.customer_key
left join {{ ref('int_customer_parents') }} as chains on children.customer_key = chains.customer_key
left join {{ ref('int_customer_parents') }} as parent_chains on parents.customer_key = parent_chains.customer_key
where children.parent_customer_key is not null
    and chains.parent_problem is null
    and coalesce(parent_chains.parent_problem, '') not like '%ten steps'
    and (parents.customer_key is null or parents.ultimate_parent_key <> children.ultimate_parent_key)
