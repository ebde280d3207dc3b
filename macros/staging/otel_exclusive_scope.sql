{#
  Whether the library that made a span sends the provider's own count, without cached tokens inside input: the
  variable otel_exclusive_scopes lists the libraries of which that is known. The conventions say otherwise.
#}
{% macro otel_exclusive_scope(scope_name) -%}
    {%- set scopes = var('otel_exclusive_scopes', []) -%}
    {%- if scopes -%}
        coalesce({{ scope_name }} in ('{{ scopes | join("', '") }}'), false)
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
