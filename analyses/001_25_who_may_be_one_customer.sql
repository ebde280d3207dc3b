-- Which customers may be one, by their evidence, and how much revenue hangs on it?
select
    review_type,
    customer_name,
    other_customer_name,
    evidence,
    contradiction,
    score,
    revenue + other_revenue as revenue,
    left_identifier,
    right_identifier
from {{ ref('rpt_identity_review') }}
order by revenue + other_revenue desc, score desc
