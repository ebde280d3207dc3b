{# Months of a billing period in Metronome's words; null where it is none of them (weekly). #}
{% macro metronome_months(frequency) -%}
    case upper({{ frequency }})
        when 'MONTHLY' then 1 when 'QUARTERLY' then 3 when 'SEMI_ANNUAL' then 6 when 'ANNUAL' then 12
    end
{%- endmacro %}
