-- Grain: one period in which one identifier (kind, value) belongs to one customer. No amounts.
-- Half-open dates, null = open. On a day the statement of the best authority holds (int_identifier_statements): a row
-- of seeds/business/identifier_assignments.csv, then links of people, then records; each has the days that those before
-- it leave open. An identifier that records of two customers claim on a day names neither (int_identifier_claims).

with statements as (

    select * from {{ ref('int_identifier_statements') }}

),

edges as (

    select identifier_kind, identifier_value, first_day as edge_day from statements
    {{ union_distinct() }}
    select identifier_kind, identifier_value, end_day as edge_day from statements

),

stretches as (

    select
        identifier_kind,
        identifier_value,
        edge_day as first_day,
        lead(edge_day) over (partition by identifier_kind, identifier_value order by edge_day) as end_day
    from edges

),

-- one stretch to every statement that holds in it, by intent
ranked as (

    select distinct
        stretches.identifier_kind,
        stretches.identifier_value,
        stretches.first_day,
        stretches.end_day,
        statements.customer_key,
        statements.rule_id,
        statements.authority,
        min(statements.authority) over (
            partition by stretches.identifier_kind, stretches.identifier_value, stretches.first_day
        ) as best_authority
    from stretches
    left join statements
        on stretches.identifier_kind = statements.identifier_kind
        and stretches.identifier_value = statements.identifier_value
        and statements.first_day <= stretches.first_day
        and statements.end_day >= stretches.end_day
    where stretches.end_day is not null and statements.customer_key is not null

),

-- stretches of one statement that follow each other are one period again
followed as (

    select
        ranked.*,
        case
            when lag(end_day) over (
                partition by identifier_kind, identifier_value, customer_key, rule_id order by first_day
            ) = first_day then 0
            else 1
        end as is_first
    from ranked
    where authority = best_authority

),

periods as (

    select
        followed.*,
        sum(is_first) over (
            partition by identifier_kind, identifier_value, customer_key, rule_id
            order by first_day
            rows between unbounded preceding and current row
        ) as period_number
    from followed

)

select
    identifier_kind,
    identifier_value,
    customer_key,
    nullif(min(first_day), cast('1900-01-01' as date)) as valid_from,
    nullif(max(end_day), cast('9999-12-31' as date)) as valid_to,
    rule_id
from periods
group by identifier_kind, identifier_value, customer_key, rule_id, period_number
