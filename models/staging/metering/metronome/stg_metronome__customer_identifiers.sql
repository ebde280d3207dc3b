-- Grain: one identifier of one customer, of its newest version only, so that an alias that moved to another customer
-- never ties the two. No amounts. external_id: an ingest alias, the id under which the product sends events;
-- payment_customer_id: the customer at Stripe where Metronome bills through it; crm_account_id: the Salesforce account,
-- as evidence. Not here: customers of the sandbox.

with customers as (

    {{ metronome_newest('customer', ['id'], {
        'id': 'text', 'ingest_aliases': 'json', 'salesforce_account_id': 'text', 'billing_provider_type': 'text',
        'billing_provider_customer_id': 'text', 'updated_at': 'timestamp',
    }) }}

),

aliases as (

    {{ json_explode('customers', 'ingest_aliases', [], ['id', 'loaded_at'], 'alias') }}

),

identifiers as (

    select id, loaded_at, 'external_id' as identifier_kind, alias as identifier_value
    from aliases
    union all
    select
        id,
        loaded_at,
        'payment_customer_id' as identifier_kind,
        case when lower(billing_provider_type) = 'stripe' then billing_provider_customer_id end as identifier_value
    from customers
    union all
    select
        id,
        loaded_at,
        'crm_account_id' as identifier_kind,
        salesforce_account_id as identifier_value
    from customers

),

mapped as (

    select
        'metronome' as vendor,
        'customer' as source_table,
        '' as source_account,
        id || '|' || identifier_kind || '|' || trim(identifier_value) as source_record_id,
        id as customer_native_id,
        identifier_kind,
        trim(identifier_value) as identifier_value,
        null as valid_from,
        null as valid_to,
        loaded_at as source_updated_at,
        loaded_at,
        null as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
