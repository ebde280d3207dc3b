{# After a run that has checked the seeds: one line per refused row, the ones that stop the build first. #}
{% macro report_seed_issues() %}
    {% set issues_model = ref('stg_pricing__seed_issues') %}
    {% if execute and flags.WHICH in ('run', 'build') and 'model.layer_six.stg_pricing__seed_issues' in selected_resources %}
        {% set issues = load_relation(issues_model) %}
        {% if issues is not none %}
            {% set rows = run_query('select stops_build, message from ' ~ issues ~ ' order by stops_build desc, message') %}
            {% for row in rows.rows[:50] %}
                {% do log(('Build stopped by ' if row[0] else 'Left out: ') ~ row[1], info=true) %}
            {% endfor %}
        {% endif %}
    {% endif %}
{% endmacro %}
