{# Fails on every group whose total reaches `below`: split_money() is exact for weights that sum to less than 1e15. #}
{% test group_total_below(model, column_name, below, group_by) %}

select
    {{ group_by | join(', ') }},
    sum({{ column_name }}) as total
from {{ model }}
group by {{ group_by | join(', ') }}
having sum({{ column_name }}) >= {{ below }}

{% endtest %}
