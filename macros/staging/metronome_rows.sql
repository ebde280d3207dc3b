{#
  The rows of a Metronome export table with what every one of them needs: loaded_at; source_account (empty for the
  environment in use, else its name, so that a sandbox row never meets a production row under one id); left_out, why
  the row cannot count; version_suffix, which keeps the id of a row of an older snapshot apart. Snapshot tables are
  rewritten whole, so what only an older snapshot has was removed at the source. `clock`: the column that dates a row.
#}
{% macro metronome_rows(table, columns, is_snapshot=false, clock='updated_at') %}
    {%- set wanted = dict(columns) -%}
    {%- do wanted.update({'environment_type': 'text'}) -%}
    {%- do wanted.update({clock: 'timestamp'}) -%}
    {%- if is_snapshot -%}{%- do wanted.update({'snapshot_id': 'text'}) -%}{%- endif -%}
    {%- set used = var('metronome_environment', 'PRODUCTION') %}
    {%- set is_used = "upper(coalesce(environment_type, '" ~ used ~ "')) = '" ~ used ~ "'" %}
    {%- set is_older = "coalesce(snapshot_id, '') <> newest_snapshot" if is_snapshot else '1 = 0' %}
    select
        seen.*,
        case when {{ is_used }} then '' else lower(environment_type) end as source_account,
        case when not {{ is_used }} then 'sandbox' when {{ is_older }} then 'older_snapshot' end as left_out,
        {{ "case when " ~ is_older ~ " then '|' || coalesce(snapshot_id, '') else '' end" if is_snapshot else "''" }} as version_suffix
    from (
        select
            dated.*
            {%- if is_snapshot %},
            first_value(coalesce(snapshot_id, '')) over (
                partition by environment_type order by snapshot_at desc nulls last, snapshot_id desc nulls last
                rows between unbounded preceding and current row
            ) as newest_snapshot
            {%- endif %}
        from (
            select
                landed.*,
                {{ safe_timestamp(clock) }} as loaded_at
                {%- if is_snapshot %},
                max({{ safe_timestamp(clock) }}) over (partition by environment_type, snapshot_id) as snapshot_at
                {%- endif %}
            from ({{ raw_rows('metronome', table, wanted) }}) as landed
        ) as dated
    ) as seen
{% endmacro %}
