{# The words for facts that contradict each other, and for the one that was picked: stored and compared. #}
{% macro contested_reason() %}source_record_id: another payload has the same id{% endmacro %}
