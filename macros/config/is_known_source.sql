{#
  True where [vendor, table] or [vendor, table, column] is in the vendor's source YAML. Vendors that are
  switched off are not in the graph, so nothing can be said against an entry of theirs.
#}
{% macro is_known_source(parts) %}
    {% if parts[0] not in var('vendors_enabled') or not graph %}{{ return(true) }}{% endif %}
    {% for source in graph.sources.values() if source.source_name == parts[0] and source.name == parts[1] %}
        {{ return(parts | length == 2 or source.columns | length == 0 or parts[2] in source.columns) }}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
