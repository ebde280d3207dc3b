{#
  Whether a span of a model call tells the same call as its own child does: a framework's span around the span of the
  provider's library, both with the same tokens. `inner_calls` is a CTE of the calls that have tokens and a parent.
#}
{% macro repeated_by_child(spans, inner_calls) -%}
    exists (
        select 1 from {{ inner_calls }}
        where {{ inner_calls }}.trace_ref = {{ spans }}.trace_ref
            and {{ inner_calls }}.parent_ref = {{ spans }}.span_ref
            and {{ inner_calls }}.tokens = {{ spans }}.tokens
            and {{ inner_calls }}.output_tokens = {{ spans }}.output_tokens
    )
{%- endmacro %}
