{#
  What kind of value a column type of any engine holds: number, boolean, time, nested or text. A type that is not
  known here counts as text, so that an engine's own text and JSON types are never refused.
#}
{% macro type_family(data_type) %}
    {% set word = data_type | lower | trim %}
    {% if word.startswith(('struct', 'map', 'array', 'record', 'list', 'row')) or word.endswith(']') %}
        {{ return('nested') }}
    {% elif word.startswith('bool') %}
        {{ return('boolean') }}
    {% elif word.startswith(('date', 'timestamp')) %}
        {{ return('time') }}
    {% elif word.startswith((
        'int2', 'int4', 'int8', 'int64', 'integer', 'bigint', 'smallint', 'tinyint', 'hugeint', 'uint', 'ubigint', 'uhugeint',
        'usmallint', 'utinyint', 'decimal', 'dec(', 'numeric', 'bignumeric', 'number', 'double', 'float', 'real', 'money'
    )) or word == 'int' %}
        {{ return('number') }}
    {% endif %}
    {{ return('text') }}
{% endmacro %}
