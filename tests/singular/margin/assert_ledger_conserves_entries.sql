-- Fails where the ledger holds another source amount than the corridors handed over, by side, class and currency.

with entries as (

    select entry_side, entry_class, source_currency_code, sum(source_amount) as amount, count(*) as entries
    from {{ ref('int_margin_entries') }}
    group by entry_side, entry_class, source_currency_code

),

ledger as (

    select entry_side, entry_class, source_currency_code, sum(source_amount) as amount, count(*) as entries
    from {{ ref('fct_margin_ledger') }}
    group by entry_side, entry_class, source_currency_code

)

select
    coalesce(entries.entry_side, ledger.entry_side) as entry_side,
    coalesce(entries.entry_class, ledger.entry_class) as entry_class,
    entries.amount as corridor_amount,
    ledger.amount as ledger_amount
from entries
full outer join ledger
    on entries.entry_side = ledger.entry_side
    and entries.entry_class = ledger.entry_class
    and entries.source_currency_code = ledger.source_currency_code
where coalesce(entries.amount, 0) <> coalesce(ledger.amount, 0)
    or coalesce(entries.entries, 0) <> coalesce(ledger.entries, 0)
