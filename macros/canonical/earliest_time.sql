{# A time before all data, to compare times that may be missing. #}
{% macro earliest_time() %}cast('1900-01-01 00:00:00' as {{ type_of('timestamp') }}){% endmacro %}
