{# Columns of a raw table as {name in small letters: type in the engine's words}; empty where the table is not there. #}
{% macro raw_column_types(relation) %}
    {% set types = {} %}
    {% if adapter.get_relation(relation.database, relation.schema, relation.identifier) is not none %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do types.update({column.name | lower: column.dtype | lower}) %}
        {% endfor %}
    {% endif %}
    {{ return(types) }}
{% endmacro %}
