{# Fails on every row where the condition is false, and where it is null: an unknown is no pass. #}
{% test always_true(model, condition) %}

select *
from {{ model }}
where case when {{ condition }} then 0 else 1 end = 1

{% endtest %}
