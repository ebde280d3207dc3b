-- Grain: one row of seeds/business/lookup_paths.csv that is not blank, typed; issue_column names its first
-- wrong cell and is null in a good row. Read by the seed's staging model and by other checks only.
{{ checked_seed('lookup_paths') }}
