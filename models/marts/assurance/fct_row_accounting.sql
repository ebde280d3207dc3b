-- Grain: vendor x source_table. Counts of rows: raw_rows = valid_rows + duplicate_rows + quarantined_rows;
-- excluded_rows says how many of the valid ones a rule leaves out on purpose (test mode, draft, void, wrapper span).

select
    vendor,
    source_table,
    raw_rows,
    valid_rows,
    duplicate_rows,
    quarantined_rows,
    excluded_rows
from {{ ref('int_row_accounting') }}
