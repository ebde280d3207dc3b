"""Raw tables that changed under the project: what is gone, renamed or retyped is named before anything runs, vendor,
table and column; what is new does no harm; what is optional may be declared missing.

All vendors at once, from their own source YAML: a vendor that is added later is tested without a line here.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.python.conftest import Dbt
from tests.python.staged import STAGING, source_tables

VENDORS = sorted(file.name[1:].split("__")[0] for file in STAGING.glob("**/_*__sources.yml"))
DECLARED = {
    (vendor, table): {column["name"]: column for column in columns}
    for vendor in VENDORS for table, columns in source_tables(vendor).items()
}
# A type that cannot be read as the declared one.
OTHER_TYPE = {"string": "boolean", "bigint": "timestamp", "double": "boolean", "decimal": "date", "boolean": "timestamp",
              "timestamp": "bigint", "date": "double"}
TYPE = {"string": "varchar", "decimal": "decimal(28, 9)"}


def word_of(column: dict) -> str:
    return re.match(r"[a-z]+", column["data_type"])[0]


def is_optional(column: dict) -> bool:
    return bool(column.get("config", {}).get("meta", {}).get("optional"))


def land(dbt: Dbt, definition) -> None:
    """Every table of every vendor, empty; `definition(name, column)` gives the columns that stand for one declared column."""
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        for (vendor, table), columns in DECLARED.items():
            parts = [part for name, column in columns.items() for part in definition(name, column)]
            raw.execute(f"create schema if not exists {vendor}")
            raw.execute(f"""create table {vendor}."{table}" ({', '.join(f'"{name}" {kind}' for name, kind in parts + [('zz_new', 'varchar')])})""")


def build(dbt: Dbt, missing=()):
    return dbt.run(
        "build", "--exclude-resource-type", "test", "unit_test", "--select", "+path:models/staging",
        vars={"vendors_enabled": VENDORS, "missing": list(missing)},
    )


def named(output: str, pattern: str) -> set[tuple[str, str, str]]:
    return set(re.findall(r"^\s*- (\w+): table (\S+?)" + pattern, re.sub(r"\n(?!\s*- )", " ", output), flags=re.M))


def expected(dbt: Dbt, columns=lambda column: True) -> set[tuple[str, str, str]]:
    """Every declared column of the tables that some model reads."""
    read = {(node["source_name"], node["name"]) for node in dbt_sources(dbt)}
    return {(vendor, table, name) for (vendor, table), declared in DECLARED.items() if (vendor, table) in read
            for name, column in declared.items() if columns(column)}


def dbt_sources(dbt: Dbt) -> list[dict]:
    manifest = dbt.run("parse", vars={"vendors_enabled": VENDORS, "missing": []}).manifest
    used = {parent for parents in manifest["parent_map"].values() for parent in parents}
    return [source for name, source in manifest["sources"].items() if name in used]


def right(name: str, column: dict):
    return [(name, TYPE.get(word_of(column), word_of(column)))]


@pytest.mark.parametrize("change", ["dropped", "renamed"])
def test_every_column_that_is_gone_is_named(dbt, change):
    land(dbt, lambda name, column: [(f"{name}_2", "varchar")] if change == "renamed" else [])
    result = build(dbt)
    assert not result.ok
    assert named(result.output, r" has no column (.+?); load it") == expected(dbt)


def test_every_column_of_another_type_is_named(dbt):
    land(dbt, lambda name, column: [(name, OTHER_TYPE[word_of(column)])])
    result = build(dbt)
    assert not result.ok
    assert named(result.output, r", column (.+?) is \S.*? and cannot be read as") == expected(dbt)


@pytest.mark.prove
def test_new_columns_are_harmless_and_text_is_always_readable(dbt, tmp_path_factory):
    land(dbt, right)
    assert (done := build(dbt)).ok, done.output[-3000:]
    text = Dbt(Path(tmp_path_factory.mktemp("text")))
    land(text, lambda name, column: [(name, "varchar")])
    assert (done := build(text)).ok, done.output[-3000:]


@pytest.mark.prove
def test_what_is_optional_may_be_declared_missing(dbt):
    land(dbt, lambda name, column: [] if is_optional(column) else right(name, column))
    optional = [f"{vendor}.{table}.{name}" for vendor, table, name in expected(dbt, is_optional)]
    assert len(optional) > 50
    assert (done := build(dbt, optional)).ok, done.output[-3000:]
