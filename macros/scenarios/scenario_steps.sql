{# How many levers one scenario may chain; each is a step of its own on the amounts that the step before left. #}
{% macro scenario_steps() -%}{{ return(6) }}{%- endmacro %}
