{#
  The value of a dimension by which a cost tool grouped, trimmed; null for nothing and for the words that the tools
  write where the cost has no value: `Not In Dimension`, `Unallocated`, `__unallocated__` and its like.
#}
{% macro bill_dimension(value) -%}
    case
        when lower(trim({{ value }})) in ('not in dimension', 'unallocated', 'none', 'null', '') then null
        when {{ text_match('trim(' ~ value ~ ')', '^(__.*__)$') }} is not null then null
        else trim({{ value }})
    end
{%- endmacro %}
