{#
  Every label of the documents in `labels` of a CTE, with the columns `kept`: keys of the document itself, of its
  `properties` and of what a caller sent to a gateway inside these, and tags written key:value.
#}
{% macro label_entries(documents, kept) %}
    {% for path in [[], ['properties'], ['properties', 'spend_logs_metadata']] %}
    select {{ kept | join(', ') }}, entry_key as label_key, element as label_text
    from ({{ json_entries(documents, 'labels', path, keep=kept) }}) as entries_{{ loop.index }}
    union all
    {% endfor %}
    {% for path in [[], ['tags']] %}
    select
        {{ kept | join(', ') }},
        {{ text_before('element', ':') }} as label_key,
        {{ text_after('element', ':') }} as label_text
    from ({{ json_explode(documents, 'labels', path, keep=kept) }}) as tags_{{ loop.index }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
