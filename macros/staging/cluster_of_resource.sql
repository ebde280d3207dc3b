{# The Kubernetes cluster that a resource identifier of EKS, AKS or GKE is; null for every other resource. #}
{% macro cluster_of_resource(resource) -%}
    case
        when lower({{ resource }}) like '%cluster%' then coalesce(
            {{ text_match('lower(' ~ resource ~ ')', '^arn:aws[a-z-]*:eks:[^:]*:[^:]*:cluster/([^/]+)$') }},
            {{ text_match('lower(' ~ resource ~ ')', 'microsoft.containerservice/managedclusters/([^/]+)$') }},
            {{ text_match('lower(' ~ resource ~ ')', 'container.googleapis.com/.*/clusters/([^/]+)$') }}
        )
    end
{%- endmacro %}
