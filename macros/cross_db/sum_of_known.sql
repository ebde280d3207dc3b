{#
  The sum of the numbers that are not null, null where all are. Terms are added pairwise: in one long chain Spark
  would drop a decimal with nearly every plus.
#}
{% macro sum_of_known(numbers, kind) -%}
    {%- set state = namespace(terms=[]) -%}
    {%- for number in numbers -%}{%- do state.terms.append('coalesce(' ~ number ~ ', 0)') -%}{%- endfor -%}
    {%- for level in range(8) if state.terms | length > 1 -%}
        {%- set pairs = [] -%}
        {%- for pair in state.terms | batch(2) -%}
            {%- do pairs.append('(' ~ pair | join(' + ') ~ ')') -%}
        {%- endfor -%}
        {%- set state.terms = pairs -%}
    {%- endfor -%}
    case when coalesce({{ numbers | join(', ') }}, null) is not null then cast({{ state.terms[0] }} as {{ type_of(kind) }}) end
{%- endmacro %}
