{# A charge category in the spelling of FOCUS, whatever its case; null where the bill says nothing or a word of its own. #}
{% macro charge_category(text) -%}
    case lower(trim({{ text }}))
        {%- for category in ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] %}
        when '{{ category | lower }}' then '{{ category }}'
        {%- endfor %}
    end
{%- endmacro %}
