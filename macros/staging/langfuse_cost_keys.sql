{# The keys of Langfuse's cost_details: the stated total, and the parts that stand in for it where it is absent. #}
{% macro langfuse_cost_keys() %}
    {# searches are no tokens but cost money #}
    {% set parts = ['web_search_queries', 'webSearchQueries', 'grounding_queries', 'groundingQueries'] %}
    {% for bucket, keys in langfuse_usage_keys().items() if bucket != 'usage_total' %}
        {% do parts.extend(keys) %}
    {% endfor %}
    {{ return({'cost_total': ['total'], 'cost_parts': parts}) }}
{% endmacro %}
