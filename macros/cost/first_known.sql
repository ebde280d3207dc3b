{#
  Inside a group of sightings numbered best first: the text of the best one that has it; sightings for which `last` is
  true come after all others. The number goes before the text, always six digits, so that the smallest text is the
  best ranked one on every engine; null drops out.
#}
{% macro first_known(column, last=none) -%}
    {%- set base = 'case when ' ~ last ~ ' then 500000 else 100000 end' if last else '100000' -%}
    substring(min(cast({{ base }} + sighting_number as {{ type_of('text') }}) || {{ column }}), 7)
{%- endmacro %}
