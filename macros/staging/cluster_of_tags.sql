{#
  The Kubernetes cluster that a cloud's own label on a line names; null where the line belongs to none. The cheap
  `like` spares most lines the patterns.
#}
{% macro cluster_of_tags(tags) -%}
    {%- set keys = ['aws:eks:cluster-name', 'eks:cluster-name', 'goog-k8s-cluster-name', 'aks-managed-cluster-name'] -%}
    case
        when lower({{ tags }}) like '%cluster-name%' then coalesce(
            {%- for key in keys %}
            {{ tag_entry(tags, key) }},
            {%- endfor %}
            {{ tag_value(tags, keys) }}
        )
    end
{%- endmacro %}
