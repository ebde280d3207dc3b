{#
  Why a raw column of this type cannot be read as the type its source YAML declares, or none where it can. Text is
  always readable: its cells are judged one by one. A number can say yes and no.
#}
{% macro raw_type_problem(declared, found) %}
    {% set wanted, given = type_family(declared), type_family(found) %}
    {% set readable = {
        'text': ['text'], 'number': ['number', 'text'], 'boolean': ['boolean', 'number', 'text'], 'time': ['time', 'text']
    } %}
    {% if given not in readable[wanted] %}
        {% set noun = {'text': 'text', 'number': 'a number', 'boolean': 'true or false', 'time': 'a time'} %}
        {{ return('is ' ~ found ~ ' and cannot be read as ' ~ noun[wanted] ~ '; load it as ' ~ declared) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}
