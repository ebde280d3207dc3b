{#
  What the staging of spans reads from their attributes: one word to the keys that say it, first come first served.
  Current names of the GenAI conventions go before the older ones, then OpenInference, OpenLLMetry, the Vercel AI SDK,
  gateways and Langfuse. No convention names a customer, so the variable otel_customer_keys lists the keys of yours.
#}
{% macro otel_attribute_keys() %}
    {% set words = {
        'operation_name': ['gen_ai.operation.name'],
        'inference_kind': ['openinference.span.kind'],
        'request_type': ['llm.request.type'],
        'workflow_kind': ['traceloop.span.kind'],
        'sdk_operation': ['ai.operationId'],
        'observation_type': ['langfuse.observation.type'],
        'provider_text': ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system', 'ai.model.provider'],
        'provider_account': ['provider_account'],
        'model_requested': ['gen_ai.request.model', 'ai.model.id'],
        'model_served': [
            'gen_ai.response.model', 'llm.response.model', 'ai.response.model', 'llm.model_name',
            'embedding.model_name', 'langfuse.observation.model.name'
        ],
        'response_id': ['gen_ai.response.id', 'ai.response.id'],
        'call_id': ['litellm.call_id', 'litellm_call_id'],
        'told_cache_hit': ['litellm.cache_hit'],
        'customer': var('otel_customer_keys', [
            'customer.id', 'customer_id', 'tenant.id', 'traceloop.association.properties.customer_id',
            'ai.telemetry.metadata.customer_id', 'ai.telemetry.metadata.customerId',
            'langfuse.trace.metadata.customer_id'
        ]),
        'end_user': [
            'user.id', 'enduser.id', 'enduser.pseudo.id', 'traceloop.association.properties.user_id', 'llm.user',
            'ai.telemetry.metadata.userId', 'langfuse.user.id'
        ],
        'feature': [
            'feature.id', 'feature', 'traceloop.association.properties.feature', 'gen_ai.workflow.name',
            'traceloop.workflow.name', 'ai.telemetry.functionId', 'langfuse.trace.name', 'gen_ai.agent.name',
            'agent.name'
        ],
        'tag_list': ['tag.tags', 'langfuse.trace.tags'],
        'metadata_document': ['metadata'],
        'error_type': ['error.type'],
        'stated_environment': ['langfuse.environment']
    } %}
    {% do words.update(otel_usage_keys()) %}
    {{ return(words) }}
{% endmacro %}
