{#
  The load times of rows as one number. Beside the count of a day's rows and its newest load time it tells that a row
  went and another came in its place, loaded before the newest. Compared only with itself on the same engine.
#}
{% macro sum_of_load_times(loaded_at) -%}
    sum(coalesce(
        (extract(month from {{ loaded_at }}) * 31 + extract(day from {{ loaded_at }})) * 86400
        + extract(hour from {{ loaded_at }}) * 3600 + extract(minute from {{ loaded_at }}) * 60
        + cast(extract(second from {{ loaded_at }}) as {{ type_of('integer') }}),
        0
    ))
{%- endmacro %}
