-- Grain: UTC day x provider x purpose of the account x model x kind of line x source x currency.
-- invoiced_amount: currency_code, as the provider reports it. line_kind: calls (stands beside our own calls),
-- without_calls (tools, storage, accounts that serve none of our calls), credit. An account that the seed does not
-- name counts as production.

with cost_lines as (

    select * from {{ ref('int_provider_cost_lines') }}

),

provider_accounts as (

    select * from {{ ref('stg_pricing__provider_accounts') }}

),

model_aliases as (

    select * from {{ ref('stg_pricing__model_aliases') }}

),

classified as (

    select
        cost_lines.usage_date as service_date,
        coalesce(cost_lines.provider, '(none)') as provider,
        coalesce(provider_accounts.purpose, 'production') as purpose,
        coalesce(model_aliases.model, cost_lines.model, '(none)') as model,
        case
            when cost_lines.amount_kind = 'credit' then 'credit'
            when coalesce(cost_lines.amount_kind, 'tokens') = 'tokens' and coalesce(provider_accounts.has_calls, true)
                then 'calls'
            else 'without_calls'
        end as line_kind,
        cost_lines.vendor,
        cost_lines.currency_code,
        cost_lines.amount,
        coalesce(cost_lines.rounding_amount, 0) as rounding_amount
    from cost_lines
    left join provider_accounts
        on cost_lines.provider = provider_accounts.provider
        and cost_lines.provider_account_ref = provider_accounts.provider_account_ref
    left join model_aliases on cost_lines.provider = model_aliases.provider and cost_lines.model = model_aliases.alias

)

select
    {{ surrogate_key([
        'service_date', 'provider', 'purpose', 'model', 'line_kind', 'vendor', 'currency_code'
    ]) }} as invoice_key,
    service_date,
    provider,
    purpose,
    model,
    line_kind,
    vendor,
    currency_code,
    cast(sum(amount) as {{ type_money() }}) as invoiced_amount,
    cast(sum(rounding_amount) as {{ type_rate() }}) as rounding_amount
from classified
group by service_date, provider, purpose, model, line_kind, vendor, currency_code
