-- Grain: one trace that a person names: a row of seeds/business/customer_links.csv or identifier_assignments.csv with
-- the kind trace_id. Whose it is says int_identifier_assignments. No amounts.

with customer_links as (

    select * from {{ ref('stg_pricing__customer_links') }} where action = 'link'

),

assignments as (

    select * from {{ ref('stg_pricing__identifier_assignments') }} where identifier_kind = 'trace_id'

)

{% for side in ['left_identifier', 'right_identifier'] %}
select {{ text_after(text_after(side, ':'), ':') }} as trace_id
from customer_links
where {{ text_before(text_after(side, ':'), ':') }} = 'trace_id'
{{ union_distinct() }}
{% endfor %}
select identifier_value as trace_id
from assignments
