{#
  Hash of what a canonical row says: every column of the entity's body and whether the row is withdrawn or
  broken. Not part of it: where and when the row was loaded, so that a copy that arrives twice hashes equal; and
  unhashed_columns().
#}
{% macro content_hash(entity) %}
    {% set outside = [
        'vendor', 'source_table', 'source_account', 'source_record_id', 'source_updated_at', 'loaded_at',
        'slice_batch', 'payload_hash'
    ] + unhashed_columns(entity) %}
    {% set said = [] %}
    {% for name, word in canonical_columns(entity) if name not in outside %}{% do said.append(boolean_text(name) if word == 'boolean' else name) %}{% endfor %}
    {% if entity == 'usage_events' %}
        coalesce(payload_hash, {{ payload_hash(said) }})
    {% else %}
        {{ payload_hash(said) }}
    {% endif %}
{% endmacro %}
