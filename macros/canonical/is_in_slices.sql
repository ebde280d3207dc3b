{#
  True where the day in `column` is one of the days of `changed` or at most `neighbours` days away from one: the
  upstream rows a day looks at. On a full run every day that has a row is chosen, so there is nothing to leave out.
#}
{% macro is_in_slices(column, changed, neighbours=0) -%}
    {%- if not is_incremental() -%}
    {{ column }} is not null
    {%- elif neighbours == 0 -%}
    {{ column }} in (select slice_date from {{ changed }})
    {%- else -%}
    {{ column }} in (
        select {{ date_add_days('chosen.slice_date', 'shifts.day_shift') }}
        from {{ changed }} as chosen
        cross join ({{ day_shifts(neighbours) }}) as shifts
    )
    {%- endif -%}
{%- endmacro %}
