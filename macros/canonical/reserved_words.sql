{# Column names of vendors' tables that at least one engine reads as a keyword or a function. #}
{% macro reserved_words() -%}
    {{- return([
        'all', 'analyze', 'and', 'any', 'array', 'as', 'asc', 'both', 'by', 'case', 'cast', 'check', 'collate',
        'column', 'constraint', 'create', 'cross', 'cube', 'current', 'default', 'delete', 'desc', 'distinct',
        'do', 'else', 'end', 'except', 'exists', 'false', 'fetch', 'filter', 'for', 'foreign', 'from', 'full',
        'grant', 'group', 'grouping', 'having', 'in', 'index', 'initially', 'inner', 'insert', 'interval',
        'into', 'is', 'join', 'lateral', 'left', 'like', 'limit', 'natural', 'new', 'not', 'null', 'of',
        'offset', 'old', 'on', 'only', 'or', 'order', 'outer', 'over', 'partition', 'primary', 'range',
        'references', 'right', 'rollup', 'row', 'rows', 'select', 'session_user', 'set', 'some', 'start',
        'table', 'then', 'timestamp', 'to', 'true', 'union', 'unique', 'unnest', 'update', 'user', 'using',
        'values', 'when', 'where', 'window', 'with'
    ]) -}}
{%- endmacro %}
