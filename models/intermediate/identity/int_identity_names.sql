-- Grain: one customer record that has a name: its words, the core without legal form, and the legal form where one is
-- written before or after it (seeds/reference/legal_forms.csv; the longest that fits). No amounts.
-- A name that is nothing but a legal form keeps it as its core.

with records as (

    select * from {{ ref('int_identity_records') }}

),

legal_forms as (

    select * from {{ ref('stg_pricing__legal_forms') }}

),

worded as (

    select
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as node,
        {{ company_words('display_name') }} as words
    from records
    where not is_alias and display_name is not null

),

-- one to five words at the end and one or two at the start may be the form
split as (

    select node, words, {{ text_match('words', '^([^ ]+) ') }} as first_1,
        {{ text_match('words', '^([^ ]+ [^ ]+) ') }} as first_2,
        {% for count in range(1, 6) %}
        {{ text_match('words', ' (' ~ (['[^ ]+'] * count) | join(' ') ~ ')$') }}
            as last_{{ count }}{{ ',' if not loop.last }}
        {% endfor %}
    from worded
    where words <> ''

),

endings as (

    {% for place in ['last_5', 'last_4', 'last_3', 'last_2', 'last_1', 'first_2', 'first_1'] %}
    select split.node, legal_forms.legal_form, '{{ place }}' as place, {{ place }} as written, {{ loop.index }} as turn
    from split
    left join legal_forms on split.{{ place }} = legal_forms.written
    where legal_forms.written is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

chosen as (

    select endings.*, row_number() over (partition by node order by turn) as choice
    from endings

)

select
    split.node,
    split.words,
    case
        when chosen.place like 'last%'
            then trim(substr(split.words, 1, length(split.words) - length(chosen.written)))
        when chosen.place like 'first%' then trim(substr(split.words, length(chosen.written) + 1))
        else split.words
    end as core_name,
    chosen.legal_form
from split
left join chosen on split.node = chosen.node and chosen.choice = 1
