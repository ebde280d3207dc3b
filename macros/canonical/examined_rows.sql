{#
  The rows of a CTE with what judging needs: `defect` (null = sound), `is_sound` and `is_identified` (1 or 0),
  `row_hash` (hash of everything the row says; the vendor's payload hash where the entity has one).
  `hashed` = false leaves the hash out where no rival row needs it. Joins are many to one: the currency list holds a code once.
#}
{% macro examined_rows(entity, rows, hashed=true) %}
    {% set currencies = entity_rules(entity).get('money', {}) %}
    select
        examined.*,
        case when examined.defect is null then 1 else 0 end as is_sound
    from (
        select
            {{ rows }}.*,
            {% if hashed %}{{ content_hash(entity) }}{% else %}cast(null as {{ type_of('text') }}){% endif %} as row_hash,
            case when trim({{ rows }}.source_record_id) <> '' then 1 else 0 end as is_identified,
            {{ quarantine_reason(entity) }} as defect
        from {{ rows }}
        {% for currency in currencies %}
        left join (
            select currency_code as currency_is_known_{{ loop.index }}
            from {{ ref('stg_pricing__currency_exponents') }}
        ) as known_{{ loop.index }}
            on {{ rows }}.{{ currency }} = known_{{ loop.index }}.currency_is_known_{{ loop.index }}
        {% endfor %}
    ) as examined
{% endmacro %}
