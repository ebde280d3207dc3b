{#
  A select with one row per entry of a flat JSON object: the columns in `keep`, the key and the value as text. A JSON
  null is a null value; missing, empty and bad documents and arrays give no row. Values are scalars.
#}
{% macro json_entries(relation, json_column, keep=[], key='entry_key', value='entry_value') -%}
    {{- return(adapter.dispatch('json_entries', 'layer_six')(relation, json_column, keep, key, value)) -}}
{%- endmacro %}

{% macro duckdb__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}{{ column }}, {% endfor -%}
        {{ key }},
        json_extract_string(document, '$."' || {{ key }} || '"') as {{ value }}
    from (
        select {% for column in keep %}{{ column }}, {% endfor %}document, unnest(json_keys(document)) as {{ key }}
        from (
            select
                {% for column in keep %}{{ column }}, {% endfor -%}
                case when json_type({{ json_value(json_column, []) }}) = 'OBJECT' then {{ json_value(json_column, []) }} end as document
            from {{ relation }}
        ) as opened
    ) as keyed
{%- endmacro %}

{% macro postgres__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        entry.{{ key }},
        entry.{{ value }}
    from {{ relation }} as listed
    cross join lateral jsonb_each_text(
        case when jsonb_typeof({{ json_value('listed.' ~ json_column, []) }}) = 'object' then {{ json_value('listed.' ~ json_column, []) }} end
    ) as entry ({{ key }}, {{ value }})
{%- endmacro %}

{% macro spark__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        entry.{{ key }},
        entry.{{ value }}
    from {{ relation }} as listed
    lateral view explode(from_json(cast(listed.{{ json_column }} as string), 'map<string,string>')) entry as {{ key }}, {{ value }}
{%- endmacro %}

{% macro snowflake__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        entry.key as {{ key }},
        cast(entry.value as text) as {{ value }}
    from {{ relation }} as listed,
        lateral flatten(
            input => case when is_object({{ json_value('listed.' ~ json_column, []) }}) then {{ json_value('listed.' ~ json_column, []) }} end
        ) as entry
{%- endmacro %}

{% macro bigquery__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        regexp_extract(pair, r'^"([^"]*)"') as {{ key }},
        nullif(trim(regexp_extract(pair, r':\s*(.*)$'), '" '), 'null') as {{ value }}
    from {{ relation }} as listed
    cross join unnest(regexp_extract_all(listed.{{ json_column }}, r'"[^"]*"\s*:\s*(?:"[^"]*"|[^",{}\[\]]+)')) as pair
{%- endmacro %}

{% macro redshift__json_entries(relation, json_column, keep, key, value) -%}
    select
        {% for column in keep %}listed.{{ column }}, {% endfor -%}
        {{ key }},
        case when json_typeof(item) = 'string' then cast(item as varchar(65535)) when not is_null(item) then json_serialize(item) end as {{ value }}
    from (
        select
            {% for column in keep %}{{ column }}, {% endfor -%}
            case when can_json_parse({{ json_column }}) then json_parse({{ json_column }}) end as document
        from {{ relation }}
    ) as listed, unpivot listed.document as item at {{ key }}
{%- endmacro %}
