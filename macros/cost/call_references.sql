{# The columns of int_calls_daily by which the customer and the feature of a group of calls are looked up. #}
{% macro call_references() %}
    {{ return([
        'vendor', 'customer_ref', 'trace_customer_ref', 'trace_other_ref', 'end_user_ref', 'api_key_ref', 'project_ref',
        'feature_ref', 'feature_ref_kind', 'trace_feature_ref', 'trace_feature_kind', 'label_refs'
    ]) }}
{% endmacro %}
