"""Every macro of macros/cross_db and macros/money, written out for all seven engines and judged by dialect_rules."""

import functools
import re

import pytest
import yaml

from tests.python.dialect_rules import complaints
from tests.python.macro_harness import PROJECT, TARGETS, Macros

FOLDERS = ("cross_db", "money")
WORDS = ("text", "json", "boolean", "date", "timestamp", "integer", "money", "rate", "quantity", "count", "number", "ratio",
         "fine_money", "precise", "wide")

# How each macro is called: an expression over a table `t`, or a whole statement. `None`: it returns no SQL of its own.
EXPRESSIONS = {
    "any_true": [("a > 1",)],
    "boolean_text": [("v",)],
    "business_date": [("ts",)],
    "convert_money": [("a", "b")],
    "date_add_days": [("d", 3), ("d", "n")],
    "decimal_literal": [("0.001",)],
    "date_add_months": [("d", -1), ("d", "n")],
    "days_between": [("d", "e")],
    "in_time_zone": [("ts", "Europe/Berlin")],
    "int_div": [("a", "b"), ("a * 2", 12)],
    "json_array_length": [("v",), ("v", ["a", 0])],
    "json_text": [("v", ["a", "b.c"]), ("v", ["a", 0]), ("v", ["a", 0, "b"])],
    "json_value": [("v", ["a", "b.c", 0])],
    "matches_pattern": [("v", "[0-9]+")],
    "money_from_nano": [("a",)],
    "month_end": [("d",)],
    "month_start": [("d",)],
    "months_between_starts": [("d", "e")],
    "monthly_part": [("a", "n")],
    "nano_units": [("a",)],
    "ordered_text_agg": [("v",), ("v", "|", True)],
    "payload_hash": [(["a", "v"],)],
    "plain_number_text": [("v", 9)],
    "ratio": [("a", "b")],
    "rounding_remainder": [("v",)],
    "row_issue": [([("amount", "v", "a"), ("day", "v", "d", "a date")],)],
    "safe_boolean": [("v",)],
    "safe_date": [("v",)],
    "safe_number": [("v", kind) for kind in ("money", "rate", "quantity", "count", "number", "ratio", "fine_money", "precise")],
    "safe_timestamp": [("v",)],
    "split_money": [("a", "w", ["g", "h"], ["k"])],
    "split_weight": [("a",), ("a", 2)],
    "surrogate_key": [(["a", "v", "null"],)],
    "timestamp_add_micros": [("ts", "n")],
    "text_hash": [("v",)],
    "text_match": [("v", "^([^/]+)/")],
    "type_count": [()],
    "type_decimal": [(38, 0), (25, 15), (6, 6)],
    "type_money": [()],
    "type_of": [(word,) for word in WORDS],
    "type_quantity": [()],
    "type_rate": [()],
    "type_ratio": [()],
    "typed_number": [("a",), ("a", "rate")],
    "utc_date": [("ts",)],
    "utc_from_business_date": [("d",)],
    "utc_from_epoch_micros": [("n",)],
    "utc_from_epoch_millis": [("v",)],
    "utc_from_epoch_seconds": [("v",)],
    "utc_from_text": [("v",)],
    "utc_from_tz": [("ts",)],
    "utc_of_midnight": [("d", "America/New_York")],
    "whole_part": [("a",)],
    "within_bounds": [("a", "money"), ("a", "count")],
}
STATEMENTS = {
    "digits": [()],
    "inlined": [()],
    "json_columns": [("t", "v", {"first": ["a"], "second": ["a", "b"]})],
    "json_entries": [("t", "v"), ("t", "v", ["a", "b"], ["k", "g"], "name", "fee")],
    "json_explode": [("t", "v"), ("t", "v", ["a", "b"], ["k", "g"], "tag", "place")],
    "json_sums": [("t", "v", {"first": ["a", "b"], "second": ["c"]}, "count")],
    "sum_of_known": [(["a", "b", "c"], "count")],
    "select_entry_columns": [("t",)],
    "union_distinct": [()],
}
# Steps of safe_number() that only some engines take.
ONLY = {"plain_number_text": {"duckdb", "snowflake", "redshift"}, "within_bounds": {"postgres", "bigquery"}}
NO_SQL = {"spark_text_literal", "entry_columns", "decimal_shape", "json_path", "number_pattern", "timestamp_pattern", "type_words", "type_factor"}


def public_macros():
    """Names called by models: not the per-engine implementations, not overrides of what dbt itself defines."""
    return {name for name in macros_of("duckdb").files if "__" not in name}


@functools.cache
def macros_of(target):
    return Macros(target, {"business_time_zone": "Europe/Berlin"})


def rendered(target, name, arguments):
    sql = getattr(macros_of(target), name)(*arguments)
    if name == "union_distinct":
        return f"select a from t {sql} select a from u"
    if name == "inlined":
        return f"with c as {sql} (select a from t) select a from c"
    if name in STATEMENTS:
        return sql
    return f"select cast(a as {sql}) as x from t" if name.startswith("type_") else f"select {sql} as x from t"


CALLS = [(name, arguments) for calls in (EXPRESSIONS, STATEMENTS) for name, sets in calls.items() for arguments in sets]


def test_every_macro_has_a_sample_call():
    assert public_macros() - set(EXPRESSIONS) - set(STATEMENTS) - NO_SQL == set()


@pytest.mark.parametrize("target", TARGETS)
def test_every_macro_is_sql_of_the_engine(target):
    known = {name for name in public_macros() if target in ONLY.get(name, TARGETS)}
    found = {}
    for name, arguments in CALLS:
        if name in known and (reasons := complaints(target, rendered(target, name, arguments))):
            found[f"{name}{arguments}"] = sorted(set(reasons))
    assert found == {}


FOREIGN = {
    "bigquery": ["select cast(a as decimal(28, 9)) as x from t", "select a::int64 as x from t", "select cast(a as text) as x from t",
                 "select cast(v as jsonb) #>> '{a}' as x from t", "select json_extract_path_text(v, 'a') as x from t",
                 "select cast(a as hugeint) as x from t", "select cast(a as varchar) as x from t", "select left(a from t"],
    "redshift": ["select pg_input_is_valid(v, 'jsonb') as x from t", "select cast(v as jsonb) as x from t", "select div(a, b) as x from t",
                 "select v #>> '{a}' as x from t", "select string_agg(v, ',') as x from t", "select cast(v as varchar) as x from t"],
    "snowflake": ["select cast(a as hugeint) as x from t", "select v ->> 'a' as x from t", "select a // b as x from t",
                  "select json_valid(v) as x from t", "select a from t qualify row_number() over (order by a) = 1"],
    "databricks": ["select v ~ 'a' as x from t", "select cast(v as text) as x from t", "select regexp_full_match(v, 'a') as x from t",
                   "select string_agg(v, ',') as x from t", "select cast(a as decimal(39, 2)) as x from t"],
    "spark": ["select a % 2 as x from t", "select cast(a as hugeint) as x from t", "select date_diff('day', a, b) as x from t"],
    "postgres": ["select try_cast(a as text) as x from t", "select cast(a as hugeint) as x from t", "select a // b as x from t"],
    "duckdb": ["select v ~ 'a' as x from t", "select get_json_object(v, 'a') as x from t", "select cast(v as jsonb) as x from t"],
}


@pytest.mark.parametrize(("target", "sql"), [(target, sql) for target, statements in FOREIGN.items() for sql in statements])
def test_foreign_sql_is_refused(target, sql):
    assert complaints(target, sql)


@pytest.mark.parametrize("target", ["bigquery", "redshift", "snowflake", "databricks"])
@pytest.mark.parametrize("source", ["duckdb", "postgres"])
def test_the_sql_of_another_engine_is_refused(source, target):
    for name in ("safe_number", "safe_timestamp", "json_text", "date_add_months", "json_explode"):
        arguments = (EXPRESSIONS.get(name) or STATEMENTS[name])[0]
        assert complaints(target, rendered(source, name, arguments)), name


def test_every_macro_is_documented_with_its_arguments():
    entries = yaml.safe_load((PROJECT / "macros" / "_macros.yml").read_text())["macros"]
    documented = {entry["name"]: [argument["name"] for argument in entry.get("arguments", [])] for entry in entries}
    undocumented, differing = set(), {}
    for name, path in macros_of("duckdb").files.items():
        if "__" in name:
            continue
        head = re.search(rf"{{%-?\s*macro\s+{name}\s*\((.*?)\)\s*-?%}}", path.read_text(), re.DOTALL).group(1)
        wanted = re.findall(r"(\w+)\s*(?:=\s*(?:'[^']*'|\[\]|[^,]*))?(?:,|$)", head.strip())
        if name not in documented:
            undocumented.add(name)
        elif documented[name] != wanted:
            differing[name] = (documented[name], wanted)
    assert (undocumented, differing) == (set(), {})


def test_one_small_macro_per_file():
    for folder in FOLDERS:
        for path in (PROJECT / "macros" / folder).glob("*.sql"):
            names = re.findall(r"{%-?\s*macro\s+(\w+)", path.read_text())
            public = [name for name in names if "__" not in name]
            # A file of nothing but overrides of dbt's own macros may carry a helper and any name.
            overrides = {name for name in names if "__" in name and not name.endswith(f"__{path.stem}")}
            assert public in ([path.stem], []) or overrides, path.name
            for body in re.split(r"{%-?\s*macro\s+", path.read_text())[1:]:
                assert len(body.splitlines()) <= 60, path.name
