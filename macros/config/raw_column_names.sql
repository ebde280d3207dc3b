{# Names of a raw table's columns in small letters; an empty list where the table is not there. #}
{% macro raw_column_names(relation) %}
    {% set names = [] %}
    {% if adapter.get_relation(relation.database, relation.schema, relation.identifier) is not none %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do names.append(column.name | lower) %}
        {% endfor %}
    {% endif %}
    {{ return(names) }}
{% endmacro %}
