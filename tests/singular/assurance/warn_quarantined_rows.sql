-- Rows that cannot be counted are kept and the build goes on, but nobody should have to look for them.
-- One line per raw table and reason.
{{ config(severity='warn') }}

select
    vendor || '.' || source_table || ': ' || cast(quarantined_rows as {{ type_of('text') }})
    || case when quarantined_rows = 1 then ' row' else ' rows' end
    || ' in quarantine, not in any figure: ' || fate_reason as message
from {{ ref('int_quarantine_reasons') }}
