{{ config(severity='warn') }}
-- Names what a cost tool reports without a provider and without an account beside a better source of the month: it is
-- left out as that source's money, and is lost where it is not.

select
    vendor || ', ' || cast({{ month_start('first_day') }} as {{ type_of('text') }}) || ': '
    || cast(sum(amount) as {{ type_of('text') }}) || ' ' || currency_code
    || ' left out beside a better source; group the costs by provider and billing account' as message
from {{ ref('int_infra_lines_assigned') }}
where decision = 'other_authority' and provider = '(none)'
    and billing_account = vendor || ':' || coalesce(source_account, '')
group by vendor, currency_code, {{ month_start('first_day') }}
having sum(amount) <> 0
