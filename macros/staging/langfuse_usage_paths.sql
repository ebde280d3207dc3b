{# The keys of langfuse_usage_keys() as columns `<prefix>_<bucket>_<n>`, for json_columns(). #}
{% macro langfuse_usage_paths(prefix) %}
    {% set paths = {} %}
    {% for bucket, keys in langfuse_usage_keys().items() %}
        {% for key in keys %}
            {% do paths.update({prefix ~ '_' ~ bucket ~ '_' ~ loop.index: [key]}) %}
        {% endfor %}
    {% endfor %}
    {{ return(paths) }}
{% endmacro %}
