{# Every vendor that provides some entity, sorted. #}
{% macro known_vendors() %}
    {% set names = [] %}
    {% for providers in vendor_registry()['provides'].values() %}
        {% for provider in providers if provider['vendor'] not in names %}
            {% do names.append(provider['vendor']) %}
        {% endfor %}
    {% endfor %}
    {{ return(names | sort) }}
{% endmacro %}
