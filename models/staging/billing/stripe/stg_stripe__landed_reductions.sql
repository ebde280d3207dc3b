-- Grain: one row per invoice line (newest version) that counts, with the rows of `discount` and `tax_amount` that
-- hang on it, by either of the two ids of a line. Amounts: major units, positive, what comes off the line;
-- whole_tax_amount also holds the tax that was added on top and never was in the line.

with lines as (

    select * from {{ ref('stg_stripe__line_versions') }} where is_newest and not is_temporary

),

discounts as (

    select
        type_id as object_id,
        invoice_id,
        {{ safe_number('amount', 'count') }} as minor_amount
    from (
        {{ newest_rows(
            'stripe', 'discount', ['id', 'type', 'type_id'],
            {
                'id': 'text', 'type': 'text', 'type_id': 'text', 'amount': 'integer', 'invoice_id': 'text',
                '_fivetran_synced': 'timestamp',
            },
            'fivetran_synced'
        ) }}
    ) as newest

),

taxes as (

    select
        type_id as object_id,
        {{ safe_number('amount', 'count') }} as minor_amount,
        case
            when coalesce({{ safe_boolean('inclusive') }}, tax_behavior = 'inclusive')
                then {{ safe_number('amount', 'count') }}
            else 0
        end as minor_inclusive
    from (
        {{ newest_rows(
            'stripe', 'tax_amount', ['type', 'type_id', 'raw_index'],
            {
                'index': 'integer', 'type': 'text', 'type_id': 'text', 'amount': 'integer', 'inclusive': 'boolean',
                'tax_behavior': 'text', '_fivetran_synced': 'timestamp',
            },
            'fivetran_synced'
        ) }}
    ) as newest

),

line_names as (

    select distinct invoice_id, line_key, object_id
    from (
        select invoice_id, line_key, line_key as object_id from lines
        union all
        select invoice_id, line_key, id as object_id from lines
    ) as both_ids

),

-- one to many by intent: several discounts, several taxes on one line
line_discounts as (

    select line_names.invoice_id, line_names.line_key, sum(discounts.minor_amount) as minor_amount
    from line_names
    left join discounts
        on line_names.object_id = discounts.object_id
        and line_names.invoice_id = coalesce(discounts.invoice_id, line_names.invoice_id)
    group by line_names.invoice_id, line_names.line_key

),

line_taxes as (

    select
        line_names.invoice_id,
        line_names.line_key,
        sum(taxes.minor_amount) as minor_amount,
        sum(taxes.minor_inclusive) as minor_inclusive
    from line_names
    left join taxes on line_names.object_id = taxes.object_id
    group by line_names.invoice_id, line_names.line_key

)

select
    lines.invoice_id,
    lines.line_key,
    lines.amount_with_inclusive_tax,
    case
        when lines.minor_amount > 0 and coalesce(lines.is_discountable, true) then lines.minor_amount
        else 0
    end as discount_weight,
    case when lines.minor_amount > 0 then lines.minor_amount else 0 end as tax_weight,
    line_discounts.minor_amount is not null as has_discount_row,
    line_taxes.minor_amount is not null as has_tax_row,
    {{ major_amount('coalesce(line_discounts.minor_amount, 0)', 'lines.minor_unit_factor') }} as discount_amount,
    {{ major_amount('coalesce(line_taxes.minor_inclusive, 0)', 'lines.minor_unit_factor') }} as inclusive_tax_amount,
    {{ major_amount('coalesce(line_taxes.minor_amount, 0)', 'lines.minor_unit_factor') }} as whole_tax_amount
from lines
left join line_discounts
    on lines.invoice_id = line_discounts.invoice_id and lines.line_key = line_discounts.line_key
left join line_taxes
    on lines.invoice_id = line_taxes.invoice_id and lines.line_key = line_taxes.line_key
