{# The columns that every corridor hands to the ledger: (name, type word), in order. #}
{% macro entry_columns() %}
    {{ return([
        ('entry_source_id', 'text'), ('service_date', 'date'), ('customer_key', 'text'), ('feature_key', 'text'),
        ('subscription_key', 'text'), ('entry_side', 'text'), ('entry_class', 'text'), ('cost_function', 'text'),
        ('cost_behaviour', 'text'), ('cost_pool_key', 'text'), ('provider', 'text'), ('model', 'text'),
        ('amount_basis', 'text'), ('assignment', 'text'), ('rule_id', 'text'), ('vendor', 'text'),
        ('source_amount', 'money'), ('source_currency_code', 'text')
    ]) }}
{% endmacro %}
