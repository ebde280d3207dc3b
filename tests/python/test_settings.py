"""Settings that cannot be meant and raw data that is not there: one readable line each, before anything is built."""

from __future__ import annotations

import shutil

import duckdb
import pytest
import yaml

from tests.python.conftest import ROOT, Dbt

SOURCES = {
    "name": "acme", "database": "raw", "tables": [
        {"name": "bills", "columns": [
            {"name": "id"}, {"name": "startTime"}, {"name": "note", "config": {"meta": {"optional": True}}}, {"name": "user"},
        ]},
        {"name": "extras", "config": {"meta": {"optional": True}}, "columns": [{"name": "id"}]},
        {"name": "unread", "columns": [{"name": "id"}]},
    ],
}
MODEL = """
{{ config(materialized='table') }}
{% set columns = {'id': 'text', 'startTime': 'timestamp', 'note': 'text', 'user': 'text'} %}
select * from ({{ raw_rows('acme', 'bills', columns) }}) as bills
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory) -> Dbt:
    """A project with one vendor and this project's start hooks; `raw.acme.bills` has every column."""
    folder = tmp_path_factory.mktemp("acme")
    project = folder / "project"
    for part in ("config", "canonical", "cross_db"):
        shutil.copytree(ROOT / "macros" / part, project / "macros" / part)
    registry = {"provides": {"ai_calls": [{"vendor": "acme", "model": "stg_acme__ai_calls"}]}, "counts": []}
    (project / "macros" / "registry.sql").write_text(
        "{% macro vendor_registry() %}{{ return(" + repr(registry) + ") }}{% endmacro %}"
    )
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    settings.pop("on-run-end", None)
    settings["vars"] |= {"vendors_enabled": ["acme"], "missing": [], "as_of": ""}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(settings))
    (project / "models").mkdir()
    (project / "models" / "sources.yml").write_text(yaml.safe_dump({"sources": [SOURCES]}))
    (project / "models" / "stg_acme__ai_calls.sql").write_text(MODEL)
    (project / "models" / "one.sql").write_text("select 1 as one")
    (folder / "warehouse").mkdir()
    land(folder / "warehouse", 'id text, "startTime" timestamp, note text, "user" text')
    return Dbt(folder / "warehouse", project=project)


def land(warehouse, columns: str | None) -> None:
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        connection.execute("drop schema if exists acme cascade; create schema acme")
        if columns:
            connection.execute(f"create table acme.bills ({columns})")


@pytest.mark.parametrize(("settings", "sentences"), [
    ({"vendors_enabled": "acme", "missing": "acme.bills", "as_of": "yesterday", "reporting_currency": "dollars"}, [
        "vendors_enabled must be a list, such as [stripe, litellm]; found: acme",
        "missing must be a list",
        "as_of must be a day written as 2026-04-21, or empty; found: yesterday",
        "reporting_currency must be a currency code such as USD; found: dollars",
    ]),
    ({
        "vendors_enabled": ["acme", "acmee"], "as_of": "2026-02-30",
        "missing": ["acme", "acme.bills.id.x", "emca.bills", "acme.bill", "acme.bills.amount"],
    }, [
        'vendors_enabled names "acmee", which is not a known vendor; known are acme',
        'missing: "acme" is not of the form vendor.table or vendor.table.column',
        'missing: "acme.bills.id.x" is not of the form vendor.table or vendor.table.column',
        'missing: "emca.bills" starts with "emca", which is not a known vendor',
        'missing: "acme.bill" names a table or column that this project never reads',
        'missing: "acme.bills.amount" names a table or column that this project never reads',
        "as_of must be a day written as 2026-04-21, or empty; found: 2026-02-30",
    ]),
])
def test_settings_that_cannot_be_meant_are_refused(acme, settings, sentences):
    done = acme.run("run", vars=settings)
    assert not done.ok
    for sentence in sentences:
        assert sentence in done.output
    assert done.output.count("\n    - ") == len(sentences)


def test_sound_settings_and_raw_data_build(acme):
    done = acme.run("run", vars={"as_of": "2024-02-29", "missing": ["acme.bills.note"]})
    assert done.ok, done.output
    assert acme.query("select column_name from (describe stg_acme__ai_calls)") == [("id",), ("start_time",), ("note",), ("raw_user",)]


def test_no_vendor_at_all_is_a_warning(acme):
    done = acme.run("run", "--exclude", "stg_acme__ai_calls", vars={"vendors_enabled": []})
    assert done.ok
    assert "vendors_enabled is empty" in done.output


@pytest.mark.parametrize(("columns", "line"), [
    (None, 'acme: table bills is not in acme; load it, or add "acme.bills" to the list missing in dbt_project.yml'),
    ('id text, note text, "user" text', 'acme: table bills has no column startTime; load it, or add "acme.bills.startTime" to the list missing in dbt_project.yml'),
    ('ident text, "startTime" timestamp, note text, "user" text', "acme: table bills has no column id;"),
    # Optional means that it may be declared missing; undeclared it is read, and the engine's own words help nobody.
    ('id text, "startTime" timestamp, "user" text', 'acme: table bills has no column note; load it, or add "acme.bills.note"'),
])
def test_absent_raw_data_is_one_line(acme, columns, line):
    land(acme.warehouse, columns)
    done = acme.run("run")
    assert not done.ok
    assert line in done.output
    assert done.output.count("acme: table") == 1
    assert "extras" not in done.output and "unread" not in done.output


@pytest.mark.parametrize(("columns", "missing"), [(None, ["acme.bills"]), ('id text, "user" text', ["acme.bills.startTime", "acme.bills.note"])])
def test_what_is_declared_missing_is_typed_nulls(acme, columns, missing):
    land(acme.warehouse, columns)
    done = acme.run("run", vars={"missing": missing})
    assert done.ok, done.output
    assert acme.query("select column_type from (describe stg_acme__ai_calls)")[1] == ("TIMESTAMP",)
