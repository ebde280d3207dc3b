{#
  Plain or scientific decimal notation without separators. A mantissa in front of an exponent is limited to 15
  integer digits: beyond that engines differ in what they can shift.
#}
{% macro number_pattern() -%}
    {{- return('[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+|([0-9]{1,15}([.][0-9]{0,18})?|[.][0-9]{1,18})[eE][+-]?[0-9]{1,3})') -}}
{%- endmacro %}
