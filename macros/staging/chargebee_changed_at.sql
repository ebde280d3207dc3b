{# When a Chargebee object last changed: resource_version counts milliseconds, updated_at only seconds. #}
{% macro chargebee_changed_at(prefix='') -%}
    coalesce(
        {{ utc_from_epoch_millis(prefix ~ 'resource_version') }},
        {{ utc_from_epoch_seconds(prefix ~ 'updated_at') }}
    )
{%- endmacro %}
