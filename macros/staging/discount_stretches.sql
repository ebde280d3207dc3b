{#
  Items of subscriptions cut where a discount begins and ends: the stretch with the discount is the item's own row
  (source_table `item_table`), what lies before and after it are rows of `discount_table`. Reads of each item:
  record_id, item_from, item_to (null = open), discount_start_at, discount_end_at, discount_ratio, discount_amount.
  Adds source_table, stretch_id, stretch_from, stretch_to, stretch_ratio, stretch_amount.
#}
{% macro discount_stretches(relation, item_table, discount_table) %}
    select
        items.*,
        '{{ item_table }}' as source_table,
        record_id as stretch_id,
        case when discount_start_at > item_from then discount_start_at else item_from end as stretch_from,
        case
            when item_to is null or discount_end_at < item_to then discount_end_at
            else item_to
        end as stretch_to,
        discount_ratio as stretch_ratio,
        discount_amount as stretch_amount
    from {{ relation }} as items
    {% for place, condition in {
        'before': 'discount_start_at > item_from',
        'after': 'discount_end_at is not null and (item_to is null or discount_end_at < item_to)'
    }.items() %}
    union all
    select
        items.*,
        '{{ discount_table }}' as source_table,
        record_id || '|{{ place }}' as stretch_id,
        {{ 'item_from' if place == 'before' else 'discount_end_at' }} as stretch_from,
        {{ 'discount_start_at' if place == 'before' else 'item_to' }} as stretch_to,
        null as stretch_ratio,
        null as stretch_amount
    from {{ relation }} as items
    where {{ condition }}
    {% endfor %}
{% endmacro %}
