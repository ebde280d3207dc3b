-- Grain: one contract that belongs to a hierarchy; a look-up. No amounts. A child names its parent and who pays; a
-- parent says whether its invoices repeat the lines of the children.

with configurations as (

    {{ metronome_newest('contract_hierarchy_configurations', ['contract_id'], {
        'contract_id': 'text', 'parent_contract_id': 'text', 'parent_customer_id': 'text', 'payer': 'text',
        'invoice_consolidation_type': 'text', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

)

select
    contract_id as subscription_native_id,
    parent_contract_id,
    parent_customer_id,
    case when upper(payer) = 'PARENT' then parent_customer_id end as payer_native_id,
    coalesce(upper(invoice_consolidation_type), 'NONE') <> 'NONE' as is_consolidating
from configurations
