-- Fails where two records that pay, with other domains or tax ids, are one customer although no decision of a person
-- joins them: the wrong merge that moves one company's money to another.

with payers as (

    select paying.node, paying.mail_domain, paying.tax_id, units.unit, labels.label
    from {{ ref('int_identity_paying_records') }} as paying
    left join {{ ref('int_identity_units') }} as units on paying.node = units.node
    left join {{ ref('int_identity_labels_8') }} as labels on paying.node = labels.node

)

select
    one.node,
    other.node as other_node,
    one.mail_domain,
    other.mail_domain as other_mail_domain,
    one.tax_id,
    other.tax_id as other_tax_id
from payers as one
left join payers as other on one.label = other.label
where one.node < other.node
    and one.unit <> other.unit
    and (one.mail_domain <> other.mail_domain or one.tax_id <> other.tax_id)
