{# Fails with every row that meets the condition; `message_column` says what is wrong with each. #}
{% test no_rows(model, condition, message_column) %}
    select {{ message_column }}
    from {{ model }}
    where {{ condition }}
{% endtest %}
