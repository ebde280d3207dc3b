{#
  A select with one row per element of a JSON array: the columns in `keep`, the element as text and its position
  from 0. Missing, empty and bad arrays give no row. An object element is JSON text, ready for json_text().
#}
{% macro json_explode(relation, json_column, path=[], keep=[], element='element', ordinal='ordinal') -%}
    {{- return(adapter.dispatch('json_explode', 'layer_six')(relation, json_column, path, keep, element, ordinal)) -}}
{%- endmacro %}

{% macro duckdb__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}{{ column }}, {% endfor -%}
        json_extract_string(item, '$') as {{ element }},
        position - 1 as {{ ordinal }}
    from (
        select {% for column in keep %}{{ column }}, {% endfor %}unnest(items) as item, generate_subscripts(items, 1) as position
        from (
            select
                {% for column in keep %}{{ column }}, {% endfor -%}
                cast(case when json_type({{ json_value(json_column, path) }}) = 'ARRAY' then {{ json_value(json_column, path) }} end as json[]) as items
            from {{ relation }}
        ) as listed
    ) as exploded
{%- endmacro %}

{% macro postgres__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        exploded.item #>> '{}' as {{ element }},
        cast(exploded.position - 1 as integer) as {{ ordinal }}
    from {{ relation }} as listed
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof({{ json_value('listed.' ~ json_column, path) }}) = 'array' then {{ json_value('listed.' ~ json_column, path) }} end
    ) with ordinality as exploded (item, position)
{%- endmacro %}

{% macro spark__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        exploded.{{ element }},
        exploded.{{ ordinal }}
    from {{ relation }} as listed
    lateral view posexplode(from_json({{ json_value('listed.' ~ json_column, path) }}, 'array<string>')) exploded as {{ ordinal }}, {{ element }}
{%- endmacro %}

{% macro snowflake__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        cast(exploded.value as text) as {{ element }},
        exploded.index as {{ ordinal }}
    from {{ relation }} as listed,
        lateral flatten(
            input => case when is_array({{ json_value('listed.' ~ json_column, path) }}) then {{ json_value('listed.' ~ json_column, path) }} end
        ) as exploded
{%- endmacro %}

{% macro bigquery__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        case when item <> 'null' then coalesce(json_value(item), item) end as {{ element }},
        {{ ordinal }}
    from {{ relation }} as listed
    cross join unnest(json_query_array(listed.{{ json_column }}, '{{ json_path(path) }}')) as item with offset as {{ ordinal }}
{%- endmacro %}

{% macro redshift__json_explode(relation, json_column, path, keep, element, ordinal) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        case when json_typeof(item) = 'string' then cast(item as varchar(65535)) when json_typeof(item) <> 'null' then json_serialize(item) end as {{ element }},
        {{ ordinal }}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor -%}
            case when can_json_parse({{ json_value(json_column, path) }}) then json_parse({{ json_value(json_column, path) }}) end as items
        from {{ relation }}
    ) as listed, listed.items as item at {{ ordinal }}
{%- endmacro %}
