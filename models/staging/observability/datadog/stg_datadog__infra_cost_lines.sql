-- Grain: one part of a charge of Datadog's own bill, by customer and day (stg_datadog__charge_parts), and one line
-- without amounts per raw row of the bill, which is excluded as told_by_its_charges. Amounts: US dollars. The latest
-- pull of an organisation and month replaces the earlier ones, so that an estimate gives way to the final bill.
-- Kept but not counted: what repeats other charges (stg_datadog__charges says why).
with charges as (
    select * from {{ ref('stg_datadog__charges') }}
),

charge_parts as (
    select * from {{ ref('stg_datadog__charge_parts') }}
),

bill_rows as (
    select * from {{ ref('stg_datadog__bill_rows') }}
),

lines as (
    select
        charges.source_table,
        charges.organisation,
        charges.payer,
        charges.charge_month,
        charges.product,
        charges.charge_type,
        charges.tags,
        charges.pulled_at,
        charge_parts.customer_ref,
        charge_parts.amount,
        charge_parts.rounding_amount,
        coalesce(charge_parts.usage_date, charges.charge_month) as first_day,
        -- without days a charge lies on its month, as far as that had passed when it was pulled
        case
            when charge_parts.usage_date is not null then {{ date_add_days('charge_parts.usage_date', 1) }}
            when {{ utc_date('charges.pulled_at') }} between
                charges.charge_month and {{ month_end('charges.charge_month') }}
                then {{ date_add_days(utc_date('charges.pulled_at'), 1) }}
            else {{ date_add_days(month_end('charges.charge_month'), 1) }}
        end as end_day,
        charges.exclusion_reason,
        {{ row_issue([('cost', 'charges.cost_text', 'charges.cost')]) }} as row_issue
    from charges
    left join charge_parts on charges.charge_key = charge_parts.charge_key
    union all
    select
        source_table, organisation, organisation as payer, charge_month, null as product, null as charge_type, tags,
        pulled_at, null as customer_ref, null as amount, null as rounding_amount, charge_month as first_day,
        null as end_day, exclusion_reason, row_issue
    from bill_rows
),

mapped as (
    select
        'datadog' as vendor,
        source_table,
        organisation as source_account,
        {{ surrogate_key([
            'charge_month', 'product', 'charge_type', 'tags', 'customer_ref', 'first_day'
        ]) }} as source_record_id,
        charge_month as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'Datadog' as provider,
        payer as billing_account_ref,
        organisation as sub_account_ref,
        product as service_name,
        'Observability' as service_category,
        null as sku_ref,
        null as region,
        null as resource_ref,
        'Usage' as charge_category,
        null as charge_class,
        product || ' ' || charge_type as charge_description,
        null as commitment_status,
        'none' as ai_overlap_class,
        true as is_additive,
        customer_ref,
        {{ reference_text(json_text('tags', ['feature', 0])) }} as feature_ref,
        {{ reference_text(json_text('tags', ['env', 0])) }} as environment,
        'observability' as pool_ref,
        tags,
        null as usage_quantity,
        null as usage_unit,
        amount as billed_amount,
        amount as effective_amount,
        rounding_amount,
        null as list_amount,
        'USD' as currency_code,
        first_day as charge_start_at,
        end_day as charge_end_at,
        null as invoice_native_id,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        exclusion_reason,
        row_issue
    from lines
)

select
    {{ contract_columns('infra_cost_lines') }}
from mapped
