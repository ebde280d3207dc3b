{# The name of a row of stg_pricing__lookup_paths: its target and priority, such as customer:30. #}
{% macro lookup_path_id() -%}
    target || ':' || cast(priority as {{ type_of('text') }})
{%- endmacro %}
