{# A token count of a logged response, from the first place that holds one above zero. #}
{% macro portkey_count(count) -%}
    {%- set names = [] -%}
    {%- for place in portkey_usage_places()[count] -%}{%- do names.append(count ~ '_' ~ loop.index) -%}{%- endfor -%}
    {{ first_count(names) }}
{%- endmacro %}
