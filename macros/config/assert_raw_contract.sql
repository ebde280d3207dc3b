{#
  Looks, before a build, whether the raw tables and columns that the selected models read are there: those of
  the source YAML that `missing` does not declare. What is marked optional there is often not landed; undeclared
  it is read like the rest, so that its absence is named here and not by the engine. A column whose type cannot be
  read as the declared one is named too; one that nobody declared is harmless. One line per defect.
  Nothing is looked at for commands that build nothing from raw tables, and for --empty runs.
#}
{% macro assert_raw_contract() %}
    {% if not execute or flags.WHICH not in ('run', 'build') or flags.EMPTY %}{{ return('') }}{% endif %}
    {% set defects = [] %}
    {% for source in sources_to_check() %}
        {% set name = source.source_name ~ '.' ~ source.name %}
        {% set relation = api.Relation.create(database=source.database, schema=source.schema, identifier=source.identifier) %}
        {% set found = raw_column_types(relation) %}
        {% if not found %}
            {% do defects.append(
                source.source_name ~ ': table ' ~ source.name ~ ' is not in ' ~ source.schema
                ~ '; load it, or add "' ~ name ~ '" to the list missing in dbt_project.yml'
            ) %}
        {% else %}
            {% for column in source.columns.values() %}
                {% set place = source.source_name ~ ': table ' ~ source.name %}
                {% if (name ~ '.' ~ column.name) in var('missing') %}
                {% elif column.name | lower not in found %}
                    {% do defects.append(
                        place ~ ' has no column ' ~ column.name
                        ~ '; load it, or add "' ~ name ~ '.' ~ column.name ~ '" to the list missing in dbt_project.yml'
                    ) %}
                {% elif column.data_type and raw_type_problem(column.data_type, found[column.name | lower]) %}
                    {% do defects.append(
                        place ~ ', column ' ~ column.name ~ ' ' ~ raw_type_problem(column.data_type, found[column.name | lower])
                    ) %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if defects %}
        {{ exceptions.raise_compiler_error('Raw data is incomplete:\n  - ' ~ defects | sort | join('\n  - ')) }}
    {% endif %}
{% endmacro %}
