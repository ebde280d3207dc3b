{# No date before this one is expected in any source. #}
{% macro first_calendar_day() %}cast('2015-01-01' as date){% endmacro %}
