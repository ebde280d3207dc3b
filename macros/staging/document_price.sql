{# A unit price that a biller writes twice, as document_amount(): text in major units goes before minor units. #}
{% macro document_price(major_text, minor_price, factor) -%}
    cast(coalesce({{ safe_number(major_text, 'rate') }}, {{ major_price(minor_price, factor) }}) as {{ type_rate() }})
{%- endmacro %}
