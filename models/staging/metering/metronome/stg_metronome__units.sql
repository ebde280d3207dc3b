-- Grain: one row per pricing unit ("credit type"); a look-up for every amount. currency_code is null for units of the
-- company's own. factor: what an amount is multiplied by to be in major units. Metronome states US dollars in cents
-- and every other currency in whole units, so only the dollar unit is scaled, and never by its name alone being money.
{% set dollar = '2714e483-4ff1-48e4-9e25-ac732e8f24f2' %}

with credit_types as (

    {{ metronome_newest('credit_type', ['id'], {
        'id': 'text', 'name': 'text', 'is_currency': 'boolean', 'updated_at': 'timestamp',
    }) }}

),

currencies as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

-- the dollar unit is built into Metronome, so amounts in it can be read where the table lacks it
known as (

    select id, name, {{ safe_boolean('is_currency') }} as is_currency
    from credit_types
    where id <> '{{ dollar }}'
    union all
    select '{{ dollar }}' as id, 'USD (cents)' as name, true as is_currency

)

select
    known.id as unit_id,
    known.name as unit_name,
    case
        when known.id = '{{ dollar }}' or upper(trim(known.name)) = 'USD (CENTS)' then 'USD'
        when known.is_currency then upper(trim(known.name))
        when known.is_currency is null then currencies.currency_code
    end as currency_code,
    cast(
        case
            when known.id = '{{ dollar }}' or upper(trim(known.name)) = 'USD (CENTS)' then {{ decimal_literal('0.01') }}
            else 1
        end
        as {{ type_decimal(3, 2) }}
    ) as factor
from known
left join currencies on upper(trim(known.name)) = currencies.currency_code
