"""The project's own data tests pass on sound rows and fail on each kind of broken ones."""

import re

import pytest
import yaml

from tests.python.conftest import ROOT, Dbt

SOUND = {
    # total 10.000000001 in group a, 5 in the group without a name, nothing in c
    "amounts": [("a", "1", "4.000000001"), ("a", "2", "6"), (None, "1", "5"), ("c", "1", "0")],
    "totals": [("a", "1", "10.000000001"), (None, "1", "2.5"), (None, "2", "2.5"), ("c", "1", "0")],
    "one_unit_off": [("a", "1", "10.000000002"), (None, "1", "5"), ("c", "1", "0")],
    "group_missing": [("a", "1", "10.000000001"), (None, "1", "5")],
    "grains_twice": [("a", "1", "1"), ("a", "1", "2"), (None, "2", "1"), (None, "2", "1")],
}
PERIODS = {
    "periods": [("a", "2026-01-01", "2026-02-01"), ("a", "2026-02-01", None), ("b", None, "2026-01-01"), ("b", "2026-01-01", None)],
    "periods_overlapping": [("a", "2026-01-01", "2026-02-01"), ("a", "2026-01-31", "2026-02-15"), ("b", "2026-02-01", None),
                            ("c", None, None), ("c", "2026-05-01", None)],
    "periods_backward": [("a", "2026-02-01", "2026-01-01")],
}


def rows_model(columns, rows):
    """A model of literal rows; `columns` maps names to types."""
    lines = []
    for row in rows:
        values = ("null" if value is None else f"'{value}'" for value in row)
        lines.append("select " + ", ".join(
            f"cast({value} as {kind}) as {name}" for value, (name, kind) in zip(values, columns.items(), strict=True)))
    return "\nunion all\n".join(lines) + "\n"


def conserved(other, **more):
    return {"conserved_total": {"arguments": {"amount": "amount", "compare_to": f"ref('{other}')", **more}}}


def named(name, test):
    ((kind, body),) = test.items()
    return {kind: {**body, "name": name}}


def grouped_by_g(other):
    return conserved(other, group_by=["g"])


CASES = {
    "amounts": {
        "pass_conserved": conserved("totals"),
        "pass_conserved_by_group": grouped_by_g("totals"),
        "pass_conserved_where": conserved("amounts", compare_where="amount <> 100", group_by=["g", "k"]),
        "pass_conserved_renamed": conserved("renamed", compare_amount="other_amount", group_by=["g"], compare_group_by=["h"]),
        "fail_conserved_one_unit": conserved("one_unit_off"),
        "fail_conserved_one_unit_by_group": grouped_by_g("one_unit_off"),
        "fail_conserved_group_missing": grouped_by_g("group_missing"),
        "fail_conserved_where": conserved("amounts", compare_where="g = 'a'"),
        "pass_grain": {"unique_grain": {"arguments": {"columns": ["g", "k"]}}},
        "fail_grain": {"unique_grain": {"arguments": {"columns": ["g"]}}},
        "pass_true": {"always_true": {"arguments": {"condition": "amount < 7"}}},
        "fail_true": {"always_true": {"arguments": {"condition": "amount < 6"}}},
        "fail_true_unknown": {"always_true": {"arguments": {"condition": "g <> 'x'"}}},
        "pass_below": {"group_total_below": {"arguments": {"column_name": "amount", "below": 11, "group_by": ["g"]}}},
        "fail_below": {"group_total_below": {"arguments": {"column_name": "amount", "below": 10, "group_by": ["g"]}}},
        "pass_range": {"accepted_range": {"arguments": {"column_name": "amount", "min_value": 0, "max_value": 6}}},
        "fail_range_low": {"accepted_range": {"arguments": {"column_name": "amount", "min_value": 1}}},
        "fail_range_high": {"accepted_range": {"arguments": {"column_name": "amount", "max_value": 5}}},
        "fail_range_edge": {"accepted_range": {"arguments": {"column_name": "amount", "max_value": 6, "exclusive": True}}},
        "pass_not_null": {"not_null_where": {"arguments": {"column_name": "g", "condition": "amount > 5"}}},
        "fail_not_null": {"not_null_where": {"arguments": {"column_name": "g", "condition": "amount > 4"}}},
    },
    "group_missing": {"fail_conserved_group_missing_here": grouped_by_g("amounts")},
    "grains_twice": {"fail_grain_null": {"unique_grain": {"arguments": {"columns": ["g", "k"]}, "config": {"where": "g is null"}}}},
    "periods": {"pass_overlap": {"no_overlap": {"arguments": {"columns": ["g"]}}}},
    "periods_overlapping": {
        "fail_overlap": {"no_overlap": {"arguments": {"columns": ["g"]}, "config": {"where": "g = 'a'"}}},
        "fail_overlap_open": {"no_overlap": {"arguments": {"columns": ["g"]}, "config": {"where": "g = 'c'"}}},
        "pass_overlap_one": {"no_overlap": {"arguments": {"columns": ["g"]}, "config": {"where": "g = 'b'"}}},
    },
    "periods_backward": {"fail_overlap_backward": {"no_overlap": {"arguments": {"columns": ["g"]}}}},
}


def project_files():
    amounts = {"g": "varchar(9)", "k": "varchar(9)", "amount": "decimal(28, 9)"}
    files = {f"models/{name}.sql": rows_model(amounts, rows) for name, rows in SOUND.items()}
    dates = {"g": "varchar(9)", "valid_from": "date", "valid_to": "date"}
    files |= {f"models/{name}.sql": rows_model(dates, rows) for name, rows in PERIODS.items()}
    renamed = {"h": "varchar(9)", "k": "varchar(9)", "other_amount": "decimal(28, 9)"}
    files["models/renamed.sql"] = rows_model(renamed, SOUND["totals"])
    models = [{"name": model, "data_tests": [named(name, test) for name, test in tests.items()]} for model, tests in CASES.items()]
    files["models/schema.yml"] = yaml.safe_dump({"models": models})
    files |= {f"tests/generic/{path.name}": path.read_text() for path in (ROOT / "tests" / "generic").glob("*.sql")}
    return files


def outcomes(result):
    return {row["unique_id"].split(".")[2]: row["status"] for row in result.results.values() if row["unique_id"].startswith("test.")}


def judge(result):
    found = outcomes(result)
    wanted = {name: name.split("_")[0] for tests in CASES.values() for name in tests}
    assert found == wanted, result.output[-3000:]


def test_generic_tests_on_duckdb(warehouse, scratch_project):
    judge(Dbt(warehouse, project=scratch_project(project_files())).run("build"))


@pytest.mark.prove
def test_generic_tests_on_postgres(warehouse, scratch_project, postgres_env):
    project = scratch_project(project_files())
    judge(Dbt(warehouse, target="postgres", project=project, environment=postgres_env).run("build"))


def test_every_generic_test_has_a_case_that_passes_and_one_that_fails():
    cases = {(name.split("_")[0], kind) for tests in CASES.values() for name, test in tests.items() for kind in test}
    for path in (ROOT / "tests" / "generic").glob("*.sql"):
        (kind,) = re.findall(r"{% test (\w+)\(", path.read_text())
        assert {("pass", kind), ("fail", kind)} <= cases or kind not in OWN, kind


OWN = {"accepted_range", "always_true", "conserved_total", "group_total_below", "no_overlap", "not_null_where", "unique_grain"}
