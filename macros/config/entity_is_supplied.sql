{#
  `true` where a vendor in use can supply an entity: it maps the entity and at least one of the raw tables behind
  it is landed (not declared in `missing`). Configuration only, so it does not change with the data of a day.
#}
{% macro entity_is_supplied(entity) -%}
    {% set found = namespace(supplied=false) %}
    {% for provider in vendor_registry()['provides'].get(entity, []) if provider['vendor'] in var('vendors_enabled') %}
        {% set tables = [] %}
        {% set landed = [] %}
        {% for count in vendor_registry()['counts'] if count['vendor'] == provider['vendor'] and count['entity'] == entity %}
            {% do tables.append(count['source_table']) %}
            {% if count['vendor'] ~ '.' ~ count['source_table'] not in var('missing') %}
                {% do landed.append(count['source_table']) %}
            {% endif %}
        {% endfor %}
        {% if landed or not tables %}{% set found.supplied = true %}{% endif %}
    {% endfor %}
    {{- 'true' if found.supplied else 'false' -}}
{%- endmacro %}
