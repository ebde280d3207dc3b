{{ config(severity='warn') }}
-- Names the currency and month whose entries are converted at a rate of another week: seeds/reference/fx_rates.csv has
-- none of the seven days before the service day.

select
    source_currency_code || ', ' || cast(period_month as {{ type_of('text') }}) || ': '
    || cast(count(*) as {{ type_of('text') }})
    || ' ledger entries are converted at the rate of ' || cast(max(fx_date) as {{ type_of('text') }})
    || '; add later rates to seeds/reference/fx_rates.csv' as message
from {{ ref('fct_margin_ledger') }}
where fx_date < {{ date_add_days('service_date', -7) }} or fx_date > service_date
group by source_currency_code, period_month
