{# A number rounded to the scale of a type word, null where it has too many digits: for engines whose cast does neither. #}
{% macro within_bounds(number, kind) -%}
    {%- set shape = {
        'money': [19, 9], 'quantity': [19, 9], 'number': [19, 9], 'rate': [6, 12], 'count': [18, 0], 'ratio': [12, 6],
        'fine_money': [22, 12], 'precise': [19, 18]
    }[kind] -%}
    {%- set bound = "cast('1" ~ '0' * shape[0] ~ "' as " ~ type_of('wide') ~ ')' %}
    cast(
        case when abs(round({{ number }}, {{ shape[1] }})) < {{ bound }} then round({{ number }}, {{ shape[1] }}) end
        as {{ type_of(kind) }}
    )
{%- endmacro %}
