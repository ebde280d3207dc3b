{# The raw tables that models selected for this run read, without those that `missing` declares. #}
{% macro sources_to_check() %}
    {% set wanted = [] %}
    {% for id in selected_resources if id in graph.nodes %}
        {% for parent in graph.nodes[id].depends_on.nodes if parent.startswith('source.') and parent not in wanted %}
            {% do wanted.append(parent) %}
        {% endfor %}
    {% endfor %}
    {% set sources = [] %}
    {% for id in wanted | sort if id in graph.sources %}
        {% set source = graph.sources[id] %}
        {% if (source.source_name ~ '.' ~ source.name) not in var('missing') %}
            {% do sources.append(source) %}
        {% endif %}
    {% endfor %}
    {{ return(sources) }}
{% endmacro %}
