-- Fails where one identifier belongs to two customers on one day: its cost would be counted twice.

with assignments as (

    select
        *,
        row_number() over (
            order by identifier_kind, identifier_value, valid_from, valid_to, customer_key, rule_id
        ) as assignment_number
    from {{ ref('int_identifier_assignments') }}

)

select
    first_one.identifier_kind,
    first_one.identifier_value,
    first_one.customer_key,
    second_one.customer_key as other_customer_key
from assignments as first_one
left join assignments as second_one
    on first_one.identifier_kind = second_one.identifier_kind
    and first_one.identifier_value = second_one.identifier_value
    and first_one.assignment_number < second_one.assignment_number
    and (first_one.valid_to is null or second_one.valid_from is null or second_one.valid_from < first_one.valid_to)
    and (second_one.valid_to is null or first_one.valid_from is null or first_one.valid_from < second_one.valid_to)
where second_one.assignment_number is not null
