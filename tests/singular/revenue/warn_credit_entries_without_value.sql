{{ config(severity='warn') }}
-- Names the drawdowns and expiries of a credit ledger whose worth nobody knows: their revenue is not in any figure.

select
    vendor || ': ' || entry_class || ' ' || source_record_id || ' of ' || cast(service_date as {{ type_of('text') }})
    || ' ' || value_problem || ': its revenue is not in any figure' as message
from {{ ref('int_credit_entries_valued') }}
where value_problem is not null
