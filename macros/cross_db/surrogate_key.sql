{#
  md5 of the parts, each preceded by its length, so that ('1', '23') and ('12', '3') differ; a null part is `-`, which
  no length starts with, so null differs from the empty text.
#}
{% macro surrogate_key(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- set part = 'cast(' ~ expression ~ ' as ' ~ type_of('text') ~ ')' -%}
        {%- do parts.append("coalesce(cast(length(" ~ part ~ ") as " ~ type_of('text') ~ ") || ':' || " ~ part ~ ", '-')") -%}
    {%- endfor -%}
    {{- text_hash(parts | join(' || ')) -}}
{%- endmacro %}
