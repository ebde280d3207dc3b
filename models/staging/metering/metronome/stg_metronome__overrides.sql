-- Grain: one override of a list rate on one contract and product, its newest version; a look-up for recurring fees.
-- unit_amount: replacing price in major units; multiplier: factor on the list price. Overrides do not stack: an
-- overwrite goes before a multiplier, of multipliers the explicit priority and then the lowest wins (rank_in_force, 1
-- first). Not here: overrides that hold only while a commit is drawn and those given by product tags.

with overrides as (

    {{ metronome_newest('contracts_overrides', ['id'], {
        'id': 'text', 'contract_id': 'text', 'product_id': 'text', 'override_specifiers': 'json', 'rate_type': 'text',
        'multiplier': 'number', 'priority': 'number', 'new_rate': 'json', 'target': 'text',
        'is_commit_specific': 'boolean', 'credit_type_id': 'text', 'starting_at': 'timestamp',
        'ending_before': 'timestamp', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

units as (

    select * from {{ ref('stg_metronome__units') }}

)

select
    overrides.id as override_id,
    overrides.contract_id,
    coalesce(overrides.product_id, {{ json_text('overrides.override_specifiers', [0, 'product_id']) }}) as product_id,
    case
        when lower(overrides.rate_type) = 'multiplier' then {{ safe_number('overrides.multiplier', 'rate') }}
    end as multiplier,
    {{ scaled_price(json_text('overrides.new_rate', ['unit_price']), 'units.factor') }} as unit_amount,
    row_number() over (
        order by
            case when lower(overrides.rate_type) = 'multiplier' then 1 else 0 end asc,
            {{ safe_number('overrides.priority', 'quantity') }} asc nulls last,
            {{ safe_number('overrides.multiplier', 'rate') }} asc nulls last,
            overrides.id asc
    ) as rank_in_force,
    {{ safe_timestamp('overrides.starting_at') }} as valid_from,
    {{ safe_timestamp('overrides.ending_before') }} as valid_to
from overrides
left join units on overrides.credit_type_id = units.unit_id
where overrides.rate_type is not null
    and not coalesce({{ safe_boolean('overrides.is_commit_specific') }}, false)
    and coalesce(upper(overrides.target), 'LIST_RATE') = 'LIST_RATE'
