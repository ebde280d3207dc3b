"""The lists that judge SQL of engines which are not at hand: each rule fires on what it is for, and only there."""

import pytest

from scripts._dialects import DIALECTS, contract_problems, problems
from scripts.portability import boolean_columns

PLAIN = """
with lines as (
    select customer_key, cast(amount as {money}) as amount, row_number() over (partition by customer_key order by line_id) as place
    from some_schema.lines as l
    where coalesce(status, 'x') in ('a', 'b')
)
select customer_key, sum(case when place = 1 then amount else 0 end) as amount from lines group by customer_key
union all
select 'total' as customer_key, sum(amount) as amount from lines
"""

# (dialect, statement, what the finding says, the same statement as the dialect takes it)
REFUSED = [
    ("bigquery", "select a::int64 from t", "`::` cast", "select cast(a as int64) from t"),
    ("bigquery", "select cast(a as hugeint) as a from t", "type hugeint", "select cast(a as bignumeric) as a from t"),
    ("bigquery", "select cast(a as varchar) as a from t", "type varchar", "select cast(a as string) as a from t"),
    ("bigquery", 'select "a" from t', "is a text here", "select `a` from t"),
    ("bigquery", "select 'it''s' as a from t", "Adjacent string", "select 'it' as a from t"),
    ("bigquery", "select a from t union select a from u", "Expected DISTINCT or ALL", "select a from t union distinct select a from u"),
    ("bigquery", "select cast(a as decimal(18,9)) as a from t", "in a cast", "select cast(a as numeric) as a from t"),
    ("bigquery", "select cast(a as string(9)) as a from t", "in a cast", "select cast(a as string) as a from t"),
    ("bigquery", "select * from (values (1), (2)) as v", "values", "select 1 as v union all select 2 as v"),
    ("bigquery", "select date_part('day', a) from t", "date_part()", "select extract(day from a) from t"),
    ("bigquery", "select generate_subscripts(a, 1) from t", "generate_subscripts()", "select array_length(a) from t"),
    ("bigquery", "select a from from", "does not parse", "select a from t"),
    ("bigquery", "select rows.a from rows", "rows is a reserved word", "select lines.a from lines"),
    ("bigquery", "select a as `rows`, b as hash from t", "hash is a reserved word", "select a as `rows`, b as hashed from t"),
    ("bigquery", "select sum(a) filter (where b > 1) from t", "filter", "select sum(case when b > 1 then a end) from t"),
    ("bigquery", "select a at time zone 'UTC' as a from t", "at time zone", "select datetime(a, 'UTC') as a from t"),
    ("bigquery", "select a from t where a ilike 'x%'", "ilike", "select a from t where lower(a) like 'x%'"),
    ("bigquery", "select a * 0.01 as a from t", "0.01 is a double", "select a * cast(0.01 as numeric) + bignumeric '0.1' as a from t"),
    ("bigquery", "select 9223372036854775808 as a from t", "64 bits", "select 9223372036854775807 as a from t"),
    ("bigquery", "select a || count(*) as a from t group by a", "joined to a text", "select a || cast(count(*) as string) as a from t group by a"),
    ("bigquery", "select cast(a as date) - b.start_date as days from b", "is an interval", "select date_diff(a, b, day) - 1 as days from b"),
    ("bigquery", "select count(distinct a, b) from t", "several columns", "select count(distinct a) from t"),
    ("bigquery", "select distinct on (a) a, b from t", "distinct on", "select distinct a, b from t"),
    ("bigquery", "select t.a from t left join u on t.a > u.a", "left join of u", "select t.a from t left join u on t.b > u.b and t.a = u.a"),
    ("bigquery", "select t.a from t left join u on u.a = 1", "left join of u", "select t.a from t cross join u"),
    ("bigquery", "select t.a from t left join u on t.a = u.a or t.b = u.b", "left join of u", "select t.a from t left join u on (t.a = u.a)"),
    ("bigquery", "select a from t where exists (select 1 from u where u.a > t.a)", "exists without an equality",
     "select a from t where exists (select 1 from u where u.a = t.a and u.b > t.b)"),
    ("databricks", "select cast(a as text) as a from t", "type text", "select cast(a as string) as a from t"),
    ("databricks", 'select "a" from t', "is a text here", "select `a` from t"),
    ("databricks", "select 'it''s' as a from t", "doubled quote", "select 'it' as a from t"),
    ("databricks", "select json_extract_string(a, '$.b') from t", "json_extract_string()", "select get_json_object(a, '$.b') from t"),
    ("databricks", "select count(distinct a) over (partition by b) from t", "over a window", "select count(a) over (partition by b) from t"),
    ("databricks", "select cast(a as date) - cast(b as date) as days from t", "is an interval", "select datediff(a, b) as days from t"),
    ("databricks", "select cast(a as decimal(39, 0)) from t", "more than 38", "select cast(a as decimal(38, 0)) from t"),
    ("redshift", "select cast(a as string) as a from t", "type string", "select cast(a as varchar(9)) as a from t"),
    ("redshift", "select pg_input_is_valid(a, 'jsonb') from t", "pg_input_is_valid()", "select can_json_parse(a) from t"),
    ("redshift", "select sum(a) filter (where b > 1) from t", "filter", "select sum(case when b > 1 then a end) from t"),
    ("redshift", "select a from t where a is not distinct from b", "is not distinct from", "select a from t where a = b"),
    ("redshift", "select a from t where a is distinct from b", "is distinct from", "select a from t where a <> b"),
    ("redshift", "select x.a from t, lateral (select t.a) as x", "lateral", "select x.a from t as x"),
    ("redshift", "select a from unnest(b) as a", "unnest", "select a from b as a"),
    ("redshift", "select string_agg(a, ',') from t", "string_agg()", "select listagg(a, ',') from t"),
    ("redshift", "select a from t union distinct select a from u", "union distinct", "select a from t union select a from u"),
    ("redshift", "select * from (values (1), (2)) as v (a)", "values", "select 1 as a union all select 2 as a"),
    ("redshift", "select tag.a from t as tag", "tag is a reserved word", 'select "tag".a from t as "tag"'),
    ("redshift", "select t.a from t full join u on t.a > u.a", "full join of u", "select t.a from t left join u on t.a > u.a"),
    ("redshift", "select sum(a) over (order by b) from t", "without a frame",
     "select sum(a) over (order by b rows between unbounded preceding and current row), lag(a) over (order by b) from t"),
    ("redshift", "select last_value(a) over (order by b) from t", "without a frame", "select last_value(a) over (partition by b) from t"),
    ("redshift", "select cast(is_live as varchar(9)) from t", "boolean is_live", "select cast(this_live as varchar(9)) from t"),
    ("redshift", "select cast((a = b) as varchar(9)) from t", "boolean a = b", "select case when a = b then 'true' end from t"),
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_plain_sql_is_accepted(dialect):
    assert problems(PLAIN.format(money="numeric" if dialect == "bigquery" else "decimal(28,9)"), dialect) == []


@pytest.mark.parametrize(("dialect", "sql", "word", "instead"), REFUSED)
def test_foreign_forms_are_refused_and_the_own_form_is_not(dialect, sql, word, instead):
    found = problems(sql, dialect)
    assert any(word in reason for reason in found), found
    assert problems(instead, dialect) == []


def test_a_declared_boolean_is_none_of_the_texts_on_redshift():
    statement = "select cast(t.batch as varchar(9)) as batch from t"
    assert problems(statement, "redshift", frozenset({"batch"})) and not problems(statement, "redshift", frozenset({"other"}))


def test_booleans_are_found_in_contracts_and_in_the_columns_of_raw_tables():
    nodes = [
        {"columns": {"a": {"name": "Is_Live", "data_type": "boolean"}, "b": {"name": "amount", "data_type": "decimal(28,9)"}}},
        {"columns": {}, "raw_code": "raw_rows('x', 'y', {'batch': 'boolean', 'id': 'text'})"},
        {"columns": {"a": {"name": "untyped"}}, "raw_code": None},
    ]
    assert boolean_columns(nodes) == {"is_live", "batch"}


def test_contract_types_must_exist_on_the_engine():
    assert contract_problems("decimal(18,12)", "bigquery")
    assert not contract_problems("decimal(28,9)", "bigquery")
    assert not contract_problems("decimal(18,12)", "redshift")
