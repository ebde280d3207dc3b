{#
  Inside a group of sightings numbered best first: the text of the best one that has it. The number goes before
  the text, always six digits, so that the smallest text is the best ranked one on every engine; null drops out.
#}
{% macro first_known(column) -%}
    substring(min(cast(100000 + sighting_number as {{ type_of('text') }}) || {{ column }}), 7)
{%- endmacro %}
