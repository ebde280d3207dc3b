-- Grain: as int_invoices_beside_calls_daily, with the group of names that may be the same calls. Amounts:
-- currency_code. lacking_amount: what calls cost beyond the invoice of their own name. match_group: the family
-- (model_family) of a line without calls and of calls that lack something, else `(rest)` for what stands on one side
-- only; null for all other names and on days whose report names no model. vendor, is_finished: of all reports of a day.

{% set day = 'service_date, provider, purpose, currency_code' %}

with named as (

    select
        both_sides.*,
        {{ model_family('model') }} as family_name,
        case
            when side in ('calls', 'both') and calls_amount > invoiced_amount then calls_amount - invoiced_amount
            else 0
        end as lacking_amount
    from {{ ref('int_invoices_beside_calls_daily') }} as both_sides

),

told as (

    select
        named.*,
        max(case when side = 'invoice' then 1 else 0 end) over (partition by {{ day }}, family_name) as has_uncalled,
        max(case when side = 'calls' or lacking_amount > 0 then 1 else 0 end) over (
            partition by {{ day }}, family_name
        ) as has_lacking,
        min(vendor) over (partition by {{ day }}) as vendor_of_day,
        min(case when is_finished then 1 else 0 end) over (partition by {{ day }}) as finished_of_day,
        max(case when side in ('invoice', 'both') and model <> '(none)' then 1 else 0 end) over (
            partition by {{ day }}
        ) as names_models
    from named

)

select
    {{ day }}, model, vendor_of_day as vendor, finished_of_day = 1 as is_finished, side, invoiced_amount, calls_amount,
    cast(lacking_amount as {{ type_money() }}) as lacking_amount, tokens,
    case
        when names_models = 0 then null
        when has_uncalled = 1 and has_lacking = 1 and (side in ('invoice', 'calls') or lacking_amount > 0)
            then family_name
        when side in ('invoice', 'calls') then '(rest)'
    end as match_group
from told
