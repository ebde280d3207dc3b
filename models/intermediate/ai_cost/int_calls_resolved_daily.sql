-- Grain: UTC day x customer x feature x provider x model x environment x purpose x flags x cost basis x source.
-- What int_calls_daily counted, with its raw references resolved. reported_cost, fallback_cost: currency_code.
-- The customer comes from the first reference that names one: the account that the call or its end user states, its
-- key, its project, its end user. Nothing is excluded: internal use sits on `(internal)`, the rest on `(unattributed)`.
-- is_unreported: the calls name an account that the provider's reports of the day do not speak of.

{% set references = [
    ('customer_ref', 'external_id'), ('end_user_ref', 'external_id'), ('api_key_ref', 'api_key'),
    ('project_ref', 'project'), ('end_user_ref', 'user_id')
] %}
{% set dimensions = [
    'service_date', 'customer_key', 'feature_key', 'rule_id', 'provider', 'model', 'environment', 'purpose',
    'plan_kind', 'entry_class', 'cost_function', 'is_internal', 'is_paid_by_caller', 'is_batch', 'is_unpriced',
    'is_unreported', 'cost_basis', 'vendor', 'currency_code'
] %}
{% set counts = [
    'calls', 'calls_succeeded', 'calls_failed', 'calls_retried', 'calls_cached', 'input_tokens',
    'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'
] %}

with calls_daily as (

    select * from {{ ref('int_calls_daily') }} where call_group_key is not null

),

assignments as (

    select * from {{ ref('int_identifier_assignments') }}

),

customers as (

    select customer_key, is_internal from {{ ref('int_customers_resolved') }}

),

feature_map as (

    select * from {{ ref('int_feature_map') }}

),

model_aliases as (

    select * from {{ ref('stg_pricing__model_aliases') }}

),

provider_accounts as (

    select * from {{ ref('stg_pricing__provider_accounts') }}

),

-- an environment with an account of its own is invoiced there, even where its calls do not name the account
environment_accounts as (

    select distinct provider, purpose from provider_accounts where has_calls and purpose <> 'production'

),

named as (

    select
        calls_daily.*,
        case
            {% for column, kind in references %}
            when assigned_{{ loop.index }}.customer_key is not null then assigned_{{ loop.index }}.customer_key
            {% endfor %}
        end as named_customer,
        case
            {% for column, kind in references %}
            when assigned_{{ loop.index }}.customer_key is not null then 'calls:{{ column }}'
            {% endfor %}
            else 'calls:no_known_reference'
        end as named_by
    from calls_daily
    {% for column, kind in references %}
    left join assignments as assigned_{{ loop.index }}
        on assigned_{{ loop.index }}.identifier_kind = '{{ kind }}'
        and {{ holds_on('assigned_' ~ loop.index, 'calls_daily.' ~ column, 'calls_daily.slice_date') }}
    {% endfor %}

),

resolved as (

    select
        named.slice_date as service_date,
        case
            when named.is_internal or customers.is_internal then '(internal)'
            else coalesce(named.named_customer, '(unattributed)')
        end as customer_key,
        coalesce(feature_map.feature_key, '(unattributed)') as feature_key,
        case
            when named.is_internal or customers.is_internal then 'calls:internal_use' else named.named_by
        end as rule_id,
        coalesce(named.provider, '(none)') as provider,
        coalesce(model_aliases.model, named.model, '(none)') as model,
        {{ environment_of('named.environment') }} as environment,
        coalesce(provider_accounts.purpose, environment_accounts.purpose, 'production') as purpose,
        'inference' as entry_class,
        named.is_internal or coalesce(customers.is_internal, false) as is_internal,
        named.is_paid_by_caller,
        named.is_batch,
        named.is_unpriced,
        call_accounts.vendor is not null
        and coalesce(named.slice_date not between first_report_day and last_report_day, true) as is_unreported,
        named.cost_basis,
        named.vendor,
        named.currency_code,
        {% for column in counts %}
        named.{{ column }},
        {% endfor %}
        named.reported_cost,
        named.fallback_cost
    from named
    left join customers on named.named_customer = customers.customer_key
    left join feature_map on named.feature_ref = feature_map.feature_ref
    left join model_aliases on named.provider = model_aliases.provider and named.model = model_aliases.alias
    left join provider_accounts
        on named.provider = provider_accounts.provider
        and named.provider_account_ref = provider_accounts.provider_account_ref
    left join environment_accounts
        on named.provider = environment_accounts.provider and named.environment = environment_accounts.purpose
    left join {{ ref('int_call_accounts') }} as call_accounts
        on named.vendor = call_accounts.vendor
        and named.provider = call_accounts.provider
        and named.provider_account_ref = call_accounts.provider_account_ref

),

{{ with_cost_function('resolved') }}

select
    {{ surrogate_key(flags_as_text(dimensions)) }} as call_group_key,
    {{ dimensions | join(',\n    ') }},
    {% for column in counts %}
    cast(sum({{ column }}) as {{ type_count() }}) as {{ column }},
    {% endfor %}
    cast(sum(reported_cost) as {{ type_money() }}) as reported_cost,
    cast(sum(fallback_cost) as {{ type_money() }}) as fallback_cost
from with_function
group by {{ dimensions | join(', ') }}
