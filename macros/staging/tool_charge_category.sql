{#
  The FOCUS charge category behind the kind of charge that a cost tool or a native bill states, in bill_word()
  spelling; what is not known is usage. A discount lowers the price of usage and is no gift of the cloud; a refund
  takes an earlier charge back. Commitment fees and support are purchases.
#}
{% macro tool_charge_category(word) -%}
    case
        when {{ word }} like '%tax%' then 'Tax'
        when {{ word }} like '%unused%' or {{ word }} like '%vacancy%' then 'Usage'
        when {{ word }} like '%refund%' or {{ word }} like '%adjustment%' or {{ word }} = 'roundingerror' then 'Adjustment'
        when {{ word }} like '%credit%' or {{ word }} in ('promotion', 'freetier') then 'Credit'
        when {{ word }} like '%discount%' then 'Usage'
        when {{ word }} like '%purchase%' or {{ word }} like '%fee%' or {{ word }} in ('support', 'awsmarketplace') then 'Purchase'
        when {{ word }} is not null then 'Usage'
    end
{%- endmacro %}
