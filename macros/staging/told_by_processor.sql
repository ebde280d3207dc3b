{#
  True where the gateway behind a payment is itself a vendor in use that lands its balance: the processor tells such a
  payment with its fee, and a biller that repeats it must not count. Decided by the settings, not by the data. The name
  of the gateway says which it is; where a biller lets its user choose that name, `references` are the expressions that
  may hold the id of the payment at the processor, which tells it by its first letters.
#}
{% macro told_by_processor(gateway, references=[]) -%}
    {%- set processors = [] -%}
    {%- for name, table, prefixes in [('stripe', 'balance_transaction', ['ch_', 'py_', 'pi_'])] -%}
        {%- if name in var('vendors_enabled') and (name ~ '.' ~ table) not in var('missing') -%}
            {%- do processors.append("lower(" ~ gateway ~ ") like '%" ~ name ~ "%'") -%}
            {%- for reference in references -%}
                {%- do processors.append("substr(" ~ reference ~ ", 1, 3) in ('" ~ prefixes | join("', '") ~ "')") -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{- 'coalesce(' ~ processors | join(' or ') ~ ', false)' if processors else 'false' -}}
{%- endmacro %}
