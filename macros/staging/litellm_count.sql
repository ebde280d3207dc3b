{# A token count from the first place of the metadata that holds one above zero; null where none does. #}
{% macro litellm_count(count) -%}
    {%- set places = [] -%}
    {%- for name in litellm_metadata_paths() if name.startswith(count ~ '_usage') or name.startswith(count ~ '_addit') -%}
        {%- do places.append("nullif(" ~ name ~ ", '0')") -%}
    {%- endfor -%}
    {{ safe_number('coalesce(' ~ places | join(', ') ~ ')', 'count') if places | length > 1 else safe_number(places[0], 'count') }}
{%- endmacro %}
