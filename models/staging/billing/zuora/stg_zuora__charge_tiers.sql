-- Grain: one row per raw row of `rate_plan_charge_tier` and of `product_rate_plan_charge_tier`: a price as sold, or as
-- listed in one currency. Amounts: major units. Brackets: from exclusive, up to inclusive, null = no end; a tier begins
-- where the one below it ends. Beyond the included units of an overage charge only its overage price counts.

with tiers as (

    {% for owned in ['rate_plan_charge', 'product_rate_plan_charge'] %}
    {% set table, owner = owned ~ '_tier', owned ~ '_id' %}
    select
        '{{ table }}' as source_table,
        id as tier_id,
        {{ owner }} as owner_id,
        upper({{ bill_text('currency') }}) as currency_code,
        coalesce({{ safe_number('tier', 'count') }}, 1) as tier_number,
        {{ safe_number('ending_unit', 'quantity') }} as bracket_up_to,
        {{ safe_number('included_units', 'quantity') }} as included_units,
        {{ safe_number('price', 'rate') }} as price,
        {{ safe_number('price') }} as flat_price,
        {{ plain_label('price_format') }} = 'flatfee' as is_flat,
        {{ safe_number('overage_price', 'rate') }} as overage_price,
        {{ safe_number('discount_percentage', 'ratio') }} as discount_percentage,
        {{ safe_number('discount_amount') }} as discount_amount,
        coalesce({{ safe_boolean('fivetran_deleted') }}, false) as is_deleted,
        {{ safe_timestamp('updated_date') }} as changed_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        {{ row_issue([('price', 'price', safe_number('price'))]) }} as row_issue
    from (
        {{ raw_rows('zuora', table, {
            'id': 'text', owner: 'text', 'currency': 'text', 'tier': 'integer', 'ending_unit': 'number',
            'included_units': 'number', 'price': 'number', 'price_format': 'text', 'overage_price': 'number',
            'discount_percentage': 'number', 'discount_amount': 'number', 'updated_date': 'timestamp',
            '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp'
        }) }}
    ) as landed
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    tiers.*,
    coalesce(lag(bracket_up_to) over (
        partition by source_table, owner_id, currency_code, is_deleted order by tier_number, tier_id
    ), 0) as bracket_from,
    count(*) over (partition by source_table, owner_id, currency_code, is_deleted) as tier_count
from tiers
