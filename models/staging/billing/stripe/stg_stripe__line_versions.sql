-- Grain: one row per raw row of `invoice_line_item`. Reads what the API calls differently before and after its
-- 2025-03-31 version from wherever it stands, and says what kind of revenue the line is. Amounts: major units,
-- before discounts, inclusive tax still inside. is_newest marks the version of a line that look-ups read. A tiered
-- price gives a line per tier and one for each flat fee: the latter carries no units, whatever its quantity says.

with lines as (

    {{ raw_rows('stripe', 'invoice_line_item', {
        'invoice_id': 'text', 'unique_id': 'text', 'id': 'text', 'amount': 'integer', 'currency': 'text',
        'period_start': 'timestamp', 'period_end': 'timestamp', 'quantity': 'integer', 'quantity_decimal': 'text',
        'livemode': 'boolean', 'discountable': 'boolean', 'metadata': 'json', 'price_id': 'text', 'plan_id': 'text',
        'subscription_id': 'text', 'type': 'text', 'pricing_price_details_price': 'text',
        'pricing_price_details_product': 'text', 'pricing_unit_amount_decimal': 'text', 'parent_type': 'text',
        'parent_subscription_item_details_subscription': 'text', 'parent_invoice_item_details_subscription': 'text',
        '_fivetran_synced': 'timestamp',
    }) }}

),

prices as (

    select * from {{ ref('stg_stripe__price_versions') }} where is_newest

),

products as (

    select * from {{ ref('stg_stripe__products') }}

),

flat_fees as (

    select distinct id as price_native_id, {{ safe_number('flat_amount', 'count') }} as minor_amount
    from ({{ raw_rows('stripe', 'tier', {'id': 'text', 'flat_amount': 'integer'}) }}) as tiers
    where {{ safe_number('flat_amount', 'count') }} > 0

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

),

placed as (

    select
        lines.*,
        coalesce(unique_id, id) as line_key,
        coalesce(price_id, plan_id, pricing_price_details_price) as price_native_id,
        coalesce(
            subscription_id, parent_subscription_item_details_subscription, parent_invoice_item_details_subscription
        ) as subscription_native_id,
        upper(currency) as currency_code,
        {{ safe_boolean('livemode') }} as is_live,
        {{ safe_boolean('discountable') }} as is_discountable,
        type = 'subscription' or parent_type = 'subscription_item_details' as is_of_subscription,
        {{ json_text('metadata', ['revenue_type']) }} as declared_revenue_type,
        {{ json_text('metadata', ['feature']) }} as declared_feature,
        {{ safe_number('amount', 'count') }} as minor_amount,
        coalesce(
            {{ safe_number('quantity_decimal', 'quantity') }}, {{ safe_number('quantity', 'quantity') }}
        ) as stated_quantity,
        {{ safe_timestamp('period_start') }} as period_start_at,
        {{ safe_timestamp('period_end') }} as period_end_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at
    from lines

),

-- A mapping in metadata (line, then price, then product) goes before what the price says: lines that another
-- metering tool pushed onto the invoice have no price at all.
classified as (

    select
        placed.*,
        coalesce(placed.pricing_price_details_product, prices.product_native_id) as product_native_id,
        prices.meter_native_id,
        minor_units.minor_unit_factor,
        case when flat_fees.price_native_id is null then placed.stated_quantity end as true_quantity,
        {{ major_amount('placed.minor_amount', 'minor_units.minor_unit_factor') }} as amount_with_inclusive_tax,
        cast(coalesce(
            {{ major_price('placed.pricing_unit_amount_decimal', 'minor_units.minor_unit_factor') }}, prices.unit_amount
        ) as {{ type_rate() }}) as unit_amount,
        case
            when coalesce(placed.declared_revenue_type, prices.mapped_revenue_type, products.declared_revenue_type)
                in ('subscription', 'usage', 'one_time', 'prepaid', 'overage', 'minimum')
                then coalesce(placed.declared_revenue_type, prices.mapped_revenue_type, products.declared_revenue_type)
            when prices.usage_type = 'metered' or prices.meter_native_id is not null then 'usage'
            when prices.price_type = 'recurring' or placed.is_of_subscription then 'subscription'
            else 'one_time'
        end as revenue_type,
        coalesce(placed.declared_feature, prices.feature_ref, products.declared_feature) as declared_feature_ref,
        prices.usage_ref
    from placed
    left join prices on placed.price_native_id = prices.price_native_id
    left join products on placed.pricing_price_details_product = products.product_native_id
    left join flat_fees
        on placed.price_native_id = flat_fees.price_native_id and placed.minor_amount = flat_fees.minor_amount
    left join minor_units on placed.currency_code = minor_units.currency_code

)

select
    classified.*,
    coalesce(declared_feature_ref, case when revenue_type = 'usage' then usage_ref end) as feature_ref,
    -- ids that start with `sub` are temporary copies of a subscription line, replaced when the invoice is final
    coalesce(id like 'sub%', false) as is_temporary,
    row_number() over (
        partition by invoice_id, line_key
        order by loaded_at desc nulls last, minor_amount, period_start_at, period_end_at, price_native_id, id
    ) = 1 as is_newest
from classified
