{#
  The name under which a raw column is read: lower snake case (`startTime` and `StartTime` become start_time,
  `Cost Center` becomes cost_center); a reserved word gets the prefix raw_ (`end` becomes raw_end).
#}
{% macro raw_alias(column) -%}
    {%- if column in reserved_words() -%}
        {{- return('raw_' ~ column) -}}
    {%- endif -%}
    {%- set state = namespace(name='', previous='_') -%}
    {%- for letter in column -%}
        {%- set is_word = letter.isalnum() -%}
        {%- if not is_word -%}
            {%- set state.name = state.name ~ ('_' if state.previous != '_' else '') -%}
            {%- set state.previous = '_' -%}
        {%- else -%}
            {%- set starts_word = letter != letter | lower and state.previous == state.previous | lower
                and state.previous != '_' -%}
            {%- set state.name = state.name ~ ('_' if starts_word else '') ~ letter | lower -%}
            {%- set state.previous = letter -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return('raw_' ~ state.name if state.name in reserved_words() else state.name) -}}
{%- endmacro %}
