-- Grain: one product (usage type without _usage) x UTC day with usage. day_weight: the usage as a whole number, all
-- organisations together, in a unit that keeps a month below 1e14: thousandths, ones or hundred thousands. No money: it
-- says on which days the cost of a month arose. A row without tags is the total of its hour, never added to others.
with hours as (
    {{ newest_rows(
        'datadog', 'usage_hourly_attribution', ['public_id', 'usage_type', 'hour', 'tags'],
        {
            'hour': 'timestamp', 'usage_type': 'text', 'public_id': 'text', 'tags': 'json', 'total_usage_sum': 'number',
            '_loaded_at': 'timestamp'
        }, 'loaded_at'
    ) }}
),

typed as (
    select
        public_id,
        replace(replace(usage_type || '|', '_usage|', ''), '|', '') as product,
        {{ safe_timestamp('hour') }} as usage_hour,
        {{ safe_number('total_usage_sum', 'quantity') }} as quantity,
        {{ reference_text('tags') }} is null as is_total
    from hours
),

hourly as (
    select
        product,
        usage_hour,
        coalesce(sum(case when is_total then quantity end), sum(quantity)) as quantity
    from typed
    group by public_id, product, usage_hour
),

daily as (
    select
        product,
        {{ utc_date('usage_hour') }} as usage_date,
        {{ month_start(utc_date('usage_hour')) }} as usage_month,
        cast(sum(quantity) as {{ type_quantity() }}) as quantity
    from hourly
    where quantity > 0
    group by product, {{ utc_date('usage_hour') }}, {{ month_start(utc_date('usage_hour')) }}
),

monthly as (
    select
        product,
        usage_month,
        cast(
            case
                when sum(quantity) < 100000000000 then 1000
                when sum(quantity) < 100000000000000 then 1
                else {{ decimal_literal('0.00001') }}
            end
            as {{ type_decimal(9, 5) }}
        ) as factor
    from daily
    group by product, usage_month
)

select
    daily.product,
    daily.usage_month,
    daily.usage_date,
    {{ int_div('daily.quantity * monthly.factor', '1') }} as day_weight
from daily
left join monthly on daily.product = monthly.product and daily.usage_month = monthly.usage_month
