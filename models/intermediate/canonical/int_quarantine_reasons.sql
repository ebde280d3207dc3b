-- Grain: one reason for which rows of one raw table are in quarantine. quarantined_rows: number of rows; no amounts.
-- Left out: valid rows, duplicates and rows that a rule excludes on purpose.
with quarantined as (

    {{ quarantined_rows() }}

)

select
    vendor,
    source_table,
    fate_reason,
    cast(quarantined_rows as {{ type_of('integer') }}) as quarantined_rows
from quarantined
