-- Grain: one row per raw row of `line_item` and of `draft_line_item`, with what it is. Amounts: major units, signed as
-- stated. The export has no type of line, so line_class and revenue_type follow from product, commit and sign: usage
-- stands at full price, what a commit or a credit pays is a negative line of the same commit (class `applied`).

with line_versions as (

    select * from {{ ref('stg_metronome__line_versions') }}

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}

),

products as (

    select * from {{ ref('stg_metronome__products') }}

),

balances as (

    select * from {{ ref('stg_metronome__balances') }}

),

measured as (

    select
        line_versions.*,
        invoices.invoice_status,
        invoices.customer_native_id,
        invoices.payer_native_id,
        invoices.subscription_native_id,
        invoices.invoiced_at,
        invoices.exclusion_reason as invoice_exclusion,
        products.product_type,
        products.product_name,
        products.meter_native_id,
        balances.balance_type,
        {% for bound in ['min', 'max'] %}
        {{ bound }}(case when line_versions.total_amount >= 0 then line_versions.group_feature end) over (
            partition by line_versions.invoice_native_id, line_versions.commit_id, line_versions.product_id
        ) as {{ bound }}_feature{{ ',' if not loop.last }}
        {% endfor %}
    from line_versions
    left join invoices on line_versions.invoice_native_id = invoices.invoice_native_id
    left join products
        on line_versions.product_id = products.product_id
        and (products.valid_from is null or products.valid_from <= line_versions.service_start_at)
        and (products.valid_to is null or products.valid_to > line_versions.service_start_at)
    left join balances on line_versions.commit_id = balances.balance_id

),

classed as (

    select
        measured.*,
        case
            when commit_id is not null and total_amount < 0 and coalesce(product_type, '') <> 'FIXED' then 'applied'
            -- an adjustment of the invoice names no product
            when product_id is null and total_amount < 0 then 'adjustment'
            else 'charge'
        end as line_class,
        case
            when product_type = 'FIXED' and balance_type = 'postpaid' then 'minimum'
            when product_type = 'FIXED' and commit_id is not null then 'prepaid'
            -- assumption: a fixed charge with a period of its own is a fee for that period
            when product_type = 'FIXED' and stated_end is null then 'one_time'
            when product_type in ('PROSERVICE', 'PROFESSIONALSERVICE') then 'one_time'
            when product_type in ('FIXED', 'SUBSCRIPTION') or fee_native_id is not null then 'subscription'
            else 'usage'
        end as revenue_type
    from measured

)

-- The line that applies a commit names the product that it pays for, but not always the group: where all usage that
-- the commit paid on the invoice has one group, that is the one.
select
    classed.*,
    case
        when revenue_type <> 'usage' then null
        when group_feature is not null then group_feature
        when line_class = 'applied' and min_feature = max_feature then min_feature
        else product_name
    end as feature_ref
from classed
