{#
  Looks, before a build, whether the raw tables and columns that the selected models read are there: those of
  the source YAML that `missing` does not declare. What is marked optional there is often not landed; undeclared
  it is read like the rest, so that its absence is named here and not by the engine. One line per defect.
  Nothing is looked at for commands that build nothing from raw tables, and for --empty runs.
#}
{% macro assert_raw_contract() %}
    {% if not execute or flags.WHICH not in ('run', 'build') or flags.EMPTY %}{{ return('') }}{% endif %}
    {% set defects = [] %}
    {% for source in sources_to_check() %}
        {% set name = source.source_name ~ '.' ~ source.name %}
        {% set relation = api.Relation.create(database=source.database, schema=source.schema, identifier=source.identifier) %}
        {% set found = raw_column_names(relation) %}
        {% if not found %}
            {% do defects.append(
                source.source_name ~ ': table ' ~ source.name ~ ' is not in ' ~ source.schema
                ~ '; load it, or add "' ~ name ~ '" to the list missing in dbt_project.yml'
            ) %}
        {% else %}
            {% for column in source.columns.values() %}
                {% if (name ~ '.' ~ column.name) not in var('missing')
                    and column.name | lower not in found %}
                    {% do defects.append(
                        source.source_name ~ ': table ' ~ source.name ~ ' has no column ' ~ column.name
                        ~ '; load it, or add "' ~ name ~ '.' ~ column.name ~ '" to the list missing in dbt_project.yml'
                    ) %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if defects %}
        {{ exceptions.raise_compiler_error('Raw data is incomplete:\n  - ' ~ defects | sort | join('\n  - ')) }}
    {% endif %}
{% endmacro %}
