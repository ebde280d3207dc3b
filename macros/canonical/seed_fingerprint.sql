{#
  One row, one column `fingerprint`: a hash of the listed columns of a small relation, whatever its row
  order. Incremental models store it to notice that a decision they have used was edited.
#}
{% macro seed_fingerprint(relation, columns) %}
    select {{ surrogate_key([ordered_text_agg('hashed.row_hash', ',')]) }} as fingerprint
    from (select {{ surrogate_key(columns) }} as row_hash from {{ relation }}) as hashed
{% endmacro %}
