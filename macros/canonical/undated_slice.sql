{# The day that keeps rows whose time is missing: they are quarantined, and still belong to one slice. #}
{% macro undated_slice() %}cast('1900-01-01' as date){% endmacro %}
