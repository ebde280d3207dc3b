-- Grain: one customer, special member or retired key. A retired key names its successor in merged_into_key; facts
-- carry only living keys. Grouped by ultimate_parent_key, a margin mart sums by company group: each customer is in one
-- group, a top one in its own. No amounts, no personal data.

select
    customer_key,
    customer_name,
    parent_customer_key,
    ultimate_parent_key,
    segment,
    is_internal,
    created_at,
    merged_into_key
from {{ ref('int_customers_resolved') }}
