{# The content of a row in one hash, to tell a repeated row from a changed one. #}
{% macro payload_hash(expressions) -%}
    {{- return(surrogate_key(expressions)) -}}
{%- endmacro %}
