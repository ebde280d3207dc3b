-- Grain: one credit note, its newest version, that has taxes on its lines; a look-up. tax_amount: major units of the
-- credited invoice, the sum over the lines, positive.

with newest_notes as (

    {{ newest_rows(
        'orb', 'credit_notes', ['id'], {'id': 'text', 'line_items': 'json', 'updated_at': 'timestamp'}, 'updated_at'
    ) }}

),

note_lines as (

    {{ json_explode('newest_notes', 'line_items', [], ['id'], 'note_line') }}

),

line_taxes as (

    {{ json_explode('note_lines', 'note_line', ['tax_amounts'], ['id'], 'line_tax') }}

)

select
    id as credit_note_id,
    cast(sum({{ safe_number(json_text('line_tax', ['amount'])) }}) as {{ type_money() }}) as tax_amount
from line_taxes
group by id
