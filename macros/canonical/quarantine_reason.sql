{#
  Why a row cannot be counted, as `column: what is wrong`, or null for a sound row. The first defect found is
  named. Every condition is written so that a null never passes for sound where a value is required and never
  fails where it is optional. A row that is left out on purpose (deleted, void, test) is never quarantined:
  otherwise a broken withdrawal would bring the withdrawn version back to life.
  Reads columns `currency_is_known_<n>` that with_currency_checks() has joined.
#}
{% macro quarantine_reason(entity) %}
    {% set rules = entity_rules(entity) %}
    case
        when exclusion_reason is not null then null
        when row_issue is not null then row_issue
        {% for value in rules.get('required', []) %}
        {% set label = value | replace('coalesce(', '') | replace(')', '') | replace(', ', ' and ') %}
        when {{ value }} is null then '{{ label }}: missing'
        {% endfor %}
        {% for currency, amounts in rules.get('money', {}).items() %}
        when currency_is_known_{{ loop.index }} is null
            and ({% for amount in amounts %}{{ amount }} is not null{{ ' or ' if not loop.last }}{% endfor %})
            then '{{ currency }}: ' || coalesce('"' || {{ currency }} || '" is not a known currency', 'missing')
        {% endfor %}
        {% for value in rules.get('not_negative', []) %}
        {% set column, measured = (value, value) if value is string else value %}
        when {{ measured }} < 0 then '{{ column }}: ' || cast({{ column }} as {{ type_of('text') }}) || ' is negative'
        {% endfor %}
        {% for start, end in rules.get('ordered', []) %}
        when {{ end }} < {{ start }} then '{{ end }}: before {{ start }}'
        {% endfor %}
    end
{% endmacro %}
