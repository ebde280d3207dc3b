-- Grain: one raw table of one vendor. raw_rows, counted in the table itself, are the sum of valid, duplicate and
-- quarantined rows; excluded_rows are the valid rows that a rule leaves out on purpose.
-- Not here: raw tables that are only looked up and those that are declared missing.
with

raw_counts as (

    {{ raw_counts() }}

),

judged_counts as (

    {{ judged_counts() }}

),

final as (

    select
        raw_counts.vendor,
        raw_counts.source_table,
        cast(raw_counts.raw_rows as {{ type_of('integer') }}) as raw_rows,
        cast(coalesce(judged_counts.valid_rows, 0) as {{ type_of('integer') }}) as valid_rows,
        cast(coalesce(judged_counts.duplicate_rows, 0) as {{ type_of('integer') }}) as duplicate_rows,
        cast(coalesce(judged_counts.quarantined_rows, 0) as {{ type_of('integer') }}) as quarantined_rows,
        cast(coalesce(judged_counts.excluded_rows, 0) as {{ type_of('integer') }}) as excluded_rows
    from raw_counts
    left join judged_counts
        on raw_counts.vendor = judged_counts.vendor
        and raw_counts.source_table = judged_counts.source_table
        and raw_counts.entity = judged_counts.entity

)

select * from final
