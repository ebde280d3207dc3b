{#
  Body of stg_generic__<entity>: a table of the user's own making that already has the columns of a canonical
  entity. Values may be typed or text; a cell that cannot be read makes its row a quarantined one, with the cell
  named. vendor is always `generic` and source_table the entity; a row may bring its own exclusion_reason and
  row_issue. Texts that are empty are null. What belongs to invoices and contracts may be dated by the day: a date is
  a day of the business time zone there.
#}
{% macro generic_entity(entity) %}
    {% set columns = canonical_columns(entity) %}
    {% set fixed = ['vendor', 'source_table'] %}
    {% set dated = [
        'subscriptions', 'subscription_items', 'revenue_lines', 'credit_grants', 'credit_entries', 'payment_fees'
    ] %}
    {% set wanted = {} %}
    {% for name, word in columns if name not in fixed %}
        {% do wanted.update({name: {'money': 'number', 'rate': 'number', 'quantity': 'number', 'count': 'number'}.get(word, word)}) %}
    {% endfor %}
    {% set checks = [] %}
    with landed as (
        {{ raw_rows('generic', entity, wanted) }}
    ),
    parsed as (
        select
            {% for name, word in columns if name not in fixed %}
            {% set label = {'timestamp': 'a time', 'date': 'a date', 'boolean': 'true or false'}.get(word, 'a number') %}
            {% if word != 'text' %}{% do checks.append((name, 'landed_' ~ name, name, label)) %}{% endif %}
            {% set is_dated = entity in dated and word == 'timestamp' and name not in ['source_updated_at', 'loaded_at'] %}
            {{ generic_value(raw_alias(name), 'day_or_time' if is_dated else word) }} as {{ name }},
            {% if word != 'text' %}
            {{ boolean_text(raw_alias(name)) if word == 'boolean' else 'cast(' ~ raw_alias(name) ~ ' as ' ~ type_of('text') ~ ')' }} as landed_{{ name }},
            {% endif %}
            {% endfor %}
            1 as one
        from landed
    ),
    final as (
        select
            'generic' as vendor,
            '{{ entity }}' as source_table,
            {% for name, word in columns if name not in fixed + ['row_issue'] %}
            {{ "coalesce(source_account, '') as source_account" if name == 'source_account' else name }},
            {% endfor %}
            coalesce(row_issue, {{ row_issue(checks) }}) as row_issue
        from parsed
    )
    select * from final
{% endmacro %}
