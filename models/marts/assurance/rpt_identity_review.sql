-- Grain: one thing about who is who that a person may decide: a proposal, a conflict, an ambiguous identifier, or a
-- trace whose calls name several customers. Amounts: reporting currency, of all months in the ledger; for a trace the
-- cost of its calls that name nobody. Paste left_identifier and right_identifier into seeds/business/customer_links.csv
-- with the action link or never_link, and the question is answered (beside a trace, name the customer whose it is).
-- Nothing here has moved any money: only deterministic rules and links do.

with review as (

    select * from {{ ref('int_identity_review') }}

),

trace_conflicts as (

    select * from {{ ref('int_trace_conflicts') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

worth as (

    select
        customer_key,
        sum(case when entry_side = 'revenue' and entry_class <> 'write_off' then amount else 0 end) as revenue,
        sum(case when entry_side = 'cost' then amount else 0 end) as cost
    from ledger
    group by customer_key

)

select
    {{ surrogate_key([
        'review.review_type', 'review.left_identifier', 'review.right_identifier', 'review.rule_id'
    ]) }} as review_key,
    review.review_type,
    review.customer_key,
    customers.customer_name,
    review.other_customer_key,
    other_customers.customer_name as other_customer_name,
    review.left_identifier,
    review.right_identifier,
    review.rule_id,
    review.score,
    review.evidence,
    review.contradiction,
    cast(coalesce(worth.revenue, 0) as {{ type_money() }}) as revenue,
    cast(coalesce(worth.cost, 0) as {{ type_money() }}) as cost,
    cast(coalesce(other_worth.revenue, 0) as {{ type_money() }}) as other_revenue,
    cast(coalesce(other_worth.cost, 0) as {{ type_money() }}) as other_cost,
    '{{ var("reporting_currency") }}' as currency_code
from review
left join customers on review.customer_key = customers.customer_key
left join customers as other_customers on review.other_customer_key = other_customers.customer_key
left join worth on review.customer_key = worth.customer_key
left join worth as other_worth on review.other_customer_key = other_worth.customer_key
union all
select
    {{ surrogate_key(["'trace_conflict'", 'trace_id']) }} as review_key,
    'trace_conflict' as review_type,
    cast(null as {{ type_of('text') }}) as customer_key,
    cast(null as {{ type_of('text') }}) as customer_name,
    cast(null as {{ type_of('text') }}) as other_customer_key,
    cast(null as {{ type_of('text') }}) as other_customer_name,
    'any:trace_id:' || trace_id as left_identifier,
    cast(null as {{ type_of('text') }}) as right_identifier,
    'conflict_in_trace' as rule_id,
    cast(0 as {{ type_rate() }}) as score,
    'one trace names ' || customer_refs as evidence,
    cast(customers as {{ type_of('text') }}) || ' customers; nothing is filled in from it' as contradiction,
    cast(0 as {{ type_money() }}) as revenue,
    cost_without_customer_amount as cost,
    cast(0 as {{ type_money() }}) as other_revenue,
    cast(0 as {{ type_money() }}) as other_cost,
    currency_code
from trace_conflicts
