-- Fails where splitting earned revenue over features gains or loses a unit for a customer, day, class or currency.

with earned as (

    select
        customer_key, service_date, entry_class, vendor, currency_code,
        sum(amount) as earned_amount
    from {{ ref('int_revenue_earned') }}
    group by customer_key, service_date, entry_class, vendor, currency_code

),

entries as (

    select
        customer_key, service_date, entry_class, vendor, source_currency_code as currency_code,
        sum(source_amount) as entry_amount
    from {{ ref('int_revenue_entries') }}
    group by customer_key, service_date, entry_class, vendor, source_currency_code

)

select
    coalesce(earned.customer_key, entries.customer_key) as customer_key,
    coalesce(earned.service_date, entries.service_date) as service_date,
    earned.earned_amount,
    entries.entry_amount
from earned
full outer join entries
    on earned.customer_key = entries.customer_key
    and earned.service_date = entries.service_date
    and earned.entry_class = entries.entry_class
    and earned.vendor = entries.vendor
    and earned.currency_code = entries.currency_code
where coalesce(earned.earned_amount, 0) <> coalesce(entries.entry_amount, 0)
