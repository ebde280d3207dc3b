{# Months of a cadence in Orb's words; null where it is none of them (one_time, custom). #}
{% macro orb_months(cadence) -%}
    case {{ cadence }}
        when 'monthly' then 1 when 'quarterly' then 3 when 'semi_annual' then 6 when 'annual' then 12
    end
{%- endmacro %}
