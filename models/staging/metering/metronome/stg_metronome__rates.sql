-- Grain: one row per raw row of `contracts_rate_card_entries`, with the list rate opened. unit_amount: major units of
-- the entry's unit per unit (per billing period for a fee). The layout of the rate text is not documented for the
-- export: the shape of the API is expected (rate_type, price, tiers), a bare number is read as a flat price.

with entries as (

    {{ metronome_rows('contracts_rate_card_entries', {
        'id': 'text', 'rate_card_id': 'text', 'product_id': 'text', 'rate': 'json', 'pricing_group_values': 'json',
        'credit_type_id': 'text', 'billing_frequency': 'text', 'starting_at': 'timestamp', 'ending_before': 'timestamp',
        'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

units as (

    select * from {{ ref('stg_metronome__units') }}

),

products as (

    select * from {{ ref('stg_metronome__products') }}

),

opened as (

    {{ json_columns('entries', 'rate', {
        'stated_type': ['rate_type'], 'other_type': ['type'], 'price': ['price'], 'unit_price': ['unit_price'],
    }) }}

),

typed as (

    select
        opened.*,
        upper(coalesce(opened.stated_type, opened.other_type, 'flat')) as rate_type,
        coalesce(
            opened.price,
            opened.unit_price,
            case
                when {{ safe_number('opened.rate', 'number') }} is not null
                    then cast(opened.rate as {{ type_of('text') }})
            end
        ) as stated_price,
        {{ safe_timestamp('opened.starting_at') }} as valid_from,
        {{ safe_timestamp('opened.ending_before') }} as valid_to
    from opened

)

select
    typed.id as rate_id,
    typed.source_account,
    typed.left_out,
    typed.version_suffix,
    typed.loaded_at,
    typed.rate_card_id,
    typed.product_id,
    products.product_name,
    products.meter_native_id,
    typed.rate_type,
    typed.rate,
    typed.stated_price,
    {{ scaled_price('typed.stated_price', 'units.factor') }} as unit_amount,
    units.currency_code,
    units.factor,
    units.unit_id is null as is_unknown_unit,
    coalesce({{ json_text('typed.pricing_group_values', ['feature']) }}, products.product_name) as feature_ref,
    {{ metronome_months('typed.billing_frequency') }} as billing_months,
    case when products.product_type in ('USAGE', 'COMPOSITE') then 'metered' else 'licensed' end as usage_type,
    typed.valid_from,
    typed.valid_to
from typed
left join units on typed.credit_type_id = units.unit_id
left join products
    on typed.product_id = products.product_id
    and (products.valid_from is null or products.valid_from <= coalesce(typed.valid_from, typed.loaded_at))
    and (products.valid_to is null or products.valid_to > coalesce(typed.valid_from, typed.loaded_at))
