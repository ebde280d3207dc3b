{# Over several months: complete only where every month is; what is missing in any of them is missing. #}
{% macro worst_completeness(column) -%}
    case
        when max(case when {{ column }} = 'none' then 1 else 0 end) = 1 then 'none'
        when max(case when {{ column }} in ('no_ai', 'no_ai_no_infrastructure') then 1 else 0 end) = 1
            and max(case when {{ column }} in ('no_infrastructure', 'no_ai_no_infrastructure') then 1 else 0 end) = 1
            then 'no_ai_no_infrastructure'
        when max(case when {{ column }} in ('no_ai', 'no_ai_no_infrastructure') then 1 else 0 end) = 1 then 'no_ai'
        when max(case when {{ column }} = 'no_infrastructure' then 1 else 0 end) = 1 then 'no_infrastructure'
        else min({{ column }})
    end
{%- endmacro %}
