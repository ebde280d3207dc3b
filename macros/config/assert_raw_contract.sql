{#
  Looks, before a build, whether the raw tables and columns that the selected models read are there: those of
  the source YAML that are neither marked optional nor declared in `missing`. One line per defect. Nothing is
  looked at for commands that build nothing from raw tables, and for --empty runs.
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
                ~ '; load it, or add "' ~ name ~ '" to the variable missing'
            ) %}
        {% else %}
            {% for column in source.columns.values() %}
                {% set is_optional = column.get('config', {}).get('meta', {}).get('optional')
                    or column.get('meta', {}).get('optional') %}
                {% if not is_optional and (name ~ '.' ~ column.name) not in var('missing')
                    and column.name | lower not in found %}
                    {% do defects.append(
                        source.source_name ~ ': table ' ~ source.name ~ ' has no column ' ~ column.name
                        ~ '; load it, or add "' ~ name ~ '.' ~ column.name ~ '" to the variable missing'
                    ) %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% if defects %}
        {{ exceptions.raise_compiler_error('Raw data is incomplete:\n  - ' ~ defects | sort | join('\n  - ')) }}
    {% endif %}
{% endmacro %}
