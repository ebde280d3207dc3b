-- Grain: UTC day x customer x feature x provider x model x environment x purpose x flags x cost basis x source.
-- What int_calls_daily counted, with its raw references resolved. reported_cost, fallback_cost: currency_code.
-- Customer and feature are what int_call_owners found, and so is the rule that named the customer, or the reason why
-- none is known; a feature that is not known adds its own reason. Nothing is excluded: internal use sits on
-- `(internal)`, the rest on `(unattributed)`.
-- is_unreported: the calls name an account that the provider's reports of the day do not speak of.

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

call_owners as (

    select * from {{ ref('int_call_owners') }}

),

customers as (

    select customer_key, is_internal from {{ ref('int_customers_resolved') }}

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
        call_owners.customer_key as named_customer,
        call_owners.feature_key as named_feature,
        case
            when calls_daily.is_internal or customers.is_internal then 'calls:internal_use'
            else call_owners.customer_rule
        end
        || case
            when call_owners.feature_key is null then replace(call_owners.feature_rule, 'calls:', '/feature:') else ''
        end as rule_id,
        calls_daily.is_internal or coalesce(customers.is_internal, false) as is_internal_use
    from calls_daily
    left join call_owners on calls_daily.references_key = call_owners.references_key
    left join customers on call_owners.customer_key = customers.customer_key

),

resolved as (

    select
        named.slice_date as service_date,
        case
            when named.is_internal_use then '(internal)' else coalesce(named.named_customer, '(unattributed)')
        end as customer_key,
        coalesce(named.named_feature, '(unattributed)') as feature_key,
        named.rule_id,
        coalesce(named.provider, '(none)') as provider,
        coalesce(model_aliases.model, listed_aliases.model, named.model, '(none)') as model,
        {{ environment_of('named.environment') }} as environment,
        coalesce(provider_accounts.purpose, environment_accounts.purpose, 'production') as purpose,
        'inference' as entry_class,
        named.is_internal_use as is_internal,
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
    left join model_aliases on named.provider = model_aliases.provider and named.model = model_aliases.alias
    left join model_aliases as listed_aliases
        on {{ price_list_provider('named.provider') }} = listed_aliases.provider
        and named.model = listed_aliases.alias
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
