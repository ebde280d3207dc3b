{#
  What two values under one key of a metered event mean, as the variable amberflo_dedupe_mode says: `quarantine`
  (default: they contradict each other), `full_record` (two events) or `latest` (the one loaded last).
#}
{% macro amberflo_dedupe_mode() %}
    {% set mode = var('amberflo_dedupe_mode', 'quarantine') %}
    {% if mode not in ['quarantine', 'full_record', 'latest'] %}
        {{ exceptions.raise_compiler_error("amberflo_dedupe_mode: '" ~ mode ~ "' is none of quarantine, full_record, latest") }}
    {% endif %}
    {{ return(mode) }}
{% endmacro %}
