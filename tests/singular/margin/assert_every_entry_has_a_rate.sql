-- Fails where an entry's currency has no exchange rate on its day: add rows to seeds/reference/fx_rates.csv.

select
    entries.source_currency_code,
    min(entries.service_date) as first_day,
    max(entries.service_date) as last_day,
    count(*) as entries,
    'add a rate for this currency to seeds/reference/fx_rates.csv' as remedy
from {{ ref('int_margin_entries') }} as entries
left join {{ ref('stg_pricing__fx_rates_daily') }} as fx_rates
    on entries.source_currency_code = fx_rates.currency_code
    and entries.service_date = fx_rates.rate_date
where fx_rates.rate is null
group by entries.source_currency_code
