{#
  Spark's metastore keeps the text of a view in a column of 32,700 characters, and a staging view that reads a wide
  document is longer as it is written; without comments and indentation it fits.
#}
{% macro spark__create_view_as(relation, sql) -%}
    {%- set lines = [] -%}
    {%- for line in sql.splitlines() if line.strip() and not line.strip().startswith('--') -%}
        {%- do lines.append(line.strip()) -%}
    {%- endfor -%}
    {%- set text = lines | join('\n') -%}
    {%- if text | length > 32000 -%}
        {{ exceptions.raise_compiler_error(
            'view ' ~ relation ~ ' has ' ~ (text | length) ~ ' characters; the Spark metastore keeps 32,700. '
            ~ 'Give the model a helper or materialize it as a table'
        ) }}
    {%- endif -%}
    create or replace view {{ relation }} as
    {{ text }}
{%- endmacro %}
