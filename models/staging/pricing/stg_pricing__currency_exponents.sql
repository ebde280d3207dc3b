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
                when 1 then 0.1
                when 2 then 0.01
                when 3 then 0.001
                when 4 then 0.0001
                when 5 then 0.00001
                when 6 then 0.000001
                when 7 then 0.0000001
                when 8 then 0.00000001
            end as {{ type_rate() }}
        ) as minor_unit_factor
    from currencies

)

select * from final
