{#
  Body of int_<entity>_judged for entities that are rebuilt whole: every raw row once, with its fate
  (valid, duplicate, quarantined) and the reason. The fate follows from what rows say, never from the order
  in which they arrived.
#}
{% macro judged_rows(entity) %}
    with
    source_rows as (
        {{ union_vendors(entity) }}
    ),
    examined as (
        {{ examined_rows(entity, 'source_rows') }}
    ),
    {{ row_fates(entity, 'examined') }},
    final as (
        select
            {% for name, word in canonical_columns(entity) %}
            {{ name }},
            {% endfor %}
            record_key,
            row_hash,
            row_fate,
            fate_reason
        from fated
    )
    select * from final
{% endmacro %}
