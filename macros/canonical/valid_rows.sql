{#
  Body of int_<entity>: the rows that count, which is all that models further right ever see.
  Event entities also carry their slice.
#}
{% macro valid_rows(entity) %}
    select
        {% for name, word in canonical_columns(entity) %}
        {{ name }},
        {% endfor %}
        record_key{{ ',' if 'clock' in entity_rules(entity) }}
        {% if 'clock' in entity_rules(entity) %}
        slice_date,
        slice_version
        {% endif %}
    from {{ ref('int_' ~ entity ~ '_judged') }}
    where row_fate = 'valid' and exclusion_reason is null
{% endmacro %}
