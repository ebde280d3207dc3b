{#
  Why a row could not be read: the first column that carries something its parser refused, else null.
  `checks` is a list of (column name, raw expression, parsed expression) or (..., what was expected).
#}
{% macro row_issue(checks) -%}
    case
    {%- for check in checks %}
        {%- set raw = 'cast(' ~ check[1] ~ ' as ' ~ type_of('text') ~ ')' %}
        when nullif(trim({{ raw }}), '') is not null and {{ check[2] }} is null
            then '{{ check[0] }}: "' || substr({{ raw }}, 1, 80) || '" is not {{ check[3] if check | length > 3 else 'a number' }}'
    {%- endfor %}
    end
{%- endmacro %}
