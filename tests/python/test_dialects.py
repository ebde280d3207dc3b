"""The lists that judge SQL of engines which are not at hand: each rule fires on what it is for, and only there."""

import pytest

from scripts._dialects import DIALECTS, contract_problems, problems, type_problems

PLAIN = """
with lines as (
    select customer_key, cast(amount as decimal(28,9)) as amount, row_number() over (partition by customer_key order by line_id) as place
    from some_schema.lines as l
    where coalesce(status, 'x') in ('a', 'b')
)
select customer_key, sum(case when place = 1 then amount else 0 end) as amount from lines group by customer_key
union all
select 'total' as customer_key, sum(amount) as amount from lines
"""

REFUSED = [
    ("bigquery", "select a::int64 from t", "`::` cast"),
    ("bigquery", "select cast(a as hugeint) as a from t", "type hugeint"),
    ("bigquery", "select cast(a as varchar(10)) as a from t", "type varchar"),
    ("bigquery", 'select "a" from t', "is a text here"),
    ("bigquery", "select a from t union select a from u", "Expected DISTINCT or ALL"),
    ("bigquery", "select cast(a as decimal(18,12)) as a from t", "bignumeric"),
    ("bigquery", "select * from (values (1), (2)) as v", "values"),
    ("bigquery", "select date_part('day', a) from t", "date_part()"),
    ("bigquery", "select generate_subscripts(a, 1) from t", "generate_subscripts()"),
    ("databricks", "select cast(a as text) as a from t", "type text"),
    ("databricks", 'select "a" from t', "is a text here"),
    ("databricks", "select json_extract_string(a, '$.b') from t", "json_extract_string()"),
    ("redshift", "select cast(a as string) as a from t", "type string"),
    ("redshift", "select pg_input_is_valid(a, 'jsonb') from t", "pg_input_is_valid()"),
    ("redshift", "select sum(a) filter (where b > 1) from t", "filter"),
    ("redshift", "select a from t where a is not distinct from b", "is not distinct from"),
    ("redshift", "select x.a from t, lateral (select t.a) as x", "lateral"),
    ("redshift", "select string_agg(a, ',') from t", "string_agg()"),
    ("redshift", "select a from t union distinct select a from u", "union distinct"),
    ("bigquery", "select from where", "does not parse"),
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_plain_sql_is_accepted(dialect):
    assert problems(PLAIN, dialect) + type_problems(PLAIN, dialect) == []


@pytest.mark.parametrize(("dialect", "sql", "word"), REFUSED)
def test_foreign_forms_are_refused(dialect, sql, word):
    found = problems(sql, dialect) + type_problems(sql, dialect)
    assert any(word in reason for reason in found), found


def test_contract_types_must_exist_on_the_engine():
    assert contract_problems("decimal(18,12)", "bigquery")
    assert not contract_problems("decimal(28,9)", "bigquery")
    assert not contract_problems("decimal(18,12)", "redshift")
