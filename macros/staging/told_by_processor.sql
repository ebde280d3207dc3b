{#
  True where the gateway behind a payment is itself a vendor in use that lands its balance: the processor tells such a
  payment with its fee, and a biller that repeats it must not count. Decided by the settings, not by the data.
#}
{% macro told_by_processor(gateway) -%}
    {%- set processors = [] -%}
    {%- for name, table in {'stripe': 'balance_transaction'}.items() -%}
        {%- if name in var('vendors_enabled') and (name ~ '.' ~ table) not in var('missing') -%}
            {%- do processors.append("lower(" ~ gateway ~ ") like '%" ~ name ~ "%'") -%}
        {%- endif -%}
    {%- endfor -%}
    {{- 'coalesce(' ~ processors | join(' or ') ~ ', false)' if processors else 'false' -}}
{%- endmacro %}
