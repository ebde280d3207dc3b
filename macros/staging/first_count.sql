{#
  A token count from the first of several texts that holds one above zero, since clients fill the places they do not
  mean with 0; null where none does.
#}
{% macro first_count(texts) -%}
    {%- set places = [] -%}
    {%- for text in texts -%}{%- do places.append("nullif(" ~ text ~ ", '0')") -%}{%- endfor -%}
    {{ safe_number('coalesce(' ~ places | join(', ') ~ ')' if places | length > 1 else places[0], 'count') }}
{%- endmacro %}
