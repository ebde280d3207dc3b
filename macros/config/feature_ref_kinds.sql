{#
  The kinds of text that lead to a feature (ref_kind of seeds/business/feature_links.csv): what it is called by a meter,
  an event of a metering tool, a trace, a tag or metadata key, a route, a prompt, a service; `any` stands for all.
#}
{% macro feature_ref_kinds() %}
    {{ return(['meter', 'event', 'trace_name', 'tag', 'route', 'prompt', 'service', 'any']) }}
{% endmacro %}
