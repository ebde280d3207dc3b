{# The environment of a cost or a call as the COGS policy names it: whatever says nothing is production. #}
{% macro environment_of(environment) -%}
    case
        when coalesce(lower(trim({{ environment }})), '') in ('', 'default', 'prod') then 'production'
        else lower(trim({{ environment }}))
    end
{%- endmacro %}
