-- Grain: one element of subscription_items[] of a subscription (newest version), priced. Amounts: major units per
-- billing period. charged_quantity leaves free units out; where tiers set the amount, the amount stands as the price
-- of one unit. is_leading marks the plan that names the subscription. Chargebee keeps no past items: what a
-- subscription held before its last change is not known here (its invoice lines are). While a subscription is paused
-- its items end where the pause began (item_to).

with subscriptions as (

    {{ newest_rows(
        'chargebee', 'subscription', ['id'],
        {
            'id': 'text', 'status': 'text', 'currency_code': 'text', 'started_at': 'integer', 'start_date': 'integer',
            'created_at': 'integer', 'pause_date': 'integer', 'subscription_items': 'json', 'deleted': 'boolean',
            'updated_at': 'integer', 'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

contents as (

    {{ json_explode('subscriptions', 'subscription_items', [], ['id'], 'item', 'item_number') }}

),

opened as (

    {{ json_columns('contents', 'item', {
        'item_price_id': ['item_price_id'], 'item_type': ['item_type'], 'raw_quantity': ['quantity'],
        'quantity_in_decimal': ['quantity_in_decimal'], 'minor_price': ['unit_price'],
        'unit_price_in_decimal': ['unit_price_in_decimal'], 'minor_amount': ['amount'],
        'amount_in_decimal': ['amount_in_decimal'], 'raw_free_quantity': ['free_quantity'],
        'free_quantity_in_decimal': ['free_quantity_in_decimal'],
    }) }}

),

prices as (

    select * from {{ ref('stg_chargebee__price_versions') }} where is_newest

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

typed as (

    select
        opened.*,
        coalesce(prices.pricing_model, 'per_unit') as pricing_model,
        coalesce(prices.is_metered, false) as is_metered,
        prices.product_name,
        prices.billing_months,
        upper(subscriptions.currency_code) as currency_code,
        coalesce(
            {{ safe_number('opened.quantity_in_decimal', 'quantity') }},
            {{ safe_number('opened.raw_quantity', 'quantity') }},
            1
        ) as quantity,
        coalesce(
            {{ safe_number('opened.free_quantity_in_decimal', 'quantity') }},
            {{ safe_number('opened.raw_free_quantity', 'quantity') }},
            0
        ) as free_quantity,
        coalesce({{ document_price(
            'opened.unit_price_in_decimal', 'opened.minor_price', 'currency_exponents.minor_unit_factor'
        ) }}, prices.unit_amount) as unit_price,
        {{ document_price(
            'opened.amount_in_decimal', 'opened.minor_amount', 'currency_exponents.minor_unit_factor'
        ) }} as whole_price,
        {{ utc_from_epoch_seconds(
            'coalesce(subscriptions.started_at, subscriptions.start_date, subscriptions.created_at)'
        ) }} as item_from,
        case
            when subscriptions.status = 'paused' then coalesce(
                {{ utc_from_epoch_seconds('subscriptions.pause_date') }}, {{ chargebee_changed_at('subscriptions.') }}
            )
        end as paused_at,
        coalesce({{ safe_boolean('subscriptions.deleted') }}, false) as is_deleted,
        {{ chargebee_changed_at('subscriptions.') }} as changed_at,
        {{ safe_timestamp('subscriptions.airbyte_extracted_at') }} as loaded_at
    from opened
    left join subscriptions on opened.id = subscriptions.id
    left join prices on opened.item_price_id = prices.price_native_id
    left join currency_exponents on upper(subscriptions.currency_code) = currency_exponents.currency_code

)

select
    id as subscription_native_id,
    item_number,
    item_price_id as price_native_id,
    item_type,
    product_name,
    billing_months,
    currency_code,
    is_metered,
    is_deleted,
    case
        when is_metered then null
        when pricing_model = 'per_unit' and quantity > free_quantity then quantity - free_quantity
        when pricing_model = 'per_unit' then 0
        else 1
    end as charged_quantity,
    case
        when pricing_model in ('per_unit', 'flat_fee') then unit_price
        else whole_price
    end as unit_amount,
    item_from,
    case when paused_at < item_from then item_from else paused_at end as item_to,
    changed_at,
    loaded_at,
    row_number() over (
        partition by id
        order by
            case item_type when 'plan' then 0 when 'addon' then 1 else 2 end, whole_price desc nulls last, item_number
    ) = 1 as is_leading,
    {{ row_issue([
        ('subscription_items.quantity', 'raw_quantity', safe_number('raw_quantity', 'quantity')),
        ('subscription_items.unit_price', 'minor_price', safe_number('minor_price', 'count')),
        ('subscription_items.unit_price_in_decimal', 'unit_price_in_decimal', safe_number('unit_price_in_decimal')),
    ]) }} as row_issue
from typed
