{#
  The account that an infrastructure line belongs to, in which its reporters compete: the cluster for lines that split
  a cluster anew, else the billing account; a vendor that names none has an account of its own per provider.
#}
{% macro account_of_line() -%}
    coalesce(
        case when {{ splits_cluster() }} then 'k8s:' || {{ cluster_of_line() }} end,
        nullif(billing_account_ref, ''),
        vendor || ':' || coalesce(provider, source_account, '')
    )
{%- endmacro %}
