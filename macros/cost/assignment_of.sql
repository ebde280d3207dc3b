{# How sure the owner of a cost is: unattributed (nobody known), allocated (by a driver or a true-up), direct. #}
{% macro assignment_of(customer_key, is_allocated) -%}
    case
        when {{ customer_key }} = '(unattributed)' then 'unattributed'
        when {{ is_allocated }} then 'allocated'
        else 'direct'
    end
{%- endmacro %}
