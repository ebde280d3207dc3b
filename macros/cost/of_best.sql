{# Inside a group of sightings numbered best first: what the best one says, known or not. #}
{% macro of_best(column) -%}
    max(case when sighting_number = 1 then {{ column }} end)
{%- endmacro %}
