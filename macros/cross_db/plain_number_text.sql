{#
  Scientific notation written out: '-1.5e-9' becomes '-000...0.000000001500...'. For engines that lose digits, or let
  too large a number through, when they cast scientific text to a decimal. The digits are padded by 70 zeros on both
  sides and the point is set anew; exponents beyond +-50 give zero or too large a number anyway. Null for other text.
#}
{% macro plain_number_text(words) -%}
    {%- set scientific = 'case when ' ~ matches_pattern(words, '[^eE]+[eE][+-]?[0-9]{1,3}') ~ ' then lower(' ~ words ~ ') end' -%}
    {%- set mantissa = "replace(replace(split_part(" ~ scientific ~ ", 'e', 1), '-', ''), '+', '')" -%}
    {%- set exponent = "cast(nullif(replace(split_part(" ~ scientific ~ ", 'e', 2), '+', ''), '') as integer)" -%}
    {%- set point = "70 + length(split_part(" ~ mantissa ~ ", '.', 1)) + greatest(-50, least(50, " ~ exponent ~ "))" -%}
    {%- set padded = "repeat('0', 70) || replace(" ~ mantissa ~ ", '.', '') || repeat('0', 70)" -%}
    case when {{ words }} like '-%' then '-' else '' end
    || left({{ padded }}, {{ point }}) || '.' || substr({{ padded }}, {{ point }} + 1)
{%- endmacro %}
