-- Grain: one row per raw row of `contracts_contracts`; source_record_id is the id that invoices point at. No amounts.
-- The plan is the package that the contract was made from, else its rate card. Archiving a contract ends it. Left out:
-- contracts archived before they began, rows of older snapshots, the sandbox.

with contracts as (

    {{ metronome_rows('contracts_contracts', {
        'id': 'text', 'customer_id': 'text', 'package_id': 'text', 'rate_card_id': 'text', 'starting_at': 'timestamp',
        'ending_before': 'timestamp', 'archived_at': 'timestamp', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

packages as (

    {{ metronome_newest('packages', ['id'], {
        'id': 'text', 'name': 'text', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

rate_cards as (

    {{ metronome_newest('contracts_rate_cards', ['id'], {
        'id': 'text', 'name': 'text', 'fiat_credit_type_id': 'text', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

units as (

    select * from {{ ref('stg_metronome__units') }}

),

payers as (

    select * from {{ ref('stg_metronome__payers') }}

),

measured as (

    select
        contracts.*,
        coalesce(payers.payer_native_id, contracts.customer_id) as payer_native_id,
        coalesce(contracts.package_id, contracts.rate_card_id) as plan_native_id,
        coalesce(packages.name, rate_cards.name) as plan_name,
        units.currency_code,
        {{ safe_timestamp('contracts.starting_at') }} as started_at,
        {{ safe_timestamp('contracts.archived_at') }} as archived_since,
        {{ safe_timestamp('contracts.ending_before') }} as contract_ends_at
    from contracts
    left join packages on contracts.package_id = packages.id
    left join rate_cards on contracts.rate_card_id = rate_cards.id
    left join units on rate_cards.fiat_credit_type_id = units.unit_id
    left join payers on contracts.id = payers.subscription_native_id

),

mapped as (

    select
        'metronome' as vendor,
        'contracts_contracts' as source_table,
        source_account,
        id || version_suffix as source_record_id,
        customer_id as customer_native_id,
        payer_native_id,
        case
            when archived_since is not null then 'archived'
            when contract_ends_at <= loaded_at then 'ended'
            else 'active'
        end as status,
        plan_native_id,
        plan_name,
        currency_code,
        started_at,
        null as trial_start_at,
        null as trial_end_at,
        {{ utc_date('started_at') }} as term_start_date,
        {{ utc_date('contract_ends_at') }} as term_end_date,
        case
            when archived_since < contract_ends_at then archived_since
            else coalesce(contract_ends_at, archived_since)
        end as ended_at,
        false as renews_automatically,
        loaded_at as source_updated_at,
        loaded_at,
        coalesce(left_out, case when archived_since <= started_at then 'archived' end) as exclusion_reason,
        {{ row_issue([
            ('starting_at', 'starting_at', 'started_at', 'a time'),
            ('ending_before', 'ending_before', 'contract_ends_at', 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('subscriptions') }}
from mapped
