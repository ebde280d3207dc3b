{#
  Every row of a relation plus one number per bucket: the sum of the values of the bucket's keys in a flat JSON
  object. `buckets` maps a column name to its list of keys. Null where no key of the bucket carries a number and
  where the text is no JSON object. On DuckDB, Postgres and Spark the object is opened once, however many keys there are.
#}
{% macro json_sums(relation, document, buckets, kind) %}
    {{ return(adapter.dispatch('json_sums', 'layer_six')(relation, document, buckets, kind)) }}
{% endmacro %}

{# Each number is read out of its text in one place only: two would double a text that is long already. #}
{% macro default__json_sums(relation, document, buckets, kind) %}
    {%- set paths = {} -%}
    {%- set parsed = [] -%}
    {%- set sums = {} -%}
    {%- for bucket, keys in buckets.items() -%}
        {%- set numbers = [] -%}
        {%- for key in keys -%}
            {%- set name = bucket ~ '_key_' ~ loop.index -%}
            {%- do paths.update({name: [key]}) -%}
            {%- do parsed.append(safe_number('opened.' ~ name, kind) ~ ' as ' ~ name ~ '_value') -%}
            {%- do numbers.append('parsed.' ~ name ~ '_value') -%}
        {%- endfor -%}
        {%- do sums.update({bucket: sum_of_known(numbers, kind)}) -%}
    {%- endfor %}
    select
        parsed.*,
        {%- for bucket, total in sums.items() %}
        {{ total }} as {{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            opened.*,
            {{ parsed | join(',\n            ') }}
        from ({{ json_columns(relation, document, paths) }}) as opened
    ) as parsed
{% endmacro %}

{# The opened document and its lists stay in the result: Spark has no way to leave a column out. #}
{% macro spark__json_sums(relation, document, buckets, kind) %}
    select
        opened.*,
        {%- for bucket, own_keys in buckets.items() %}
        {%- set numbers = [] -%}
        {%- for key in own_keys -%}{%- do numbers.append('opened.' ~ bucket ~ '_values[' ~ loop.index0 ~ ']') -%}{%- endfor %}
        {{ sum_of_known(numbers, kind) }} as {{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            unopened.*,
            {%- for bucket, own_keys in buckets.items() %}
            transform(
                array({% for key in own_keys %}{{ document }}_entries['{{ key }}']{{ ', ' if not loop.last }}{% endfor %}),
                found -> {{ safe_number('found', kind) }}
            ) as {{ bucket }}_values{{ ',' if not loop.last }}
            {%- endfor %}
        from (
            select
                documents.*,
                from_json(cast(documents.{{ document }} as string), 'map<string,string>') as {{ document }}_entries
            from {{ relation }} as documents
        ) as unopened
    ) as opened
{% endmacro %}

{% macro duckdb__json_sums(relation, document, buckets, kind) %}
    {%- set keys = buckets.values() | sum(start=[]) -%}
    {%- set state = namespace(first=1) %}
    select
        opened.* exclude (bucket_values),
        {%- for bucket, own_keys in buckets.items() %}
        {%- set places = [] -%}
        {%- for key in own_keys -%}{%- do places.append('opened.bucket_values[' ~ (state.first + loop.index0) ~ ']') -%}{%- endfor %}
        case
            when coalesce({{ places | join(', ') }}, null) is not null
                then cast(coalesce({{ places | join(', 0) + coalesce(') }}, 0) as {{ type_of(kind) }})
        end as {{ bucket }}{{ ',' if not loop.last }}
        {%- set state.first = state.first + own_keys | length %}
        {%- endfor %}
    from (
        select
            unopened.*,
            list_transform(
                json_extract_string(
                    case when json_valid(cast(unopened.{{ document }} as text)) then cast(unopened.{{ document }} as text) end,
                    ['$."{{ keys | join('"\', \'$."') }}"']
                ),
                lambda found: case when found is not null then {{ safe_number('found', kind) }} end
            ) as bucket_values
        from {{ relation }} as unopened
    ) as opened
{% endmacro %}

{% macro postgres__json_sums(relation, document, buckets, kind) %}
    select
        opened.*,
        {%- for bucket in buckets %}
        sums.{{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }} as opened
    cross join lateral (
        select
            {%- for bucket, keys in buckets.items() %}
            cast(sum(case when entry.key in ('{{ keys | join("', '") }}') then {{ safe_number('entry.value', kind) }} end) as {{ type_of(kind) }}) as {{ bucket }}{{ ',' if not loop.last }}
            {%- endfor %}
        from jsonb_each_text(
            case
                when pg_input_is_valid(cast(opened.{{ document }} as text), 'jsonb') and left(trim(cast(opened.{{ document }} as text)), 1) = '{'
                    then cast(cast(opened.{{ document }} as text) as jsonb)
            end
        ) as entry (key, value)
    ) as sums
{% endmacro %}

{# Redshift takes after Postgres in dbt but has neither jsonb nor lateral. #}
{% macro redshift__json_sums(relation, document, buckets, kind) %}
    {{ return(default__json_sums(relation, document, buckets, kind)) }}
{% endmacro %}
