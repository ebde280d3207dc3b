{# True or false out of a boolean, a number or the usual words; null where it is neither. #}
{% macro safe_boolean(expression) -%}
    {{- return(adapter.dispatch('safe_boolean', 'layer_six')(expression)) -}}
{%- endmacro %}

{% macro default__safe_boolean(expression) -%}
    case
        when lower(trim(cast({{ expression }} as {{ type_of('text') }}))) in ('true', 't', '1', 'yes', 'y') then true
        when lower(trim(cast({{ expression }} as {{ type_of('text') }}))) in ('false', 'f', '0', 'no', 'n') then false
    end
{%- endmacro %}

{% macro redshift__safe_boolean(expression) -%}
    {#- Redshift casts no boolean to text; an untyped literal is read as boolean or as text, whichever the column is. -#}
    case
        when {{ expression }} in ('true', 't', '1', 'yes', 'y', 'True', 'TRUE') then true
        when {{ expression }} in ('false', 'f', '0', 'no', 'n', 'False', 'FALSE') then false
    end
{%- endmacro %}
