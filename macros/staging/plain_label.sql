{#
  A label of a picklist as a plain word: the same value comes as a code (`FlatFee`) or as its caption (`Flat Fee
  Pricing`), so case, blanks, hyphens, underscores and the word pricing are left out: flatfee.
#}
{% macro plain_label(label) -%}
    replace(replace(replace(replace(lower(trim({{ label }})), ' ', ''), '-', ''), '_', ''), 'pricing', '')
{%- endmacro %}
