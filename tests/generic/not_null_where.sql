{# Fails on every row that meets the condition and has no value. #}
{% test not_null_where(model, column_name, condition) %}

select *
from {{ model }}
where
    {{ column_name }} is null
    and ({{ condition }})

{% endtest %}
