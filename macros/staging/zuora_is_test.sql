{#
  True for accounts of a batch that the company keeps for tests. Zuora marks no test data; the variable
  zuora_test_batches lists the batches, and is empty by default.
#}
{% macro zuora_is_test(batch) -%}
    {%- set batches = var('zuora_test_batches', []) -%}
    {{- 'coalesce(' ~ batch ~ " in ('" ~ batches | join("', '") ~ "'), false)" if batches else 'false' -}}
{%- endmacro %}
