{#
  Whether the plain input (or output) count of an observation still includes its detail counts. Langfuse promises
  that the keys of usage_details exclude each other but does not enforce it. The variable
  langfuse_usage_convention says what to do: `exclusive` (default) trusts the promise, `inclusive` never does,
  `auto` finds the rows whose keys sum to more than their total by over 1 percent, Langfuse's own tolerance,
  and which tie to the total once the details (of this side, or of both) are taken out. Side `write`: the input
  still includes the cache writes alone, as LiteLLM sends it, which `auto` finds where they tie exactly.
#}
{% macro langfuse_overlaps(side) -%}
    {%- set convention = var('langfuse_usage_convention', 'exclusive') -%}
    {%- set details = 'detail_' ~ side -%}
    {%- set ties = [] -%}
    {%- for part in [details, details ~ ' + detail_output' if side == 'write' else 'detail_input + detail_output'] -%}
        {%- if side == 'write' -%}
            {%- do ties.append('key_sum - (' ~ part ~ ') = usage_total') -%}
        {%- else -%}
            {%- do ties.append('(key_sum - (' ~ part ~ ')) * 100 between usage_total * 99 and usage_total * 101') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if convention == 'exclusive' or (convention == 'inclusive' and side == 'write') -%}
        false
    {%- elif convention == 'inclusive' -%}
        true
    {%- elif convention == 'auto' -%}
        coalesce(key_sum * 100 > usage_total * 101 and {{ details }} > 0 and ({{ ties | join(' or ') }}), false)
    {%- else -%}
        {{ exceptions.raise_compiler_error("langfuse_usage_convention: '" ~ convention ~ "' is none of exclusive, inclusive, auto") }}
    {%- endif -%}
{%- endmacro %}
