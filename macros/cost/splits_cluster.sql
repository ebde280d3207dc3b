{# True for lines that tell anew, by workload, what a cluster costs: beside a cloud bill they are shares and no money. #}
{% macro splits_cluster() -%}
    coalesce(ai_overlap_class = 'k8s_resplit' and not is_additive, false)
{%- endmacro %}
