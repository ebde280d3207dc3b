{#
  The node name of one identifier. Kinds that every vendor shares (an id that the product itself gave out)
  make one node whoever reports them; all other kinds belong to the vendor that reports them.
#}
{% macro identity_node(kind, vendor, value) -%}
    case
        when {{ kind }} = 'external_id' then 'external_id:' || {{ value }}
        else {{ kind }} || ':' || {{ vendor }} || ':' || {{ value }}
    end
{%- endmacro %}
