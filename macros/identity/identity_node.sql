{#
  The node name of one identifier. Kinds that mean the same whoever reports them (an id that the product itself gave
  out, a domain, a tax id) make one node; all other kinds belong to the vendor that reports them. A customer record
  belongs to one account of its vendor: where there is an account, it follows the kind (`customer_id@<account>`).
#}
{% macro identity_node(kind, vendor, value, account="''") -%}
    case
        when {{ kind }} in ('external_id', 'domain', 'email', 'tax_id') then {{ kind }} || ':' || {{ value }}
        {%- if account != "''" %}
        when {{ kind }} = 'customer_id' and {{ account }} <> ''
            then {{ kind }} || '@' || {{ account }} || ':' || {{ vendor }} || ':' || {{ value }}
        {%- endif %}
        else {{ kind }} || ':' || {{ vendor }} || ':' || {{ value }}
    end
{%- endmacro %}
