"""Staging of some vendors over chosen raw tables, on one engine: what the tests of vendors share.

`stage(dbt, ["litellm"], land=lambda: land_rows(dbt, {...}))` lands the tables, builds only that vendor's staging (and
the seeds it reads) as a user's build would, and leaves a Dbt to query.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import yaml

from tests.python.conftest import ROOT, Dbt, DbtResult, postgres_connection

STAGING = ROOT / "models" / "staging"
DATA = ROOT.parent / "shared" / "data"


def vendor_folder(vendor: str) -> Path:
    """models/staging/<layer>/<vendor>, or models/staging/generic."""
    (file,) = STAGING.glob(f"**/_{vendor}__sources.yml")
    return file.parent


def source_tables(vendor: str) -> dict[str, list[dict]]:
    """Raw tables of a vendor as its source YAML declares them, with their columns."""
    described = yaml.safe_load((vendor_folder(vendor) / f"_{vendor}__sources.yml").read_text())
    return {table["name"]: table.get("columns", []) for table in described["sources"][0]["tables"]}


def land_rows(dbt: Dbt, tables: dict[tuple[str, str], list[dict]]) -> None:
    """(vendor, table) -> rows: every declared column lands as text, an absent value as null; other keys are not read."""
    duck = dbt.target == "duckdb"
    session = duckdb.connect(str(dbt.warehouse / "raw.duckdb")) if duck else postgres_connection(dbt.env)
    cursor = session if duck else session.cursor()
    for (vendor, table), rows in tables.items():
        names = [column["name"] for column in source_tables(vendor)[table]]
        place = f'{vendor if duck else "raw_" + vendor}."{table}"'
        cursor.execute(f"create schema if not exists {place.split('.')[0]}")
        cursor.execute(f"create table {place} ({', '.join(f'{chr(34)}{name}{chr(34)} text' for name in names)})")
        values = [[None if row.get(name) is None else str(row[name]) for name in names] for row in rows]
        if values:
            cursor.executemany(f"insert into {place} values ({', '.join(['?' if duck else '%s'] * len(names))})", values)
    session.commit()
    session.close()


def land_simulated(dbt: Dbt, company: Path, vendors: Iterable[str], as_text: bool = False) -> None:
    """The raw tables that the simulator wrote for these vendors, on DuckDB; all columns as text where a CSV would."""
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        raw.execute("set TimeZone = 'UTC'")
        for vendor in vendors:
            raw.execute(f"create schema if not exists {vendor}")
            for file in sorted((company / "raw" / vendor).glob("*.parquet")):
                columns = "cast(columns(*) as text)" if as_text else "*"
                raw.execute(f"""create table {vendor}."{file.stem}" as select {columns} from '{file}'""")


def staging_project(folder: Path, vendors: list[str]) -> Path:
    """The real project without what lies behind the staging of these vendors: it is read in a third of the time."""
    project = folder / "staging_project"
    for part in (STAGING / "pricing", *map(vendor_folder, vendors)):
        shutil.copytree(part, project / part.relative_to(ROOT))
    shutil.copytree(ROOT / "tests" / "generic", project / "tests" / "generic")
    for part in ("macros", "seeds"):
        (project / part).symlink_to(ROOT / part)
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    return project


def build_staging(dbt: Dbt, vendors: list[str], missing: Iterable[str] = (), timeout: int = 900, tests: bool = False) -> DbtResult:
    """Build the staging of these vendors and what it reads, with or without its data tests."""
    dbt.project = staging_project(dbt.warehouse, vendors)
    folders = [f"+path:{vendor_folder(vendor).relative_to(ROOT)}" for vendor in vendors]
    return dbt.run(
        "build", "--select", *folders, "--exclude-resource-type", "unit_test", *([] if tests else ["test"]),
        vars={"vendors_enabled": vendors, "missing": list(missing)}, timeout=timeout,
    )


def staged_connection(dbt: Dbt, truth: Path | None = None) -> duckdb.DuckDBPyConnection:
    """DuckDB only: staging.stg_* as built, raw.<vendor>.<table> as landed and truth_<name> of a simulated company."""
    connection = duckdb.connect(str(dbt.warehouse / "build.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{dbt.warehouse / 'raw.duckdb'}' as raw (read_only)")
    for file in sorted((truth / "truth").glob("*.parquet")) if truth else []:
        connection.execute(f"create temp view truth_{file.stem} as from '{file}'")
    return connection
