{#
  A select with one row per entry of a JSON object: the columns in `keep`, the key as text and the value as text. Missing
  and empty objects, and what is no object, give no row. An object as a value is JSON text, ready for json_text().
#}
{% macro json_entries(relation, json_column, path=[], keep=[], key='entry_key', element='element') -%}
    {{- return(adapter.dispatch('json_entries', 'layer_six')(relation, json_column, path, keep, key, element)) -}}
{%- endmacro %}

{# Names and values are two lists in the same order here, unnested side by side. #}
{% macro duckdb__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}{{ column }}, {% endfor -%}
        {{ key }},
        json_extract_string(entry_value, '$') as {{ element }}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor -%}
            unnest(json_keys(entries)) as {{ key }},
            unnest(json_extract(entries, '$.*')) as entry_value
        from (
            select
                {% for column in keep %}{{ column }}, {% endfor -%}
                case when json_type({{ json_value(json_column, path) }}) = 'OBJECT' then {{ json_value(json_column, path) }} end as entries
            from {{ relation }}
        ) as listed
    ) as opened
{%- endmacro %}

{% macro postgres__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        opened.entry_name as {{ key }},
        opened.entry_value #>> '{}' as {{ element }}
    from {{ relation }} as listed
    cross join lateral jsonb_each(
        case when jsonb_typeof({{ json_value('listed.' ~ json_column, path) }}) = 'object' then {{ json_value('listed.' ~ json_column, path) }} end
    ) as opened (entry_name, entry_value)
{%- endmacro %}

{% macro spark__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        opened.{{ key }},
        opened.{{ element }}
    from {{ relation }} as listed
    lateral view explode(from_json({{ json_value('listed.' ~ json_column, path) }}, 'map<string,string>')) opened as {{ key }}, {{ element }}
{%- endmacro %}

{% macro snowflake__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        opened.key as {{ key }},
        cast(opened.value as text) as {{ element }}
    from {{ relation }} as listed,
        lateral flatten(
            input => case when typeof({{ json_value('listed.' ~ json_column, path) }}) = 'OBJECT' then {{ json_value('listed.' ~ json_column, path) }} end
        ) as opened
{%- endmacro %}

{% macro bigquery__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        {{ key }},
        coalesce(json_value(listed.entries[{{ key }}]), to_json_string(listed.entries[{{ key }}])) as {{ element }}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor -%}
            safe.parse_json(json_query({{ json_column }}, '{{ json_path(path) }}')) as entries
        from {{ relation }}
    ) as listed
    cross join unnest(json_keys(listed.entries, 1)) as {{ key }}
{%- endmacro %}

{% macro redshift__json_entries(relation, json_column, path, keep, key, element) -%}
    select
        {% for column in keep %}{{ column }}, {% endfor -%}
        {{ key }},
        case when json_typeof(item) = 'string' then cast(item as varchar(65535)) when json_typeof(item) <> 'null' then json_serialize(item) end as {{ element }}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor -%}
            case when can_json_parse({{ json_value(json_column, path) }}) then json_parse({{ json_value(json_column, path) }}) end as entries
        from {{ relation }}
    ) as listed, unpivot listed.entries as item at {{ key }}
{%- endmacro %}
