{# The billing account of an infrastructure line; a vendor that names none has an account of its own. #}
{% macro account_of_line() -%}
    coalesce(nullif(billing_account_ref, ''), vendor || ':' || coalesce(source_account, ''))
{%- endmacro %}
