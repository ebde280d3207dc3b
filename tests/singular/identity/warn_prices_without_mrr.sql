{{ config(severity='warn') }}
-- Names the contract prices that are in no MRR: their billing period is no whole number of months or their price is
-- unknown. Their invoices are revenue like any other.

select
    vendor || ': price ' || coalesce(price_native_id, '(none)') || ' (' || coalesce(product_name, 'no name') || ') on '
    || cast(count(*) as {{ type_of('text') }}) || ' contracts, '
    || cast(sum(list_charge) as {{ type_of('text') }}) || ' ' || coalesce(currency_code, '(none)')
    || ' per period, is in no MRR: ' || mrr_problem as message
from {{ ref('int_contract_items') }}
where mrr_problem is not null
group by vendor, price_native_id, product_name, currency_code, mrr_problem
