{# The cluster that a line which splits it names: bills and clusters spell the same name in another case. #}
{% macro cluster_of_line() -%}
    lower(trim(coalesce(sub_account_ref, '')))
{%- endmacro %}
