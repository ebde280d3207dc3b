-- Grain: one variant of one priced item, or one plan fee, on the newest pull of an invoice. Amounts: major units of the
-- base currency; gross positive, discount and credit applied negative. Discount and prepaid credit are stated per
-- invoice: they are spread over its lines by amount, in parts that sum to them, and so are fees where the bridge has a
-- base currency twin. Where it has none though items are priced in another currency, that is a row_issue.

with parts as (

    select * from {{ ref('stg_amberflo__invoice_parts') }}

),

invoices as (

    select * from {{ ref('stg_amberflo__invoices') }}
    where version_number = 1

),

amounts as (

    select
        parts.*,
        {{ safe_number('parts.stated_quantity', 'quantity') }} as quantity,
        coalesce(
            {{ safe_number('parts.base_price') }},
            {{ safe_number('parts.own_price') }},
            {{ units_at_cost(
                safe_number('parts.credit_price', 'quantity'),
                safe_number(json_text('parts.credit_unit', ['ratioToCurrency']), 'rate')
            ) }}
        ) as stated_gross,
        case
            when {{ safe_number('parts.base_price') }} <> {{ safe_number('parts.own_price') }} then 1 else 0
        end as is_foreign
    from parts

),

placed as (

    select
        amounts.*,
        invoices.customer_native_id,
        invoices.product_id,
        invoices.plan_id,
        invoices.invoice_status,
        invoices.read_at,
        invoices.discount,
        invoices.prepaid,
        invoices.is_bill_in_base_currency,
        {{ safe_number('invoices.stated_fix_price') }} as fix_price,
        coalesce({{ utc_from_epoch_seconds('amounts.stated_start') }}, invoices.period_start_at) as service_start_at,
        coalesce({{ utc_from_epoch_seconds('amounts.stated_end') }}, invoices.period_end_at) as service_end_at,
        max(amounts.is_foreign) over (partition by amounts.invoice_uri) = 1
        and not invoices.is_bill_in_base_currency as is_in_two_currencies,
        {{ surrogate_key(['amounts.line_class', 'amounts.product_item_id', 'amounts.line_key']) }} as part_key
    from amounts
    left join invoices on amounts.invoice_uri = invoices.invoice_uri

),

converted as (

    select
        placed.*,
        case
            when line_class = 'fee' and is_bill_in_base_currency
                then {{ split_money(
                    'fix_price', split_weight('stated_gross'), ['invoice_uri', 'line_class'], ['part_key']
                ) }}
            else stated_gross
        end as gross
    from placed

),

discounted as (

    select
        converted.*,
        {{ split_money('-discount', split_weight('gross'), ['invoice_uri'], ['part_key']) }} as discount_part
    from converted

)

select
    discounted.*,
    {{ split_money('-prepaid', split_weight('gross + discount_part'), ['invoice_uri'], ['part_key']) }} as prepaid_part,
    case
        when is_in_two_currencies then 'totalBill: in another currency than the base currency prices'
        else {{ row_issue([
            ('price', 'coalesce(base_price, own_price, credit_price)', 'stated_gross'),
            ('meterUnits', 'stated_quantity', 'quantity'),
        ]) }}
    end as row_issue
from discounted
