{#
  A cost of Portkey without the operator's own markup. Portkey multiplies its list price by the pricing adjustment
  of an integration and logs only the product. The variable portkey_markups names the factors that are not paid to
  the provider, by virtual key: {openai-prod: 1.2}. A negotiated discount is paid and does not belong there.
#}
{% macro portkey_unmarked(cost, virtual_key) -%}
    {%- set markups = var('portkey_markups', {}) -%}
    {%- if markups is not mapping -%}
        {{ exceptions.raise_compiler_error('portkey_markups must map virtual keys to factors, such as {openai-prod: 1.2}') }}
    {%- endif -%}
    {%- set branches = [] -%}
    {%- for key, factor in markups.items() -%}
        {%- if factor | float <= 0 -%}
            {{ exceptions.raise_compiler_error('portkey_markups: the factor of ' ~ key ~ ' is not a number above zero') }}
        {%- endif -%}
        {%- set inverse = inverse_rate('cast(' ~ factor ~ ' as ' ~ type_rate() ~ ')') -%}
        {%- set plain = 'cast(cast(' ~ cost ~ ' as ' ~ type_decimal(20, 12) ~ ') * ' ~ inverse ~ ' as ' ~ type_of('precise') ~ ')' -%}
        {%- do branches.append("when '" ~ key | replace("'", "''") ~ "' then " ~ plain) -%}
    {%- endfor -%}
    {{ 'case ' ~ virtual_key ~ ' ' ~ branches | join(' ') ~ ' else ' ~ cost ~ ' end' if branches else cost }}
{%- endmacro %}
