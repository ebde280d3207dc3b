-- Fails where a provider invoices the calls of a day in another currency than our own records price them in. The two
-- are compared per currency, so that each side would count in full: the cost of the day would be doubled.

with invoices as (

    select distinct service_date, provider, purpose, currency_code
    from {{ ref('int_provider_invoices_daily') }}
    where line_kind = 'calls'

),

calls as (

    select distinct service_date, provider, purpose, currency_code
    from {{ ref('int_calls_priced_daily') }}
    where amount <> 0

)

select
    calls.provider,
    calls.currency_code as calls_currency_code,
    invoices.currency_code as invoice_currency_code,
    min(calls.service_date) as first_day,
    max(calls.service_date) as last_day,
    'give invoice and price list of this provider in one currency' as remedy
from calls
left join invoices
    on calls.service_date = invoices.service_date
    and calls.provider = invoices.provider
    and calls.purpose = invoices.purpose
where calls.currency_code <> invoices.currency_code
group by calls.provider, calls.currency_code, invoices.currency_code
