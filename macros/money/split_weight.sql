{#
  Money as a whole, non-negative weight for split_money(): by default micro-units, so that a partition may hold up to
  1e9 in major units. Any positive amount weighs at least one, negatives and null weigh nothing.
  Larger partitions take fewer `decimals`: 2 allows 1e13.
#}
{% macro split_weight(amount, decimals=6) -%}
    case
        when {{ amount }} > 0 then greatest({{ int_div(nano_units(amount), '1' ~ '0' * (9 - decimals)) }}, 1)
        else 0
    end
{%- endmacro %}
