-- Grain: one entry of a credit ledger that earns money: a drawdown of a paid block, or its breakage on expiry.
-- amount: currency of the block, positive = revenue, units times the block's cost basis. Promotional blocks
-- (cost basis zero) earn nothing; grants, voids and adjustments are no revenue; an entry whose value nobody knows is
-- named by warn_credit_entries_without_value. customer_key: who used the credits; owner_key: who has the block.

select record_key, vendor, customer_key, owner_key, entry_class, feature_ref, currency_code, service_date, amount
from {{ ref('int_credit_entries_valued') }}
where coalesce(amount, 0) <> 0
