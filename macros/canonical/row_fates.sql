{#
  Two CTEs, `ranked` and `fated`: the rows of `examined` with `row_fate`, `fate_reason` and `record_key`, by
  the entity's rule of change. A quarantined row never competes: it neither wins nor makes another row a
  duplicate. A row without an id is kept under a key made of its content and its number among equal rows.
#}
{% macro row_fates(entity, examined) %}
    {% set rule = entity_rules(entity)['change'] %}
    ranked as (
        {% if rule == 'immutable' %}{{ rank_immutable(entity, examined) }}
        {% elif rule == 'versioned' %}{{ rank_versioned(examined, unhashed_columns(entity)) }}
        {% else %}{{ rank_sliced(entity, examined) }}
        {% endif %}
    ),
    fated as (
        select
            ranked.*,
            case
                when defect is not null or contest is not null then 'quarantined'
                when succession is not null then 'duplicate'
                else 'valid'
            end as row_fate,
            coalesce(defect, contest, succession, settlement) as fate_reason,
            {{ record_key(entity) }} as record_key
        from ranked
    )
{% endmacro %}
