{# A cloud under the name that it gives itself in FOCUS, so that two sources that report it are seen to do so. #}
{% macro cloud_name(provider) -%}
    case lower(trim({{ provider }}))
        {%- for name, others in {
            'AWS': ['aws', 'amazon', 'amazon web services'],
            'Google Cloud': ['gcp', 'google', 'google cloud', 'google cloud platform'],
            'Microsoft': ['azure', 'azure_csp', 'microsoft', 'microsoft azure']
        }.items() %}
        {%- for other in others %}
        when '{{ other }}' then '{{ name }}'
        {%- endfor %}
        {%- endfor %}
        else {{ provider }}
    end
{%- endmacro %}
