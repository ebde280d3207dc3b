{#
  Stands for a column that nobody has mapped yet in a folder that scripts/new_vendor.py has made: a typed null to the
  parser, an error with the column's name as soon as the model is compiled for a build.
#}
{% macro unmapped(column, word) -%}
    {%- if execute -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ ': column ' ~ column ~ ' is not mapped yet; put the ' ~ word ~ ' there that the vendor gives, '
            ~ 'or cast(null as {{ type_of(\'' ~ word ~ '\') }}) where it gives none'
        ) }}
    {%- endif -%}
    cast(null as {{ type_of(word) }})
{%- endmacro %}
