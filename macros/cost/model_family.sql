{#
  What spellings of one model have in common: the name in lower case without the date of its snapshot; a fine-tuned
  model by what it was tuned from (`ft:gpt-4o-mini-2024-07-18:acme::abc` and `ft-gpt-4o-mini-2024-07-18` are
  `ft:gpt-4o-mini`). Only for comparing names: snapshots of one family have prices of their own.
#}
{% macro model_family(model) -%}
    {%- set word = 'lower(trim(' ~ model ~ '))' -%}
    {%- set plain = "coalesce('ft:' || " ~ text_match(word, '^ft[:-]([^:]+)') ~ ', ' ~ word ~ ')' -%}
    coalesce({{ text_match(plain, '^(.+)-20[0-9][0-9]-?[0-9][0-9]-?[0-9][0-9]$') }}, {{ plain }})
{%- endmacro %}
