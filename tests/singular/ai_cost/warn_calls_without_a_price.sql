{{ config(severity='warn') }}
-- Names the models whose calls for customers cost nothing here because no source states a cost, the price list does not
-- know them and no invoice of the provider covers them.

select
    provider || ', ' || model || ', ' || cast({{ month_start('service_date') }} as {{ type_of('text') }})
    || ': ' || cast(sum(tokens) as {{ type_of('text') }}) || ' tokens of ' || cast(sum(calls) as {{ type_of('text') }})
    || ' calls have no price and no invoice, and count as no cost: add the model to the price list, at 0 where it is'
    || ' your own' as message
from {{ ref('int_ai_cost_unpriced') }}
where not is_invoiced and customer_key <> '(internal)'
group by provider, model, {{ month_start('service_date') }}
