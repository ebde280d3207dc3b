{# Whole calendar months from the month of one date to the month of another. #}
{% macro months_between_starts(first_date, second_date) -%}
    (
        (extract(year from {{ second_date }}) - extract(year from {{ first_date }})) * 12
        + extract(month from {{ second_date }}) - extract(month from {{ first_date }})
    )
{%- endmacro %}
