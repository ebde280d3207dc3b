{#
  Columns of an entity that are no part of what a row says: labels are there only while a lookup path reads some, and
  the kind of a feature reference follows from the reference. They must not decide which of two versions counts.
#}
{% macro unhashed_columns(entity) %}
    {{ return(canonical_columns(entity) | map('first') | select('in', ['feature_ref_kind', 'labels']) | list) }}
{% endmacro %}
