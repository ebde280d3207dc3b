{# A token count of a LiteLLM spend log, from the first place of its metadata that holds one above zero. #}
{% macro litellm_count(count) -%}
    {%- set places = [] -%}
    {%- for name in litellm_metadata_paths() if name.startswith(count ~ '_usage') or name.startswith(count ~ '_addit') -%}
        {%- do places.append(name) -%}
    {%- endfor -%}
    {{ first_count(places) }}
{%- endmacro %}
