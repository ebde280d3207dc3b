{# True for a text such as 2026-04-21 that names a day of the calendar. #}
{% macro is_calendar_day(words) %}
    {% set parts = words.split('-') %}
    {% if parts | length != 3 or parts | map('length') | list != [4, 2, 2] %}{{ return(false) }}{% endif %}
    {% for letter in words if letter not in '0123456789-' %}{{ return(false) }}{% endfor %}
    {% set year, month, day = parts[0] | int, parts[1] | int, parts[2] | int %}
    {% if month < 1 or month > 12 or day < 1 or year < 1 %}{{ return(false) }}{% endif %}
    {% set is_leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 %}
    {% set lengths = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] %}
    {{ return(day <= lengths[month - 1]) }}
{% endmacro %}
