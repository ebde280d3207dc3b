{# A tag in whatever list of tags a cost tool gives: texts `key:value`, objects with key and value, or one flat object. #}
{% macro listed_tag(tags, key) -%}
    coalesce({{ tag_value(tags, [key, key | capitalize, ' ' ~ key]) }}, {{ tag_entry(tags, key) }})
{%- endmacro %}
