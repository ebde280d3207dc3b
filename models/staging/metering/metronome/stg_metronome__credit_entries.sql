-- Grain: one feature's part of one ledger entry of a commit or credit. units: credit units; money_amount: units at the
-- cost that the customer paid, same sign, zero for free credits; the parts of an entry sum to it exactly. A deduction
-- names an invoice and no product: the lines that apply the commit there say for which features. Entries of postpaid
-- commits are left out: their invoice lines are the revenue. Not here: older snapshots and the sandbox.

with ledger as (

    select * from {{ ref('stg_metronome__ledger') }}

),

commit_features as (

    select * from {{ ref('stg_metronome__commit_features') }}

),

-- one deduction to as many features as it paid for
divided as (

    select
        ledger.*,
        commit_features.feature_ref,
        coalesce(commit_features.weight, 0) as weight
    from ledger
    left join commit_features
        on ledger.invoice_native_id = commit_features.invoice_native_id
        and ledger.balance_id = commit_features.balance_id
        and ledger.entry_type = 'burn'

),

mapped as (

    select
        'metronome' as vendor,
        'contracts_balances.ledger' as source_table,
        '' as source_account,
        entry_id || coalesce('|' || feature_ref, '') as source_record_id,
        customer_native_id,
        grant_native_id,
        entry_type,
        {{ split_money('units', 'weight', ['entry_id'], ['feature_ref']) }} as units,
        {{ split_money('money_amount', 'weight', ['entry_id'], ['feature_ref']) }} as money_amount,
        currency_code,
        null as price_native_id,
        feature_ref,
        invoice_native_id,
        used_at as occurred_at,
        loaded_at as source_updated_at,
        loaded_at,
        case when balance_type = 'postpaid' then 'postpaid_commitment' end as exclusion_reason,
        row_issue
    from divided

)

select
    {{ contract_columns('credit_entries') }}
from mapped
