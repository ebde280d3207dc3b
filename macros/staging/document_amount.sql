{#
  An amount that a biller writes twice: as text in major units where it has more decimals than the currency, and as
  whole minor units, rounded. The text wins; a text that is no number must be refused by row_issue().
#}
{% macro document_amount(major_text, minor_amount, factor) -%}
    coalesce(
        {{ safe_number(major_text, 'money') }},
        {{ major_amount(safe_number(minor_amount, 'count'), factor) }}
    )
{%- endmacro %}
