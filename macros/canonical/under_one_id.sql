{# The window of the sound (or of the broken) rows that share one id of one vendor account. #}
{% macro under_one_id(relation=none) %}
    {% set prefix = relation ~ '.' if relation else '' %}
    partition by {{ prefix }}vendor, source_account, {{ prefix }}source_record_id, is_sound
{% endmacro %}
