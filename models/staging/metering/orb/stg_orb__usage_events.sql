-- Grain: one row per raw row of `events` (ingest shape, from the producer's outbox). quantity: the property `quantity`,
-- else `value`, else one event. payload_hash tells a repeated event from another body under the same key. Left out:
-- events that were switched off, that belong to a backfill which is not closed yet or was taken back, and that a
-- backfill replaced which was closed later than their own. Where a backfill replaced only what an expression says, that
-- cannot be known: a row_issue.

with events as (

    {{ raw_rows('orb', 'events', {
        'idempotency_key': 'text', 'event_name': 'text', 'timestamp': 'timestamp', 'customer_id': 'text',
        'external_customer_id': 'text', 'properties': 'json', 'backfill_id': 'text', 'deprecated': 'boolean',
        'ingested_at': 'timestamp',
    }) }}

),

backfills as (

    select * from {{ ref('stg_orb__backfills') }}

),

windows as (

    select * from {{ ref('stg_orb__backfill_windows') }}

),

opened as (

    {{ json_columns('events', 'properties', {
        'stated_quantity': ['quantity'], 'stated_value': ['value'], 'stated_unit': ['unit'], 'feature': ['feature'],
        'request_id': ['request_id'],
    }) }}

),

parsed as (

    select
        opened.*,
        'all' as everyone,
        coalesce(stated_quantity, stated_value) as raw_quantity,
        {{ safe_number('coalesce(stated_quantity, stated_value)', 'quantity') }} as parsed_quantity,
        {{ safe_timestamp('raw_timestamp') }} as occurred_at,
        coalesce({{ safe_timestamp('ingested_at') }}, {{ safe_timestamp('raw_timestamp') }}) as loaded_at
    from opened

),

-- windows of one name do not overlap, so that an event meets at most one of its customer and one of all
placed as (

    select
        parsed.*,
        backfills.status as backfill_status,
        {% for name in ['own', 'common'] %}
        case
            when {{ name }}.customer_name is not null
                and ({{ name }}.replaced_before is null or parsed.loaded_at < {{ name }}.replaced_before)
                and (
                    coalesce({{ name }}.backfill_ids not like '%|' || parsed.backfill_id || '|%', true)
                    or coalesce(backfills.closed_at < {{ name }}.replaced_before, false)
                )
                then case when {{ name }}.is_filtered then 'in part' else 'whole' end
        end as {{ name }}_replacement{{ ',' if not loop.last }}
        {% endfor %}
    from parsed
    left join backfills on parsed.backfill_id = backfills.backfill_id
    left join windows as own
        on coalesce('id:' || parsed.customer_id, 'external:' || parsed.external_customer_id) = own.customer_name
        and parsed.occurred_at >= own.starts_at
        and parsed.occurred_at < own.ends_at
    left join windows as common
        on parsed.everyone = common.customer_name
        and parsed.occurred_at >= common.starts_at
        and parsed.occurred_at < common.ends_at

),

mapped as (

    select
        'orb' as vendor,
        'events' as source_table,
        '' as source_account,
        idempotency_key as source_record_id,
        customer_id as customer_native_id,
        external_customer_id as customer_ref,
        event_name,
        coalesce(feature, event_name) as feature_ref,
        case when raw_quantity is null then 1 else parsed_quantity end as quantity,
        coalesce(stated_unit, case when raw_quantity is null then 'event' end) as unit,
        request_id as request_ref,
        occurred_at,
        {{ payload_hash(
            ['event_name', 'occurred_at', 'customer_id', 'external_customer_id', 'properties']
        ) }} as payload_hash,
        loaded_at as source_updated_at,
        loaded_at,
        case
            when {{ safe_boolean('deprecated') }} then 'deprecated'
            when backfill_status in ('pending', 'reverted') then 'backfill_' || backfill_status
            when own_replacement = 'whole' or common_replacement = 'whole' then 'replaced_by_backfill'
        end as exclusion_reason,
        case
            when own_replacement = 'in part' or common_replacement = 'in part'
                then 'backfill: only part of the earlier events was replaced, which cannot be read'
            else {{ row_issue([
                ('quantity', 'raw_quantity', 'parsed_quantity'),
                ('timestamp', 'raw_timestamp', 'occurred_at', 'a time'),
            ]) }}
        end as row_issue
    from placed

)

select
    {{ contract_columns('usage_events') }}
from mapped
