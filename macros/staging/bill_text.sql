{# A text of a bill, trimmed; null for the empty text and for the literal word NULL that some exports write. #}
{% macro bill_text(column) -%}
    case
        when upper(trim(cast({{ column }} as {{ type_of('text') }}))) in ('', 'NULL') then null
        else trim(cast({{ column }} as {{ type_of('text') }}))
    end
{%- endmacro %}
