{#
  Every row of a seed that is not wholly blank: its columns typed, then of its first cell that does not hold what
  seed_contract() says `issue_column`, `found`, `issue_text` and `remedy` (`issue_column` is null for a good row), and
  `row_name`, the cells of the key. Cells are read as text and trimmed; an empty cell is null. Joins are many to one:
  the lists of allowed keys are distinct, and they are the good rows of another seed's checked table.
#}
{% macro checked_seed(seed) %}
    {% set contract = seed_contract(seed) %}
    select
        {{ contract['columns'] | join(',\n        ') }},
        {{ seed_row_name(contract) }} as row_name,
        issue_column,
        {{ seed_found_cell(contract) }} as found,
        {{ seed_issue_text(contract) }} as issue_text,
        {{ seed_remedy(contract) }} as remedy
    from (
        select
            related.*,
            {{ seed_issue_column(contract) }} as issue_column
        from (
            select
                typed.*,
                count(*) over (partition by {{ contract['key'] | join(', ') }}) as rows_with_key
                {% for column in contract.get('refers', {}) %}
                , list_{{ loop.index }}.listed_key as listed_{{ column }}
                {% endfor %}
            from (
                select
                    {% for column, kind in contract['columns'].items() %}
                    cells.cell_{{ column }},
                    {{ seed_cell('cells.cell_' ~ column, kind | replace('!', '')) }} as {{ column }}{{ ',' if not loop.last }}
                    {% endfor %}
                from (
                    select
                        {% for column in contract['columns'] %}
                        nullif(trim(seed.{{ column }}), '') as cell_{{ column }}{{ ',' if not loop.last }}
                        {% endfor %}
                    from {{ ref(seed) }} as seed
                ) as cells
                where coalesce(cells.cell_{{ contract['columns'] | join(', cells.cell_') }}) is not null
            ) as typed
            {% for column, target in contract.get('refers', {}).items() %}
            left join (
                select distinct {{ target[1] }} as listed_key
                from {{ ref('stg_pricing__' ~ target[0] ~ '_checked') }}
                where issue_column is null
            ) as list_{{ loop.index }}
                on typed.{{ column }} = list_{{ loop.index }}.listed_key
            {% endfor %}
        ) as related
    ) as judged
{% endmacro %}
