{#
  Refuses settings that cannot be meant, before anything runs, with one sentence per problem. It reads
  variables only; what the warehouse holds is looked at by assert_raw_contract().
#}
{% macro validate_config() %}
    {% if not execute %}{{ return('') }}{% endif %}
    {% set enabled = var('vendors_enabled') %}
    {% set missing = var('missing') %}
    {% set problems = [] %}
    {% if enabled is string or enabled is mapping or enabled is not iterable %}
        {% do problems.append('vendors_enabled must be a list, such as [stripe, litellm]; found: ' ~ enabled) %}
    {% else %}
        {% for vendor in enabled if vendor not in known_vendors() %}
            {% do problems.append(
                'vendors_enabled names "' ~ vendor ~ '", which is not a known vendor; known are '
                ~ known_vendors() | join(', ')
            ) %}
        {% endfor %}
        {% if enabled | length == 0 %}
            {% do exceptions.warn('vendors_enabled is empty: every mart will be empty. Name the tools in use.') %}
        {% endif %}
    {% endif %}
    {% if missing is string or missing is mapping or missing is not iterable %}
        {% do problems.append('missing must be a list, such as [stripe.dispute, orb.event.properties]; found: ' ~ missing) %}
    {% else %}
        {% for entry in missing %}
            {% set parts = (entry | string).split('.') %}
            {% if parts | length not in (2, 3) or '' in parts %}
                {% do problems.append('missing: "' ~ entry ~ '" is not of the form vendor.table or vendor.table.column') %}
            {% elif parts[0] not in known_vendors() %}
                {% do problems.append('missing: "' ~ entry ~ '" starts with "' ~ parts[0] ~ '", which is not a known vendor') %}
            {% elif not is_known_source(parts) %}
                {% do problems.append('missing: "' ~ entry ~ '" names a table or column that this project never reads') %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% if var('as_of') and not is_calendar_day(var('as_of') | string) %}
        {% do problems.append('as_of must be a day written as 2026-04-21, or empty; found: ' ~ var('as_of')) %}
    {% endif %}
    {% if (var('reporting_currency') | string) | length != 3 %}
        {% do problems.append('reporting_currency must be a currency code such as USD; found: ' ~ var('reporting_currency')) %}
    {% endif %}
    {% if problems %}
        {{ exceptions.raise_compiler_error('The settings cannot be used:\n  - ' ~ problems | join('\n  - ')) }}
    {% endif %}
{% endmacro %}
