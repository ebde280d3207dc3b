{#
  The column contract of every canonical entity: name and type word, in order.
  A vendor's staging model returns exactly these columns in this order; the union, the fate of a row and
  the YAML contracts follow from it (a pytest compares all three). Type words are translated by type_of().
#}
{% macro canonical_columns(entity) %}
    {% set head = [
        ('vendor', 'text'), ('source_table', 'text'), ('source_account', 'text'), ('source_record_id', 'text')
    ] %}
    {% set tail = [
        ('source_updated_at', 'timestamp'), ('loaded_at', 'timestamp'),
        ('exclusion_reason', 'text'), ('row_issue', 'text')
    ] %}
    {% set bodies = {
        'customers': [
            ('display_name', 'text'), ('email', 'text'), ('email_domain', 'text'), ('tax_id', 'text'),
            ('parent_native_id', 'text'), ('currency_code', 'text'), ('is_internal', 'boolean'),
            ('created_at', 'timestamp')
        ],
        'customer_identifiers': [
            ('customer_native_id', 'text'), ('identifier_kind', 'text'), ('identifier_value', 'text'),
            ('valid_from', 'timestamp'), ('valid_to', 'timestamp')
        ],
        'subscriptions': [
            ('customer_native_id', 'text'), ('payer_native_id', 'text'), ('status', 'text'),
            ('plan_native_id', 'text'), ('plan_name', 'text'), ('currency_code', 'text'),
            ('started_at', 'timestamp'), ('trial_start_at', 'timestamp'), ('trial_end_at', 'timestamp'),
            ('term_start_date', 'date'), ('term_end_date', 'date'), ('ended_at', 'timestamp'),
            ('renews_automatically', 'boolean')
        ],
        'subscription_items': [
            ('subscription_native_id', 'text'), ('price_native_id', 'text'), ('quantity', 'quantity'),
            ('unit_amount', 'rate'), ('billing_months', 'count'), ('discount_ratio', 'rate'),
            ('discount_amount', 'money'), ('commitment_amount', 'money'), ('currency_code', 'text'),
            ('valid_from', 'timestamp'), ('valid_to', 'timestamp')
        ],
        'prices': [
            ('price_native_id', 'text'), ('plan_native_id', 'text'), ('plan_name', 'text'),
            ('product_native_id', 'text'), ('product_name', 'text'), ('meter_native_id', 'text'),
            ('charge_model', 'text'), ('usage_type', 'text'), ('billing_months', 'count'), ('tier_index', 'count'),
            ('bracket_from', 'quantity'), ('bracket_up_to', 'quantity'), ('unit_amount', 'rate'),
            ('unit_size', 'quantity'), ('flat_amount', 'money'), ('currency_code', 'text'),
            ('valid_from', 'timestamp'), ('valid_to', 'timestamp')
        ],
        'meters': [
            ('meter_name', 'text'), ('event_name', 'text'), ('aggregation', 'text'),
            ('value_property', 'text'), ('unit', 'text'), ('feature_ref', 'text')
        ],
        'revenue_lines': [
            ('line_kind', 'text'), ('revenue_type', 'text'), ('invoice_native_id', 'text'),
            ('invoice_status', 'text'), ('customer_native_id', 'text'), ('payer_native_id', 'text'),
            ('subscription_native_id', 'text'), ('price_native_id', 'text'), ('product_native_id', 'text'),
            ('meter_native_id', 'text'), ('feature_ref', 'text'), ('quantity', 'quantity'),
            ('unit_amount', 'rate'), ('gross_amount', 'money'), ('discount_amount', 'money'),
            ('credit_applied_amount', 'money'), ('net_amount', 'money'), ('tax_amount', 'money'),
            ('currency_code', 'text'), ('service_start_at', 'timestamp'), ('service_end_at', 'timestamp'),
            ('invoiced_at', 'timestamp')
        ],
        'credit_grants': [
            ('customer_native_id', 'text'), ('grant_kind', 'text'), ('granted_units', 'quantity'),
            ('credit_unit', 'text'), ('paid_amount', 'money'), ('unit_cost_basis', 'rate'),
            ('currency_code', 'text'), ('effective_at', 'timestamp'), ('expires_at', 'timestamp'),
            ('priority', 'count'), ('rolls_over', 'boolean'), ('scope_ref', 'text')
        ],
        'credit_entries': [
            ('customer_native_id', 'text'), ('grant_native_id', 'text'), ('entry_type', 'text'),
            ('units', 'quantity'), ('money_amount', 'money'), ('currency_code', 'text'),
            ('price_native_id', 'text'), ('feature_ref', 'text'), ('invoice_native_id', 'text'),
            ('occurred_at', 'timestamp')
        ],
        'payment_fees': [
            ('fee_kind', 'text'), ('payment_native_id', 'text'), ('invoice_native_id', 'text'),
            ('customer_native_id', 'text'), ('payment_amount', 'money'), ('payment_currency_code', 'text'),
            ('fee_amount', 'money'), ('currency_code', 'text'), ('occurred_at', 'timestamp')
        ],
        'usage_events': [
            ('customer_native_id', 'text'), ('customer_ref', 'text'), ('event_name', 'text'),
            ('feature_ref', 'text'), ('quantity', 'quantity'), ('unit', 'text'), ('request_ref', 'text'),
            ('occurred_at', 'timestamp'), ('payload_hash', 'text')
        ],
        'spans': [
            ('trace_id', 'text'), ('parent_span_id', 'text'), ('span_kind', 'text'), ('span_name', 'text'),
            ('customer_ref', 'text'), ('feature_ref', 'text'), ('feature_ref_kind', 'text'), ('environment', 'text'),
            ('status', 'text'), ('started_at', 'timestamp'), ('ended_at', 'timestamp'), ('labels', 'text')
        ],
        'ai_calls': [
            ('source_rank', 'count'), ('provider_response_id', 'text'), ('gateway_call_id', 'text'),
            ('trace_id', 'text'), ('span_id', 'text'), ('operation', 'text'), ('provider', 'text'),
            ('provider_account_ref', 'text'), ('model_requested', 'text'), ('model', 'text'),
            ('customer_ref', 'text'), ('end_user_ref', 'text'), ('api_key_ref', 'text'),
            ('project_ref', 'text'), ('feature_ref', 'text'), ('feature_ref_kind', 'text'), ('environment', 'text'),
            ('status', 'text'), ('is_retry', 'boolean'), ('is_cache_hit', 'boolean'), ('is_batch', 'boolean'),
            ('is_internal', 'boolean'), ('is_paid_by_caller', 'boolean'),
            ('input_tokens', 'count'), ('cache_read_tokens', 'count'), ('cache_write_tokens', 'count'),
            ('cache_write_1h_tokens', 'count'), ('output_tokens', 'count'), ('reasoning_tokens', 'count'),
            ('cost_amount', 'money'), ('cost_rounding_amount', 'rate'), ('cost_basis', 'text'),
            ('currency_code', 'text'), ('started_at', 'timestamp'), ('ended_at', 'timestamp'), ('labels', 'text')
        ],
        'provider_cost_lines': [
            ('slice_period', 'date'), ('slice_batch', 'text'), ('is_append_only', 'boolean'),
            ('provider', 'text'), ('provider_account_ref', 'text'), ('api_key_ref', 'text'),
            ('model', 'text'), ('token_bucket', 'text'), ('service_tier', 'text'), ('line_item', 'text'),
            ('amount_kind', 'text'), ('quantity', 'quantity'), ('quantity_unit', 'text'),
            ('amount', 'money'), ('rounding_amount', 'rate'), ('currency_code', 'text'),
            ('usage_date', 'date'), ('grouping_set', 'text')
        ],
        'provider_usage_lines': [
            ('slice_period', 'date'), ('slice_batch', 'text'), ('is_append_only', 'boolean'),
            ('provider', 'text'), ('provider_account_ref', 'text'), ('api_key_ref', 'text'),
            ('model', 'text'), ('service_tier', 'text'), ('is_batch', 'boolean'), ('requests', 'count'),
            ('input_tokens', 'count'), ('cache_read_tokens', 'count'), ('cache_write_tokens', 'count'),
            ('cache_write_1h_tokens', 'count'), ('output_tokens', 'count'), ('usage_date', 'date'),
            ('grouping_set', 'text')
        ],
        'infra_cost_lines': [
            ('slice_period', 'date'), ('slice_batch', 'text'), ('is_append_only', 'boolean'),
            ('provider', 'text'), ('billing_account_ref', 'text'), ('sub_account_ref', 'text'),
            ('service_name', 'text'), ('service_category', 'text'), ('sku_ref', 'text'), ('region', 'text'),
            ('resource_ref', 'text'), ('charge_category', 'text'), ('charge_class', 'text'),
            ('charge_description', 'text'), ('commitment_status', 'text'), ('ai_overlap_class', 'text'),
            ('is_additive', 'boolean'), ('customer_ref', 'text'), ('feature_ref', 'text'),
            ('environment', 'text'), ('pool_ref', 'text'), ('tags', 'text'),
            ('usage_quantity', 'quantity'), ('usage_unit', 'text'), ('billed_amount', 'money'),
            ('effective_amount', 'money'), ('rounding_amount', 'rate'), ('list_amount', 'money'),
            ('currency_code', 'text'), ('charge_start_at', 'timestamp'), ('charge_end_at', 'timestamp'),
            ('invoice_native_id', 'text')
        ]
    } %}
    {{ return(head + bodies[entity] + tail) }}
{% endmacro %}
