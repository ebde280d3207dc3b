-- Grain: UTC day x provider x purpose of the account x model x kind of line x source x currency.
-- invoiced_amount: currency_code, as the provider reports it. line_kind: calls (stands beside our own calls),
-- without_calls (tools, storage, accounts that serve none of our calls), credit. An account that the seed does not
-- name counts as production. is_finished: the report was loaded after the day had ended; where it does not say
-- when, a later day of the account is reported or the figures are seen from a later day.

with cost_lines as (

    select * from {{ ref('int_provider_cost_lines') }}

),

provider_accounts as (

    select * from {{ ref('stg_pricing__provider_accounts') }}

),

model_aliases as (

    select * from {{ ref('stg_pricing__model_aliases') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

dated as (

    select
        cost_lines.*,
        max({{ utc_date('loaded_at') }}) over (partition by vendor, source_account, usage_date) as report_day,
        max(usage_date) over (partition by vendor, source_account) as newest_day
    from cost_lines

),

classified as (

    select
        cost_lines.usage_date as service_date,
        coalesce(cost_lines.provider, '(none)') as provider,
        coalesce(provider_accounts.purpose, 'production') as purpose,
        coalesce(model_aliases.model, listed_aliases.model, cost_lines.model, '(none)') as model,
        case
            when cost_lines.amount_kind = 'credit' then 'credit'
            when coalesce(cost_lines.amount_kind, 'tokens') = 'tokens' and coalesce(provider_accounts.has_calls, true)
                then 'calls'
            else 'without_calls'
        end as line_kind,
        cost_lines.vendor,
        cost_lines.currency_code,
        cost_lines.amount,
        coalesce(cost_lines.rounding_amount, 0) as rounding_amount,
        case
            when cost_lines.usage_date < coalesce(cost_lines.report_day, cost_lines.newest_day) then 1
            when cost_lines.report_day is null and cost_lines.usage_date < as_of.as_of_date then 1
            else 0
        end as finished
    from dated as cost_lines
    cross join as_of
    left join provider_accounts
        on cost_lines.provider = provider_accounts.provider
        and cost_lines.provider_account_ref = provider_accounts.provider_account_ref
    left join model_aliases on cost_lines.provider = model_aliases.provider and cost_lines.model = model_aliases.alias
    left join model_aliases as listed_aliases
        on {{ price_list_provider('cost_lines.provider') }} = listed_aliases.provider
        and cost_lines.model = listed_aliases.alias

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
    min(finished) = 1 as is_finished,
    cast(sum(amount) as {{ type_money() }}) as invoiced_amount,
    cast(sum(rounding_amount) as {{ type_rate() }}) as rounding_amount
from classified
group by service_date, provider, purpose, model, line_kind, vendor, currency_code
