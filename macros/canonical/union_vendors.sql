{#
  All rows of one canonical entity: a typed empty stub first, then every enabled vendor that provides the
  entity, column by column. With no vendor at all the result is an empty relation of the right shape.
#}
{% macro union_vendors(entity) %}
    {% set columns = canonical_columns(entity) %}
    select
        {% for name, word in columns %}
        cast(null as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from (select 1 as one) as stub
    where 1 = 0
    {% for provider in vendor_registry()['provides'].get(entity, []) %}
    {% if provider['vendor'] in var('vendors_enabled') %}
    union all
    select
        {% for name, word in columns %}
        {% if name == 'source_account' %}
        coalesce(cast({{ name }} as {{ type_of(word) }}), '') as {{ name }},
        {% else %}
        cast({{ name }} as {{ type_of(word) }}) as {{ name }}{{ ',' if not loop.last }}
        {% endif %}
        {% endfor %}
    from {{ ref(provider['model']) }}
    {% endif %}
    {% endfor %}
{% endmacro %}
