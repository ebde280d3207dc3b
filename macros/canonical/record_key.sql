{#
  The key of a valid row: its vendor, account and id; in sliced entities also the slice, and for lines that a
  source only appends their batch and place in it. Without an id: the content and its number among equal rows.
#}
{% macro record_key(entity) %}
    {% set owner = ['vendor', 'source_account'] %}
    {% set named = ['source_record_id'] %}
    {% set unnamed = ["''", 'row_hash', 'copy_number'] %}
    {% if entity_rules(entity)['change'] == 'sliced' %}
        {% set owner = ['vendor', 'source_table', 'source_account', 'slice_period'] %}
        {% if 'grouping_set' in canonical_columns(entity) | map('first') | list %}
            {% do owner.append('grouping_set') %}
        {% endif %}
        {% set appended_batch = 'case when is_appended = 1 then slice_batch end' %}
        {% set named = ['source_record_id', appended_batch, 'case when is_appended = 1 then place end'] %}
        {% set unnamed = ["''", 'row_hash', 'copy_number', appended_batch] %}
    {% endif %}
    case
        when is_identified = 1 then {{ surrogate_key(owner + named) }}
        else {{ surrogate_key(owner + unnamed) }}
    end
{% endmacro %}
