{#
  The value of one lookup path in `label_refs` of a group of calls: `customer:30=acme|feature:5=chat`. A mark inside a
  value is written %7C and a percent sign %25. `path` is an expression; null where the path found nothing.
#}
{% macro label_ref(refs, path) -%}
    {{ return(adapter.dispatch('label_ref', 'layer_six')(refs, path)) }}
{%- endmacro %}

{% macro default__label_ref(refs, path) -%}
    {%- set text = "('|' || " ~ refs ~ ")" -%}
    {%- set opening = "('|' || " ~ path ~ " || '=')" -%}
    {%- set rest = 'substring(' ~ text ~ ', position(' ~ opening ~ ' in ' ~ text ~ ') + length(' ~ opening ~ '), 10000)' -%}
    case
        when position({{ opening }} in {{ text }}) > 0
            then replace(replace({{ text_before(rest, '|') }}, '%7C', '|'), '%25', '%')
    end
{%- endmacro %}

{% macro bigquery__label_ref(refs, path) -%}
    {%- set text = "('|' || " ~ refs ~ ")" -%}
    {%- set opening = "('|' || " ~ path ~ " || '=')" -%}
    {%- set rest = 'substring(' ~ text ~ ', strpos(' ~ text ~ ', ' ~ opening ~ ') + length(' ~ opening ~ '), 10000)' -%}
    case
        when strpos({{ text }}, {{ opening }}) > 0
            then replace(replace({{ text_before(rest, '|') }}, '%7C', '|'), '%25', '%')
    end
{%- endmacro %}
