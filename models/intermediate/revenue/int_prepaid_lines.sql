-- Grain: one invoice line that sells a paid block of credits although its biller does not call it prepaid, with the
-- block (grant) that it pays for. matched_by: invoice (the ledger names it: then only its lines pay for the block, and
-- they pay for no other) or amount (same customer, currency and amount within a week). A block is paid by at most one
-- line of each biller and a line pays for one block. Blocks and lines of one amount are numbered by date and equal
-- numbers go together, for a single block the nearest line: a pair counts where neither the block nor the line is in a
-- better one, and what is left is compared again, three times. No amounts.
{% set names = 'grant_key, grant_native_id, record_key, vendor, source_account, is_named_invoice, pair_rank' %}

{% set alike = 'customer_key, currency_code, paid_amount, vendor, source_account' %}

with candidates as (

    select
        *,
        case when is_named_invoice then 0 else 1 end as name_rank
    from {{ ref('int_prepaid_candidates') }}

),

spans as (

    select
        candidates.*,
        least(effective_date, invoice_date) as first_date,
        case
            when least(effective_date, invoice_date) > max(greatest(effective_date, invoice_date)) over (
                partition by {{ alike }} order by least(effective_date, invoice_date), grant_key, record_key
                rows between unbounded preceding and 1 preceding
            ) then 1
            else 0
        end as starts_run
    from candidates

),

-- purchases of one amount are numbered only among those whose dates touch: a later one changes no closed month
runs as (

    select
        spans.*,
        sum(starts_run) over (
            partition by {{ alike }} order by first_date, grant_key, record_key
            rows between unbounded preceding and current row
        ) as run
    from spans

),

numbered as (

    select
        runs.*,
        min(name_rank) over (partition by grant_key, vendor, source_account) as name_rank_of_grant,
        min(name_rank) over (partition by record_key) as name_rank_of_line,
        dense_rank() over (partition by {{ alike }}, run order by effective_date, grant_key) as grant_number,
        dense_rank() over (partition by {{ alike }}, run order by invoice_date, record_key) as line_number
    from runs

),

compared as (

    select
        numbered.*,
        case
            when max(grant_number) over (partition by {{ alike }}, run) > 1 then abs(grant_number - line_number) else 0
        end as numbers_apart
    from numbered

),

round_0 as (

    select
        compared.*,
        row_number() over (
            partition by customer_key, currency_code
            order by name_rank, numbers_apart, days_apart, effective_date, grant_key, record_key
        ) as pair_rank
    from compared
    where is_named_invoice or (name_rank_of_grant = 1 and name_rank_of_line = 1)

),

{% for number in [1, 2, 3] %}
choices_{{ number }} as (

    select
        {{ names }},
        case
            when pair_rank = min(pair_rank) over (partition by grant_key, vendor, source_account)
                and pair_rank = min(pair_rank) over (partition by record_key)
                then 1
            else 0
        end as is_chosen
    from round_{{ number - 1 }}

),

taken_{{ number }} as (

    select
        choices_{{ number }}.*,
        max(is_chosen) over (partition by grant_key, vendor, source_account) as is_grant_taken,
        max(is_chosen) over (partition by record_key) as is_line_taken
    from choices_{{ number }}

),

-- chosen pairs stay, and what has to do with none of them
round_{{ number }} as (

    select {{ names }}, is_chosen
    from taken_{{ number }}
    where is_chosen = 1 or is_grant_taken + is_line_taken = 0

){{ ',' if not loop.last }}

{% endfor %}

select
    record_key,
    grant_native_id,
    case when is_named_invoice then 'invoice' else 'amount' end as matched_by
from round_3
where is_chosen = 1
