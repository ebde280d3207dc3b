{# Join condition: this group of calls stands beside the invoice of that true-up, and its account is in the report. #}
{% macro carries_true_up(calls, true_ups) -%}
    {{ calls }}.service_date = {{ true_ups }}.service_date
        and {{ calls }}.provider = {{ true_ups }}.provider
        and {{ calls }}.purpose = {{ true_ups }}.purpose
        and {{ calls }}.currency_code = {{ true_ups }}.currency_code
        and not coalesce({{ calls }}.is_unreported, false)
        and {{ true_ups }}.model in ('(all)', {{ calls }}.model)
{%- endmacro %}
