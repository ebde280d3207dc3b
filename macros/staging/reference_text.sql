{#
  An identifier as sent, trimmed; null for the empty text and for the fillers that client libraries write instead
  of nothing. Written as a chain of cases because DuckDB turns a long `in` list into a join, which would read the
  identifier even for a query that does not want it.
#}
{% macro reference_text(text) -%}
    case lower(trim({{ text }}))
        {%- for filler in ['', 'null', 'none', 'undefined', 'unknown', 'anonymous'] %}
        when '{{ filler }}' then null
        {%- endfor %}
        else trim({{ text }})
    end
{%- endmacro %}
