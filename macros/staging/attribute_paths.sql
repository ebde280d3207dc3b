{#
  Words with the keys that say them, as paths for json_columns(): each key is a column of its own, `word_1` the
  first. Keys contain dots and are one step of a path.
#}
{% macro attribute_paths(words) %}
    {% set paths = {} %}
    {% for word, keys in words.items() %}
        {% for key in keys %}{% do paths.update({word ~ '_' ~ loop.index: [key]}) %}{% endfor %}
    {% endfor %}
    {{ return(paths) }}
{% endmacro %}
