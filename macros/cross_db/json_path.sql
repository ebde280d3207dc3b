{#
  A list of keys and array positions as the path text of an engine; keys may contain dots. Styles: `dotted` ($."a"[0]),
  `bracketed` ($['a'][0], escaped for a text literal), `quoted` (["a"][0]), `braced` ({"a","0"}).
#}
{% macro json_path(path, style='dotted') -%}
    {%- set quotes = {'dotted': ['."', '"'], 'bracketed': ["[\\'", "\\']"], 'quoted': ['["', '"]'], 'braced': ['"', '"']}[style] -%}
    {%- set steps = [] -%}
    {%- for step in path -%}
        {%- if step is number -%}
            {%- do steps.append('"' ~ step ~ '"' if style == 'braced' else '[' ~ step ~ ']') -%}
        {%- elif '"' in step or "'" in step or '\\' in step -%}
            {{ exceptions.raise_compiler_error('json path: a key may not contain quotes or backslashes: ' ~ step) }}
        {%- else -%}
            {%- do steps.append(quotes[0] ~ step ~ quotes[1]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if style == 'braced' -%}
        {{- return('{' ~ steps | join(',') ~ '}') -}}
    {%- endif -%}
    {{- return(('' if style == 'quoted' else '$') ~ steps | join) -}}
{%- endmacro %}
