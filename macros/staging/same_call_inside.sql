{#
  Join condition: this span tells the same call as a span inside it does, a framework's span around the span of the
  provider's library, both with the same tokens. `inner_calls` are the calls with tokens and a parent, each once.
#}
{% macro same_call_inside(spans, inner_calls) -%}
    {{ spans }}.trace_ref = {{ inner_calls }}.trace_ref
        and {{ spans }}.span_ref = {{ inner_calls }}.parent_ref
        and {{ spans }}.tokens = {{ inner_calls }}.tokens
        and {{ spans }}.output_tokens = {{ inner_calls }}.output_tokens
        and {{ spans }}.is_call
{%- endmacro %}
