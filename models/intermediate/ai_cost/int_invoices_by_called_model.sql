-- Grain: UTC day x provider x purpose x model x currency that a provider's invoice covers, named as our calls are.
-- invoiced_amount: currency_code; the parts of a day sum to its invoice. A name that stands on one side only is no
-- proof of another model: bills and calls spell one with and without the date of its snapshot. An invoice line without
-- calls goes to the calls of its family, whole where these have no line of their own, else up to what they lack. What
-- is then left on both sides is set against each other up to what the calls cost, so that no calls lose their cost to a
-- name; what is beyond them, and what has no calls at all, stays with the name on the invoice.

{% set day = ['service_date', 'provider', 'purpose', 'currency_code'] %}
{% set matched_names = 'over (partition by ' ~ day | join(', ') ~ ', match_group)' %}

with invoiced_names as (

    select * from {{ ref('int_invoiced_names_daily') }}

),

matched as (

    select
        invoiced_names.*,
        sum(case when side = 'invoice' then invoiced_amount else 0 end) {{ matched_names }} as uncalled_amount,
        sum(lacking_amount) {{ matched_names }} as wanted_amount,
        max(case when side = 'calls' then 1 else 0 end) {{ matched_names }} as has_unlined
    from invoiced_names

),

moved as (

    select
        matched.*,
        coalesce(side = 'invoice', false) as is_uncalled,
        cast(case
            when match_group is null or uncalled_amount <= 0 then 0
            when match_group <> '(rest)' and has_unlined = 1 then uncalled_amount
            when uncalled_amount < wanted_amount then uncalled_amount
            else wanted_amount
        end as {{ type_money() }}) as moved_amount,
        case
            when side = 'invoice' then {{ split_weight('invoiced_amount') }}
            when wanted_amount > 0 then {{ split_weight('lacking_amount') }}
            else tokens
        end as weight
    from matched

),

parted as (

    select
        moved.*,
        {{ split_money(
            'moved_amount', 'weight', partition_by=day + ['match_group', 'is_uncalled'], order_by=['model']
        ) }} as part_amount
    from moved

),

changed as (

    select
        parted.*,
        cast(case
            when moved_amount = 0 then 0
            when is_uncalled and moved_amount = uncalled_amount then -invoiced_amount
            when is_uncalled then -part_amount
            when moved_amount = wanted_amount then lacking_amount
            else part_amount
        end as {{ type_money() }}) as change_amount
    from parted

)

select
    {{ day | join(', ') }},
    model,
    vendor,
    is_finished,
    cast(invoiced_amount + change_amount as {{ type_money() }}) as invoiced_amount
from changed
where side = 'both' or (side = 'calls' and change_amount <> 0)
    or (side = 'invoice' and (change_amount = 0 or invoiced_amount + change_amount <> 0))
