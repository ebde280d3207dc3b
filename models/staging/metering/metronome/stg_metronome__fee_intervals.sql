-- Grain: one recurring fee of a contract between two changes of its quantity, list price or override; a look-up.
-- unit_amount: list price in major units per billing period; discount_ratio: share that an override takes off it (an
-- override that replaces the price is the price). The layout of the quantity schedule is not documented for the export:
-- that of the API is expected (quantity, starting_at, ending_before).

with fees as (

    {{ metronome_newest('contracts_subscriptions', ['id'], {
        'id': 'text', 'contract_id': 'text', 'product_id': 'text', 'quantity_schedule': 'json',
        'billing_frequency': 'text', 'starting_at': 'timestamp', 'ending_before': 'timestamp',
        'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

contracts as (

    {{ metronome_newest('contracts_contracts', ['id'], {
        'id': 'text', 'rate_card_id': 'text', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

rates as (

    select distinct rate_id, rate_card_id, product_id, unit_amount, currency_code, billing_months, valid_from, valid_to
    from {{ ref('stg_metronome__rates') }}
    where left_out is null

),

overrides as (

    select * from {{ ref('stg_metronome__overrides') }}

),

scheduled as (

    {{ json_explode('fees', 'quantity_schedule', [], ['id']) }}

),

quantities as (

    select
        id as fee_id,
        {{ safe_number(json_text('element', ['quantity']), 'quantity') }} as quantity,
        {{ safe_timestamp(json_text('element', ['starting_at'])) }} as valid_from,
        {{ safe_timestamp(json_text('element', ['ending_before'])) }} as valid_to
    from scheduled

),

spans as (

    select
        fees.id as fee_id,
        fees.contract_id,
        fees.product_id,
        contracts.rate_card_id,
        {{ metronome_months('fees.billing_frequency') }} as fee_months,
        {{ safe_timestamp('fees.starting_at') }} as starts_at,
        {{ safe_timestamp('fees.ending_before') }} as ends_at
    from fees
    left join contracts on fees.contract_id = contracts.id

),

changes as (

    select fee_id, starts_at as changed_at from spans
    {{ union_distinct() }}
    select fee_id, valid_from as changed_at from quantities
    {{ union_distinct() }}
    select spans.fee_id, rates.valid_from as changed_at
    from spans
    left join rates on spans.rate_card_id = rates.rate_card_id and spans.product_id = rates.product_id
    {% for edge in ['valid_from', 'valid_to'] %}
    {{ union_distinct() }}
    select spans.fee_id, overrides.{{ edge }} as changed_at
    from spans
    left join overrides on spans.contract_id = overrides.contract_id and spans.product_id = overrides.product_id
    {% endfor %}

),

intervals as (

    select
        spans.*,
        changes.changed_at as valid_from,
        lead(changes.changed_at) over (partition by spans.fee_id order by changes.changed_at) as next_change_at,
        row_number() over (partition by spans.fee_id order by changes.changed_at) as interval_number
    from spans
    left join changes on spans.fee_id = changes.fee_id
    where changes.changed_at >= spans.starts_at and (spans.ends_at is null or changes.changed_at < spans.ends_at)

),

-- several rows of a schedule may reach into one interval: the one that began last holds
candidates as (

    select
        intervals.*,
        quantities.quantity,
        rates.rate_id,
        rates.currency_code,
        coalesce(intervals.fee_months, rates.billing_months) as billing_months,
        coalesce(overrides.unit_amount, rates.unit_amount) as unit_amount,
        1 - overrides.multiplier as discount_ratio,
        row_number() over (
            partition by intervals.fee_id, intervals.interval_number
            order by
                quantities.valid_from desc nulls last, rates.valid_from desc nulls last, rates.rate_id asc,
                overrides.rank_in_force asc nulls last
        ) as candidate_number
    from intervals
    left join quantities
        on intervals.fee_id = quantities.fee_id
        and quantities.valid_from <= intervals.valid_from
        and (quantities.valid_to is null or quantities.valid_to > intervals.valid_from)
    left join rates
        on intervals.rate_card_id = rates.rate_card_id
        and intervals.product_id = rates.product_id
        and coalesce(intervals.fee_months, rates.billing_months, 0)
        = coalesce(rates.billing_months, intervals.fee_months, 0)
        and (rates.valid_from is null or rates.valid_from <= intervals.valid_from)
        and (rates.valid_to is null or rates.valid_to > intervals.valid_from)
    left join overrides
        on intervals.contract_id = overrides.contract_id
        and intervals.product_id = overrides.product_id
        and (overrides.valid_from is null or overrides.valid_from <= intervals.valid_from)
        and (overrides.valid_to is null or overrides.valid_to > intervals.valid_from)

)

select
    candidates.*,
    coalesce(next_change_at, ends_at) as valid_to
from candidates
where candidate_number = 1
