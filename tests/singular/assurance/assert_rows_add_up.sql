-- Fails where a raw table's rows are not all valid, duplicate or quarantined: a row was lost or counted twice.

select vendor, source_table, raw_rows, valid_rows, duplicate_rows, quarantined_rows
from {{ ref('fct_row_accounting') }}
where raw_rows <> valid_rows + duplicate_rows + quarantined_rows
