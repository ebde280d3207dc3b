{#
  Scientific notation written out: '-1.5e-9' with nine decimals becomes '-.0000000015'. For engines that lose digits, let
  too large a number through or take a hundred times longer when they cast scientific text to a decimal. The digits are
  padded by zeros on both sides and the point is set anew; exponents beyond +-40 give zero or too large a number
  anyway, and the pattern of numbers ends at three digits of exponent. One decimal more than wanted is kept: it alone decides how half is rounded.
#}
{% macro plain_number_text(words, decimals) -%}
    {{- return(adapter.dispatch('plain_number_text', 'layer_six')(words, decimals)) -}}
{%- endmacro %}

{% macro default__plain_number_text(words, decimals) -%}
    {%- set mantissa = "replace(replace(split_part(lower(" ~ words ~ "), 'e', 1), '-', ''), '+', '')" -%}
    {%- set exponent = "try_cast(replace(split_part(lower(" ~ words ~ "), 'e', 2), '+', '') as integer)" -%}
    {%- set point = "40 + length(split_part(" ~ mantissa ~ ", '.', 1)) + greatest(-40, least(40, " ~ exponent ~ "))" -%}
    {%- set padded = "repeat('0', 40) || replace(" ~ mantissa ~ ", '.', '') || repeat('0', 60)" -%}
    case when {{ words }} like '-%' then '-' else '' end
    || ltrim(left({{ padded }}, {{ point }}), '0') || '.' || substr({{ padded }}, {{ point }} + 1, {{ decimals + 1 }})
{%- endmacro %}

{# The same in fewer words, for the emulator doubles every argument of split_part(), left(), greatest() and the like. #}
{% macro snowflake__plain_number_text(words, decimals) -%}
    {%- set digits = "regexp_replace(" ~ words ~ ", '[eE].*|[^0-9]', '')" -%}
    {%- set whole = "regexp_replace(" ~ words ~ ", '[.eE].*|[^0-9]', '')" -%}
    {%- set exponent = "cast(regexp_replace(" ~ words ~ ", '^.*[eE][+]?', '') as integer)" -%}
    {%- set point = "1000 + length(" ~ whole ~ ") + " ~ exponent -%}
    {%- set padded = "repeat('0', 1000) || " ~ digits ~ " || repeat('0', 1020)" -%}
    case when {{ words }} like '-%' then '-' else '' end
    || regexp_replace(left({{ padded }}, {{ point }}), '^0+', '') || '.' || substr({{ padded }}, {{ point }} + 1, {{ decimals + 1 }})
{%- endmacro %}
