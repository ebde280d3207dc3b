-- Grain: one currency and its number of decimals; minor_unit_factor turns minor into major units (0.01 for cents).
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
with

currencies as (

    {{ good_rows('currency_exponents') }}

),

final as (

    -- Powers of ten are spelt out: a computed power is a float on some engines.
    select
        currency_code,
        exponent,
        cast(
            case exponent
                when 0 then 1
                {% for places in range(1, 9) %}
                when {{ places }} then {{ decimal_literal('0.' ~ '0' * (places - 1) ~ '1') }}
                {% endfor %}
            end as {{ type_rate() }}
        ) as minor_unit_factor
    from currencies

)

select * from final
