-- Grain: one row per raw row of `contracts_rate_card_entries`, and one per tier of a tiered rate (source_table
-- contracts_rate_card_entries.tiers, which no raw row stands for). Amounts: major units. A tier is given by its size:
-- its end is the running sum, from exclusive, up to inclusive, the last one open. An entry with tiers is told by them:
-- its own row is left out as priced_by_tiers, and prices in units of the company's own as not_money.

with rates as (

    select * from {{ ref('stg_metronome__rates') }}

),

{% set kept = [
    'rate_id', 'source_account', 'left_out', 'version_suffix', 'loaded_at', 'rate_card_id', 'product_id',
    'product_name', 'meter_native_id', 'rate_type', 'currency_code', 'factor', 'is_unknown_unit', 'billing_months',
    'usage_type', 'valid_from', 'valid_to',
] %}
-- an entry that arrived twice has its tiers once
distinct_rates as (

    select distinct {{ kept | join(', ') }}, rate from rates

),

exploded as (

    {{ json_explode('distinct_rates', 'rate', ['tiers'], kept) }}

),

sized as (

    select
        exploded.*,
        {{ json_text('element', ['price']) }} as stated_price,
        {{ safe_number(json_text('element', ['size']), 'quantity') }} as tier_size
    from exploded

),

tiers as (

    select
        sized.*,
        sum(tier_size) over (
            partition by rate_id, version_suffix, loaded_at
            order by ordinal rows between unbounded preceding and current row
        ) as size_so_far
    from sized

),

united as (

    select
        {{ kept | join(', ') }},
        'contracts_rate_card_entries' as source_table,
        rate_id || version_suffix as source_record_id,
        0 as tier_index,
        cast(null as {{ type_quantity() }}) as bracket_from,
        cast(null as {{ type_quantity() }}) as bracket_up_to,
        stated_price,
        rate_type like 'TIERED%' as is_told_by_tiers
    from rates
    union all
    select
        {{ kept | join(', ') }},
        'contracts_rate_card_entries.tiers' as source_table,
        rate_id || '|' || cast(ordinal as {{ type_of('text') }}) || version_suffix as source_record_id,
        ordinal as tier_index,
        cast(coalesce(size_so_far - coalesce(tier_size, 0), 0) as {{ type_quantity() }}) as bracket_from,
        cast(case when tier_size is not null then size_so_far end as {{ type_quantity() }}) as bracket_up_to,
        stated_price,
        false as is_told_by_tiers
    from tiers

),

mapped as (

    select
        'metronome' as vendor,
        source_table,
        source_account,
        source_record_id,
        rate_id as price_native_id,
        product_id as product_native_id,
        product_name,
        meter_native_id,
        case
            when rate_type in ('FLAT', 'SUBSCRIPTION') then 'per_unit'
            when rate_type = 'TIERED' then 'graduated'
            else 'other'
        end as charge_model,
        usage_type,
        billing_months,
        tier_index,
        bracket_from,
        bracket_up_to,
        {{ scaled_price('stated_price', 'factor') }} as unit_amount,
        1 as unit_size,
        null as flat_amount,
        currency_code,
        valid_from,
        valid_to,
        loaded_at as source_updated_at,
        loaded_at,
        case
            when left_out is not null then left_out
            when is_told_by_tiers then 'priced_by_tiers'
            when not is_unknown_unit and currency_code is null then 'not_money'
        end as exclusion_reason,
        case
            when is_unknown_unit then 'credit_type_id: the unit was not landed'
            else {{ row_issue([('rate', 'stated_price', scaled_price('stated_price', 'factor'))]) }}
        end as row_issue
    from united

)

select
    {{ contract_columns('prices', absent=['plan_native_id', 'plan_name']) }}
from mapped
