-- Grain: one row per raw row of `contracts_subscriptions` for the first interval of the fee, and one per later interval
-- (source_table contracts_subscriptions.intervals, which no raw row stands for). unit_amount: list price in major units
-- per billing_months. Usage has no items here: its prices stand on the rate card. Rows of older snapshots and of the
-- sandbox carry an exclusion_reason.

with fee_rows as (

    {{ metronome_rows('contracts_subscriptions', {
        'id': 'text', 'contract_id': 'text', 'starting_at': 'timestamp', 'ending_before': 'timestamp',
        'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

intervals as (

    select * from {{ ref('stg_metronome__fee_intervals') }}

),

-- one raw row to all intervals of its fee; a row that cannot count has none
placed as (

    select
        fee_rows.*,
        intervals.rate_id,
        intervals.quantity,
        intervals.unit_amount,
        intervals.discount_ratio,
        intervals.currency_code,
        intervals.valid_from,
        intervals.valid_to,
        intervals.billing_months,
        coalesce(intervals.interval_number, 1) as interval_number
    from fee_rows
    left join intervals on fee_rows.id = intervals.fee_id and fee_rows.left_out is null

),

mapped as (

    select
        'metronome' as vendor,
        case
            when interval_number = 1 then 'contracts_subscriptions' else 'contracts_subscriptions.intervals'
        end as source_table,
        source_account,
        id || case when interval_number = 1 then '' else '|' || cast(valid_from as {{ type_of('text') }}) end
        || version_suffix as source_record_id,
        contract_id as subscription_native_id,
        rate_id as price_native_id,
        coalesce(quantity, 1) as quantity,
        unit_amount,
        billing_months,
        discount_ratio,
        null as discount_amount,
        null as commitment_amount,
        currency_code,
        coalesce(valid_from, {{ safe_timestamp('starting_at') }}) as valid_from,
        coalesce(valid_to, {{ safe_timestamp('ending_before') }}) as valid_to,
        loaded_at as source_updated_at,
        loaded_at,
        left_out as exclusion_reason,
        {{ row_issue([
            ('starting_at', 'starting_at', safe_timestamp('starting_at'), 'a time'),
            ('ending_before', 'ending_before', safe_timestamp('ending_before'), 'a time'),
        ]) }} as row_issue
    from placed

)

select
    {{ contract_columns('subscription_items') }}
from mapped
