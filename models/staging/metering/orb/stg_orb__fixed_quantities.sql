-- Grain: one stretch of time in which a price interval, its newest version, has one fixed quantity (seats, say); a
-- look-up for subscription items. quantity: null where no transition says it, as before the first one: the price does.
-- is_first: the stretch from the start of the interval on; of transitions at one time, or before the start, the last
-- counts. changes_at: when the next stretch begins. No amounts.

with intervals as (

    {{ newest_rows(
        'orb', 'price_intervals', ['id'],
        {
            'id': 'text', 'start_date': 'timestamp', 'end_date': 'timestamp', 'fixed_fee_quantity_transitions': 'json',
            'updated_at': 'timestamp'
        },
        'updated_at'
    ) }}

),

transitions as (

    {{ json_explode('intervals', 'fixed_fee_quantity_transitions', [], ['id', 'start_date', 'end_date']) }}

),

steps as (

    select
        id,
        ordinal,
        {{ safe_timestamp('start_date') }} as start_at,
        {{ safe_timestamp('end_date') }} as end_at,
        {{ safe_timestamp(json_text('element', ['effective_date'])) }} as effective_at,
        {{ json_text('element', ['quantity']) }} as stated_quantity
    from transitions
    union all
    select
        id,
        -1 as ordinal,
        {{ safe_timestamp('start_date') }} as start_at,
        {{ safe_timestamp('end_date') }} as end_at,
        cast(null as {{ type_of('timestamp') }}) as effective_at,
        cast(null as {{ type_of('text') }}) as stated_quantity
    from intervals

),

begun as (

    select
        steps.*,
        case when effective_at > start_at then effective_at else start_at end as begins_at
    from steps
    where effective_at is not null or ordinal = -1

),

ordered as (

    select
        begun.*,
        lead(begins_at) over (partition by id order by effective_at asc nulls first, ordinal asc) as changes_at
    from begun

)

select
    id as price_interval_id,
    begins_at = start_at as is_first,
    begins_at,
    changes_at,
    stated_quantity,
    {{ safe_number('stated_quantity', 'quantity') }} as quantity
from ordered
where (changes_at is null or changes_at > begins_at)
    and (begins_at = start_at or end_at is null or begins_at < end_at)
