{# A number rounded to the scale of a type word, null where it has too many digits: for engines whose cast does neither. #}
{% macro within_bounds(number, kind) -%}
    {%- set whole, scale = decimal_shape(kind) -%}
    {%- set rounded = 'round(' ~ number ~ ', ' ~ scale ~ ')' -%}
    {%- set bound = "cast('1" ~ '0' * whole ~ "' as " ~ type_of('wide') ~ ')' -%}
    cast(case when abs({{ rounded }}) < {{ bound }} then {{ rounded }} end as {{ type_of(kind) }})
{%- endmacro %}
