{#
  The canonical `labels` of a row: its metadata object and its list of tags (`key:value` texts) as one JSON object. A
  part that does not look like JSON is left out. Canonical drops it again while no lookup path reads a label.
#}
{% macro labels_document(properties, tags) -%}
    {%- set parts = [] -%}
    {%- for document, opening, closing in [(properties, '{', '}'), (tags, '[', ']')] -%}
        {%- set words = 'cast(' ~ document ~ ' as ' ~ type_of('text') ~ ')' -%}
        {%- do parts.append(
            "case when trim(" ~ words ~ ") like '" ~ opening ~ "%" ~ closing ~ "' then " ~ words ~ " else 'null' end"
        ) -%}
    {%- endfor -%}
    case
        when {{ properties }} is not null or {{ tags }} is not null
            then '{"properties": ' || {{ parts[0] }} || ', "tags": ' || {{ parts[1] }} || '}'
    end
{%- endmacro %}
