-- Grain: one name under which events may speak of a customer: the Metronome id, else an ingest alias; a look-up. No
-- amounts. An id goes before an alias, and of two customers with one alias the one that was updated last has it.

with customers as (

    {{ metronome_newest('customer', ['id'], {'id': 'text', 'ingest_aliases': 'json', 'updated_at': 'timestamp'}) }}

),

aliases as (

    {{ json_explode('customers', 'ingest_aliases', [], ['id', 'loaded_at'], 'alias') }}

),

names as (

    select id as sent_name, id as customer_native_id, loaded_at, 1 as name_rank from customers
    union all
    select trim(alias) as sent_name, id as customer_native_id, loaded_at, 2 as name_rank from aliases

),

ranked as (

    select
        names.*,
        row_number() over (
            partition by sent_name order by name_rank, loaded_at desc nulls last, customer_native_id
        ) as place
    from names
    where nullif(sent_name, '') is not null

)

select sent_name, customer_native_id
from ranked
where place = 1
