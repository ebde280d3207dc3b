{# The members that every dimension has beside the real ones: a figure that belongs to nobody still has a row. #}
{% macro special_member_rows() %}
    select '(unattributed)' as member_key, 'Unattributed' as member_name
    union all
    select '(internal)' as member_key, 'Internal use' as member_name
    union all
    select '(idle)' as member_key, 'Idle capacity' as member_name
    union all
    select '(none)' as member_key, 'Does not apply' as member_name
{% endmacro %}
