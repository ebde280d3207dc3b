{#
  One column `date_day`: every day from the first calendar day to the end of the fifth year after `as_of`
  (after 2030 where `as_of` is left to the data). Contracts, projections and exchange rates fit into it.
#}
{% macro calendar_days() %}
    {% set seen_from = (var('as_of') | string)[:4] | int %}
    {% set end_year = (seen_from if seen_from > 0 else 2030) + 6 %}
    select numbered.date_day
    from (
        select {{ date_add_days(first_calendar_day(), 'a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit') }} as date_day
        from ({{ digits() }}) as a
        cross join ({{ digits() }}) as b
        cross join ({{ digits() }}) as c
        cross join ({{ digits() }}) as d
    ) as numbered
    where numbered.date_day < cast('{{ end_year }}-01-01' as date)
{% endmacro %}
