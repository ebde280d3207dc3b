-- Grain: one customer, special member or retired key. A retired key names its successor in merged_into_key; facts
-- carry only living keys. No amounts, no personal data.

select
    customer_key,
    customer_name,
    parent_customer_key,
    segment,
    is_internal,
    created_at,
    merged_into_key
from {{ ref('int_customers_resolved') }}
