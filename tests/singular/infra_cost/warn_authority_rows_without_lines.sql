{{ config(severity='warn') }}
-- Names the rows of seeds/business/authority.csv for infrastructure whose account no line has: they decide nothing.

with authority as (

    select * from {{ ref('stg_pricing__authority') }}
    where side = 'infrastructure' and nullif(source_account, '') is not null

),

accounts as (

    select vendor, lower(source_account) as account_name from {{ ref('int_infra_cost_lines') }}
    {{ union_distinct() }}
    select vendor, lower(billing_account_ref) as account_name from {{ ref('int_infra_cost_lines') }}
    {{ union_distinct() }}
    select vendor, {{ cluster_of_line() }} as account_name from {{ ref('int_infra_cost_lines') }}
    where {{ splits_cluster() }}

)

select
    'authority.csv: ' || authority.vendor || ' has no account or cluster ' || authority.source_account
    || '; write the billing account as the bill does' as message
from authority
left join accounts
    on authority.vendor = accounts.vendor and lower(authority.source_account) = accounts.account_name
where accounts.vendor is null
