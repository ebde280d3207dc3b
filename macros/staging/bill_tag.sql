{# A tag of a charge line: on a split line the tags of the workload that received the share say more than the origin's. #}
{% macro bill_tag(key) -%}
    coalesce({{ tag_entry('allocated_tags', key) }}, {{ tag_entry('line_tags', key) }})
{%- endmacro %}
