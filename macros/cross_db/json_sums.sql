{#
  Every row of a relation plus one number per bucket: the sum of the values of the bucket's keys in a flat JSON
  object. `buckets` maps a column name to its list of keys. Null where no key of the bucket carries a number and
  where the text is no JSON object. On DuckDB and Postgres the object is opened once, however many keys there are.
#}
{% macro json_sums(relation, document, buckets, kind) %}
    {{ return(adapter.dispatch('json_sums', 'layer_six')(relation, document, buckets, kind)) }}
{% endmacro %}

{# Terms are added pairwise: in one long chain Spark would drop a decimal with nearly every plus. #}
{% macro default__json_sums(relation, document, buckets, kind) %}
    {%- set paths = {} -%}
    {%- set sums = {} -%}
    {%- for bucket, keys in buckets.items() -%}
        {%- set state = namespace(numbers=[], terms=[]) -%}
        {%- for key in keys -%}
            {%- set name = bucket ~ '_key_' ~ loop.index -%}
            {%- do paths.update({name: [key]}) -%}
            {%- do state.numbers.append(safe_number('opened.' ~ name, kind)) -%}
            {%- do state.terms.append('coalesce(' ~ state.numbers[-1] ~ ', 0)') -%}
        {%- endfor -%}
        {%- for level in range(8) if state.terms | length > 1 -%}
            {%- set pairs = [] -%}
            {%- for pair in state.terms | batch(2) -%}
                {%- do pairs.append('(' ~ pair | join(' + ') ~ ')') -%}
            {%- endfor -%}
            {%- set state.terms = pairs -%}
        {%- endfor -%}
        {%- do sums.update({bucket: [state.numbers | join(', '), state.terms[0]]}) -%}
    {%- endfor %}
    select
        opened.*,
        {%- for bucket, parts in sums.items() %}
        case when coalesce({{ parts[0] }}, null) is not null then cast({{ parts[1] }} as {{ type_of(kind) }}) end as {{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}
    from ({{ json_columns(relation, document, paths) }}) as opened
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
