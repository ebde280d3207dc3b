"""dbt that never asks an engine which tables exist: compiles for engines that are not at hand.

An incremental model asks before it is compiled; here the answer is given beforehand, so both of its forms are
compiled out of one reading of the project: into `absent` what a first build would run, into `present` what a later
build would run of the incremental models. Every vendor is in use and lands every table. Runs inside the environment
that has the adapters:

    python -m scripts._offline bigquery FOLDER
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from dbt.adapters.base.impl import BaseAdapter
from dbt.cli.main import dbtRunner

INCREMENTAL = ["--select", "config.materialized:incremental"]
STAGING = Path(__file__).resolve().parents[1] / "models" / "staging"


def every_vendor() -> list[str]:
    vendors = sorted(file.name.removeprefix("_").removesuffix("__sources.yml") for file in STAGING.rglob("_*__sources.yml"))
    return ["--vars", json.dumps({"vendors_enabled": vendors, "missing": []})]


def answer(dialect: str, present: bool) -> None:
    """Make every adapter say that each table is there, or that none is."""

    def get_relation(self, database, schema, identifier, **_):
        return self.Relation.create(database=database, schema=schema, identifier=identifier, type="table") if present else None

    importlib.import_module(f"dbt.adapters.{dialect}.impl")
    known = [BaseAdapter]
    while known:
        adapter = known.pop()
        adapter.get_relation = get_relation
        known += adapter.__subclasses__()


def run(dialect: str, folder: Path) -> bool:
    common = ["--target", dialect, *every_vendor(), "--target-path"]
    parsed = dbtRunner().invoke(["parse", *common, str(folder)])
    for tables, selection in (("absent", []), ("present", INCREMENTAL)):
        if not parsed.success:
            return False
        answer(dialect, tables == "present")
        command = ["compile", *common, str(folder / tables), "--no-introspect", "--no-populate-cache", *selection]
        if not dbtRunner(manifest=parsed.result).invoke(command).success:
            return False
    return True


if __name__ == "__main__":
    sys.exit(0 if run(sys.argv[1], Path(sys.argv[2])) else 1)
