{#
  Configuration of an incremental model whose unit of work is a whole UTC day (`slice_date`).
  A day is replaced as a whole: by delete and insert where the engine has transactions, by overwriting
  the day's partition where it has not. Postgres is told what it has just written: the next model would else be
  planned for an empty table, with a loop per row, whenever its own statistics come a moment too late.
#}
{% macro slice_config() %}
    {% set overwrites = target.type in ('spark', 'databricks', 'bigquery') %}
    {% set partitions = {
        'spark': ['slice_date'],
        'databricks': ['slice_date'],
        'bigquery': {'field': 'slice_date', 'data_type': 'date'}
    } %}
    {{ config(
        materialized='incremental',
        incremental_strategy='insert_overwrite' if overwrites else 'delete+insert',
        unique_key=none if overwrites else 'slice_date'
    ) }}
    {% if overwrites %}{{ config(partition_by=partitions[target.type]) }}{% endif %}
    {% if target.type == 'postgres' %}{{ config(post_hook='analyze {{ this }}') }}{% endif %}
    {% if target.type == 'snowflake' %}{{ config(tmp_relation_type='transient') }}{% endif %}
{% endmacro %}
