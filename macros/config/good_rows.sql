{# Body of a seed's staging model: its typed columns, good rows only. Waits for the check of all seeds. #}
{% macro good_rows(seed) %}
    {% do ref('stg_pricing__seed_issues') %}
    select
        {{ seed_contract(seed)['columns'] | join(',\n        ') }}
    from {{ ref('stg_pricing__' ~ seed ~ '_checked') }}
    where issue_column is null
{% endmacro %}
