{#
  A raw column as SQL has to write it: quoted only when it is no plain lower snake case name or when it is a
  word that engines read as something else (`user` alone is the session's user on Postgres). Snowflake stores
  unquoted names in capitals, so a reserved word is quoted in capitals there.
#}
{% macro raw_identifier(column) -%}
    {%- if column in reserved_words() -%}
        {{- return(adapter.quote(column | upper if target.type == 'snowflake' else column)) -}}
    {%- elif is_plain_name(column) -%}
        {{- return(column) -}}
    {%- else -%}
        {{- return(adapter.quote(column)) -}}
    {%- endif -%}
{%- endmacro %}
