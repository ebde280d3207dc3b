{# Fails on every value outside [min_value, max_value]; null passes. `exclusive` forbids the bounds themselves. #}
{% test accepted_range(model, column_name, min_value=none, max_value=none, exclusive=false) %}

{%- set edge = '=' if exclusive else '' %}
select *
from {{ model }}
where
    1 = 0
    {% if min_value is not none %}or {{ column_name }} <{{ edge }} {{ min_value }}{% endif %}
    {% if max_value is not none %}or {{ column_name }} >{{ edge }} {{ max_value }}{% endif %}

{% endtest %}
