{# Type word -> type name, one mapping per engine; type_of() is the only caller. #}
{% macro default__type_words() %}
    {{ return({
        'text': 'text', 'json': 'text', 'boolean': 'boolean', 'date': 'date', 'timestamp': 'timestamp', 'integer': 'bigint',
        'money': 'decimal(28, 9)', 'rate': 'decimal(18, 12)', 'quantity': 'decimal(28, 9)', 'count': 'decimal(18, 0)',
        'number': 'decimal(28, 9)', 'fine_money': 'decimal(34, 12)', 'ratio': 'decimal(18, 6)', 'precise': 'decimal(37, 18)', 'wide': 'decimal(38, 0)'
    }) }}
{% endmacro %}

{% macro duckdb__type_words() %}
    {{ return(dict(default__type_words(), wide='hugeint')) }}
{% endmacro %}

{% macro spark__type_words() %}
    {{ return(dict(default__type_words(), text='string', json='string')) }}
{% endmacro %}

{# The emulator stores number(38, 0) as a 64-bit integer, so only there the wide integer has another name. #}
{% macro snowflake__type_words() %}
    {{ return(dict(
        default__type_words(), timestamp='timestamp_ntz',
        wide='hugeint' if target.account == 'fakesnow' else 'number(38, 0)'
    )) }}
{% endmacro %}

{# NUMERIC ends at nine decimals; whatever needs more digits or a wide integer is BIGNUMERIC. #}
{% macro bigquery__type_words() %}
    {{ return(dict(
        default__type_words(), text='string', json='string', boolean='bool', integer='int64',
        money='numeric(28, 9)', quantity='numeric(28, 9)', number='numeric(28, 9)', count='numeric(18, 0)',
        ratio='numeric(18, 6)', fine_money='bignumeric(34, 12)', rate='bignumeric(18, 12)', precise='bignumeric(37, 18)', wide='bignumeric(38, 0)'
    )) }}
{% endmacro %}

{# `text` is varchar(256) on Redshift and a cast to it cuts silently. #}
{% macro redshift__type_words() %}
    {{ return(dict(default__type_words(), text='varchar(65535)', json='varchar(65535)')) }}
{% endmacro %}
