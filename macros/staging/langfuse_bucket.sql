{#
  The sum of the columns of some buckets that langfuse_usage_paths() has made; null where no key of them is present.
  Terms are added pairwise: in one long chain Spark would drop a decimal with nearly every plus.
#}
{% macro langfuse_bucket(prefix, buckets, kind) -%}
    {%- set state = namespace(names=[], terms=[]) -%}
    {%- for bucket in buckets -%}
        {%- for key in langfuse_usage_keys()[bucket] -%}
            {%- do state.names.append(prefix ~ '_' ~ bucket ~ '_' ~ loop.index) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in state.names -%}
        {%- do state.terms.append('case when ' ~ name ~ ' is null then 0 else coalesce(' ~ safe_number(name, kind) ~ ', 0) end') -%}
    {%- endfor -%}
    {%- for level in range(7) if state.terms | length > 1 -%}
        {%- set pairs = [] -%}
        {%- for pair in state.terms | batch(2) -%}
            {%- do pairs.append('(' ~ pair | join('\n + ') ~ ')') -%}
        {%- endfor -%}
        {%- set state.terms = pairs -%}
    {%- endfor -%}
    case
        when coalesce({{ state.names | join(', ') }}{{ ', null' if state.names | length == 1 }}) is not null
            then cast({{ state.terms[0] }} as {{ type_of(kind) }})
    end
{%- endmacro %}
