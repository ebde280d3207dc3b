-- Grain: invoice that counts x currency of its items. Amounts: major units, tax out. stated_amount is what the header
-- says in its own currency, lines_amount what its items come to in theirs; two currencies cannot be compared and are
-- unexplained. The money that counts is that of the items.

with invoices as (

    select * from {{ ref('stg_zuora__invoices') }}
    where exclusion_reason is null and amount_without_tax is not null

),

lines as (

    select
        invoice_native_id,
        currency_code,
        count(*) as line_count,
        cast(sum(charge_amount) as {{ type_money() }}) as lines_amount
    from {{ ref('stg_zuora__item_versions') }}
    where is_newest and not is_deleted and item_kind <> 'tax'
    group by invoice_native_id, currency_code

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

compared as (

    select
        invoices.invoice_native_id,
        invoices.currency_code as stated_currency_code,
        coalesce(lines.currency_code, invoices.currency_code) as currency_code,
        coalesce(lines.line_count, 0) as line_count,
        invoices.amount_without_tax as stated_amount,
        cast(coalesce(lines.lines_amount, 0) as {{ type_money() }}) as lines_amount,
        coalesce(lines.line_count, 0) * currency_exponents.minor_unit_factor as tolerance
    from invoices
    left join lines on invoices.invoice_native_id = lines.invoice_native_id
    left join currency_exponents on lines.currency_code = currency_exponents.currency_code

)

select
    compared.*,
    stated_currency_code <> currency_code
    or abs(stated_amount - lines_amount) > coalesce(tolerance, 0) as is_unexplained
from compared
