{#
  The canonical `labels` of a row: its metadata object and its list of tags (`key:value` texts) as one JSON object. The
  documents are joined as they are: looking into them here would cost every build, while canonical drops the result
  again unless a lookup path reads a label. Where one of the two is no JSON, none of their labels is read.
#}
{% macro labels_document(properties, tags) -%}
    {%- set parts = [] -%}
    {%- for document in [properties, tags] -%}
        {%- do parts.append("coalesce(nullif(cast(" ~ document ~ " as " ~ type_of('text') ~ "), ''), 'null')") -%}
    {%- endfor -%}
    '{"properties": ' || {{ parts[0] }} || ', "tags": ' || {{ parts[1] }} || '}'
{%- endmacro %}
