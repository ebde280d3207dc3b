-- Grain: one row per raw row of `prepaid_orders` and of `prepaid_wallet_cards`: the same money twice, so an order whose
-- cards are landed is left out as told_by_cards. worth: what may be spent, paid: what the customer paid, major units of
-- currency_code. What is not paid yet or failed is left out; an unknown payment status counts, because the interface
-- only tells it when asked. active_until: end of the whole order; expires_at: end of this card.

with orders as (

    {{ raw_rows('amberflo', 'prepaid_orders', {
        'id': 'text', 'customerId': 'text', 'productId': 'text', 'startTimeInSeconds': 'integer',
        'endTimeInSeconds': 'integer', 'firstCardEndTimeSeconds': 'integer', 'prepaidPrice': 'number',
        'originalWorth': 'number', 'originalCurrency': 'text', 'recurrenceFrequency': 'json', 'paymentStatus': 'text',
        'paymentId': 'text', '_loaded_at': 'timestamp',
    }) }}

),

cards as (

    {{ raw_rows('amberflo', 'prepaid_wallet_cards', {
        'customerId': 'text', 'paymentId': 'text', 'paymentStatus': 'text', 'price': 'number', 'worth': 'number',
        'cardType': 'text', 'startTimeInMillis': 'integer', '_loaded_at': 'timestamp',
    }) }}

),

newest_orders as (

    {{ newest_rows(
        'amberflo', 'prepaid_orders', ['customer_id', 'payment_id'],
        {
            'customerId': 'text', 'paymentId': 'text', 'productId': 'text', 'endTimeInSeconds': 'integer',
            'originalCurrency': 'text', 'recurrenceFrequency': 'json', '_loaded_at': 'timestamp',
        },
        'loaded_at'
    ) }}

),

told_by_cards as (

    select distinct customer_id, payment_id from cards where nullif(trim(payment_id), '') is not null

),

united as (

    select
        'prepaid_orders' as source_table,
        orders.id as source_record_id,
        orders.customer_id,
        orders.product_id,
        {{ safe_number('orders.prepaid_price', 'money') }} as paid,
        {{ safe_number('coalesce(orders.original_worth, orders.prepaid_price)', 'money') }} as worth,
        orders.prepaid_price as stated_price,
        orders.original_worth as stated_worth,
        upper(orders.original_currency) as stated_currency,
        orders.payment_status,
        {{ utc_from_epoch_seconds('orders.start_time_in_seconds') }} as effective_at,
        case
            when {{ json_text('orders.recurrence_frequency', ['interval']) }} is not null
                then {{ utc_from_epoch_seconds('orders.first_card_end_time_seconds') }}
            else {{ utc_from_epoch_seconds('orders.end_time_in_seconds') }}
        end as expires_at,
        {{ utc_from_epoch_seconds('orders.end_time_in_seconds') }} as active_until,
        told_by_cards.payment_id is not null as is_told_by_cards,
        {{ safe_timestamp('orders.loaded_at') }} as loaded_at
    from orders
    left join told_by_cards
        on orders.customer_id = told_by_cards.customer_id
        and orders.payment_id = told_by_cards.payment_id

    union all

    select
        'prepaid_wallet_cards' as source_table,
        cards.customer_id || '|' || coalesce(cards.payment_id, '') || '|' || coalesce(cards.card_type, '') || '|'
        || cast(cards.start_time_in_millis as {{ type_of('text') }}) as source_record_id,
        cards.customer_id,
        newest_orders.product_id,
        {{ safe_number('cards.price', 'money') }} as paid,
        {{ safe_number('cards.worth', 'money') }} as worth,
        cards.price as stated_price,
        cards.worth as stated_worth,
        upper(newest_orders.original_currency) as stated_currency,
        cards.payment_status,
        {{ utc_from_epoch_millis('cards.start_time_in_millis') }} as effective_at,
        case
            when {{ json_text('newest_orders.recurrence_frequency', ['interval']) }} is null
                then {{ utc_from_epoch_seconds('newest_orders.end_time_in_seconds') }}
        end as expires_at,
        {{ utc_from_epoch_seconds('newest_orders.end_time_in_seconds') }} as active_until,
        false as is_told_by_cards,
        {{ safe_timestamp('cards.loaded_at') }} as loaded_at
    from cards
    left join newest_orders
        on cards.customer_id = newest_orders.customer_id
        and cards.payment_id = newest_orders.payment_id

)

select
    united.*,
    coalesce(stated_currency, '{{ var("amberflo_currency", "USD") }}') as currency_code,
    coalesce({{ cost_per_unit('paid', 'worth') }}, case when paid = 0 then 0 end) as unit_cost,
    case
        when is_told_by_cards then 'told_by_cards'
        when lower(payment_status) in ('pre_payment', 'requires_action', 'pending', 'failed')
            then 'payment_' || lower(payment_status)
    end as exclusion_reason,
    {{ row_issue([
        ('price', 'stated_price', 'paid'),
        ('worth', 'stated_worth', 'worth'),
    ]) }} as row_issue
from united
