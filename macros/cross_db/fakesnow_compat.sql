{#
  The Snowflake emulator of `make portability` (account `fakesnow`) has no temporary tables and no grants.
  On a real account both macros do exactly what the adapter does.
#}
{% macro snowflake__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {{ return(dbt.snowflake__create_table_as(
        temporary and target.account != 'fakesnow', relation, compiled_code, language
    )) }}
{%- endmacro %}

{% macro snowflake__apply_grants(relation, grant_config, should_revoke=True) -%}
    {% if target.account != 'fakesnow' %}
        {{ return(dbt.default__apply_grants(relation, grant_config, should_revoke)) }}
    {% endif %}
{%- endmacro %}
