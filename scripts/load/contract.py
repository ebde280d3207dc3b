"""What staging needs from a raw table, read from the vendors' own source files."""

import difflib
import re
from pathlib import Path

import yaml

from . import kinds
from .errors import LoadProblem

PROJECT = Path(__file__).resolve().parents[2]
# A column by which a loader says when a row arrived. With one of these the file needs no other.
LOAD_COLUMNS = {
    "_loaded_at", "loaded_at", "_fivetran_synced", "_airbyte_extracted_at", "_airbyte_emitted_at",
    "_sdc_received_at", "_sdc_extracted_at", "_sdc_batched_at", "record_exported_at", "record_extracted_at",
}


class Contract:
    """The vendors, their tables and, per table, required and typed columns."""

    def __init__(self, project=PROJECT):
        self.tables = {}
        self.missing = declared_missing(project)
        for file in sorted(Path(project, "models", "staging").glob("**/_*__sources.yml")):
            for source in (yaml.safe_load(file.read_text()) or {}).get("sources", []):
                self.tables[source["name"]] = {
                    (table.get("identifier") or table["name"]): table for table in source.get("tables", [])
                }

    def table(self, vendor, table):
        """The name and the columns {name: (kind or None, required)}; None when no source file speaks of it."""
        for name, entry in self.tables.get(vendor, {}).items():
            if table.lower() in (name.lower(), entry["name"].lower()):
                return name, {
                    column["name"]: (kinds.declared(column.get("data_type")), self.required(vendor, entry, column))
                    for column in entry.get("columns", [])
                }
        return None

    def required(self, vendor, table, column):
        meta = {**(column.get("meta") or {}), **((column.get("config") or {}).get("meta") or {})}
        path = f"{vendor}.{table['name']}"
        return not (meta.get("optional") or path in self.missing or f"{path}.{column['name']}" in self.missing)

    def check_name(self, file, vendor, table):
        """Refuses a vendor or table that no model reads: most often a slip of the pen."""
        if vendor not in self.tables:
            known = ", ".join(sorted(self.tables)) or "none"
            raise LoadProblem(file, "no such vendor", f"Known vendors: {known}", vendor)
        if self.table(vendor, table) is None:
            names = sorted(self.tables[vendor])
            near = difflib.get_close_matches(table, names, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known tables: {', '.join(names)}"
            raise LoadProblem(file, "no model reads such a table", f"{hint} (--any-table loads it all the same)", vendor, table)

    def check_columns(self, file, vendor, table, present):
        """Refuses a file without a required column, naming the column it may be called."""
        _, columns = self.table(vendor, table) or (table, {})
        have = {name.lower() for name in present}
        for name, (_, required) in columns.items():
            if required and name.lower() not in have:
                near = [other for other in present if bare(other) == bare(name)]
                near = near or difflib.get_close_matches(name, list(present), 1)
                hint = f'Rename "{near[0]}" to "{name}", or list' if near else "Add it, or list"
                raise LoadProblem(
                    file, f"the column is missing; the file has {', '.join(present) or 'no columns'}",
                    f'{hint} "{vendor}.{table}.{name}" under `missing` in dbt_project.yml', vendor, table, name,
                )


def bare(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def declared_missing(project):
    """The list `missing` of the project file: what this company's loaders do not land."""
    file = Path(project, "dbt_project.yml")
    settings = yaml.safe_load(file.read_text()) if file.exists() else {}
    return set(((settings or {}).get("vars") or {}).get("missing") or [])
