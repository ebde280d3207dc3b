-- Grain: one row per contact, its newest version; a look-up for the address of an account. No amounts.

with contacts as (

    {{ newest_rows(
        'zuora', 'contact', ['id'],
        {'id': 'text', 'work_email': 'text', 'updated_date': 'timestamp', '_fivetran_synced': 'timestamp'},
        'updated_date'
    ) }}

)

select
    id as contact_id,
    lower(trim(work_email)) as email,
    lower(trim({{ dbt.split_part('work_email', "'@'", 2) }})) as email_domain
from contacts
