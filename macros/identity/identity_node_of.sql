{# The node that a seed cell `vendor:kind:value` names. The value may contain colons. #}
{% macro identity_node_of(identifier) -%}
    {{ identity_node(
        text_before(text_after(identifier, ':'), ':'),
        text_before(identifier, ':'),
        text_after(text_after(identifier, ':'), ':')
    ) }}
{%- endmacro %}
