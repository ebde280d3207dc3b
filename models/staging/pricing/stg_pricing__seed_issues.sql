-- Grain: one refused row of one seed file: where it is, what was found and what to do about it.
-- Rows with stops_build are in files that change amounts: the test on this model fails then, and everything that
-- reads a seed waits for this model. All other refused rows are left out of the figures and named here.
with

issues as (

    {% for folder, seeds in seed_contracts().items() %}
    {% for seed in seeds %}
    {{ 'union all' if not (loop.first and folder == 'reference') }}
    {{ seed_issue_rows(seed) }}
    {% endfor %}
    {% endfor %}

),

final as (

    select
        file_name,
        row_name,
        issue_column,
        found,
        issue_text,
        remedy,
        scenario_id,
        stops_build,
        file_name || ', row ' || row_name || ', column ' || issue_column
        || ': "' || found || '" ' || issue_text || '; ' || remedy
            as message
    from issues

)

select * from final
