{#
  Stands between `as` and the bracket of a CTE that is read twice but costs less to compute twice than to keep: DuckDB
  keeps such a CTE whole, with every column, in temporary storage; inlined, each reader computes only its columns.
  The other engines decide by themselves.
#}
{% macro inlined() %}{{ return(adapter.dispatch('inlined', 'layer_six')()) }}{% endmacro %}

{% macro default__inlined() %}{{ return('') }}{% endmacro %}

{% macro duckdb__inlined() %}{{ return('not materialized') }}{% endmacro %}
