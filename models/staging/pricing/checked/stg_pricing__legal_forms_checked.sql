-- Grain: one row of seeds/reference/legal_forms.csv that is not blank, typed; issue_column names its first
-- wrong cell and is null in a good row. Read by the seed's staging model and by other checks only.
{{ checked_seed('legal_forms') }}
