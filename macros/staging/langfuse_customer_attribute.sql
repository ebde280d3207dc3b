{#
  The customer in the attributes of the OpenTelemetry span that an observation came from. Langfuse copies none of these
  keys to a field of its own.
#}
{% macro langfuse_customer_attribute(span_attributes) -%}
    {{ property_of(span_attributes, [
        'customer.id', 'customer_id', 'tenant.id', 'traceloop.association.properties.customer_id',
        'ai.telemetry.metadata.customerid', 'ai.telemetry.metadata.customer_id'
    ]) }}
{%- endmacro %}
