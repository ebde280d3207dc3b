{# Digits before and after the point of the decimal behind a type word. #}
{% macro decimal_shape(kind) -%}
    {{- return({
        'money': [19, 9], 'quantity': [19, 9], 'number': [19, 9], 'rate': [6, 12], 'count': [18, 0], 'ratio': [12, 6],
        'fine_money': [22, 12], 'precise': [19, 18]
    }[kind]) -}}
{%- endmacro %}
