{# Type word -> type name, one mapping per engine; type_of() is the only caller. #}
{% macro default__type_words() %}
    {{ return({
        'text': 'text', 'json': 'text', 'boolean': 'boolean', 'date': 'date', 'timestamp': 'timestamp', 'integer': 'bigint',
        'money': 'decimal(28, 9)', 'rate': 'decimal(18, 12)', 'quantity': 'decimal(28, 9)', 'count': 'decimal(18, 0)',
        'number': 'decimal(28, 9)', 'fine_money': 'decimal(34, 12)', 'ratio': 'decimal(18, 6)',
        'precise': 'decimal(37, 18)', 'wide': 'decimal(38, 0)'
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

{# A cast takes no precision on BigQuery: NUMERIC ends at nine decimals, for more digits or wide integers BIGNUMERIC. #}
{% macro bigquery__type_words() %}
    {{ return(dict(
        default__type_words(), text='string', json='string', boolean='bool', integer='int64',
        money='numeric', quantity='numeric', number='numeric', count='numeric', ratio='numeric',
        fine_money='bignumeric', rate='bignumeric', precise='bignumeric', wide='bignumeric'
    )) }}
{% endmacro %}

{# `text` is varchar(256) on Redshift and a cast to it cuts silently. #}
{% macro redshift__type_words() %}
    {{ return(dict(default__type_words(), text='varchar(65535)', json='varchar(65535)')) }}
{% endmacro %}
