{# The words for the fact that a seed row has picked among contradicting ones: stored and compared. #}
{% macro settled_reason() %}picked in event_conflict_picks{% endmacro %}
