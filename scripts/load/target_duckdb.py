"""DuckDB: one file, raw.duckdb, one schema per vendor."""

import os

import duckdb

from .. import _common
from .errors import LoadProblem
from .reading import DUCKDB_KINDS, literal, quoted


class DuckdbTarget:
    """Reads and writes in one connection, so a staged select is inserted without a detour."""

    def __init__(self):
        self.file = _common.raw_file()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.con = duckdb.connect(str(self.file))
        except duckdb.Error as error:
            raise LoadProblem(self.file, f"cannot be opened: {str(error).splitlines()[0][:200]}", "Wait until the other run has ended") from None
        self.con.execute("set TimeZone = 'UTC'")
        self.con.execute("set preserve_insertion_order = false")
        if os.environ.get("LAYER_SIX_MEMORY"):
            self.con.execute(f"set memory_limit = {literal(os.environ['LAYER_SIX_MEMORY'])}")

    def name(self, vendor, table):
        return f"{quoted(vendor)}.{quoted(table)}"

    def columns(self, vendor, table):
        rows = self.con.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_catalog = current_database() and table_schema = ? and lower(table_name) = lower(?) order by ordinal_position",
            [vendor, table],
        ).fetchall()
        return {name: DUCKDB_KINDS.get(kind, kind.lower().replace(" ", "")) for name, kind in rows} or None

    def has_file(self, vendor, table, file_hash):
        return self.con.execute(f"select 1 from {self.name(vendor, table)} where _source_file_hash = ? limit 1", [file_hash]).fetchone()

    def begin(self):
        self.con.execute("begin transaction")

    def commit(self):
        self.con.execute("commit")

    def rollback(self):
        self.con.execute("rollback")

    def create(self, vendor, table, columns):
        self.con.execute(f"create schema if not exists {quoted(vendor)}")
        self.con.execute(f"create table {self.name(vendor, table)} ({', '.join(f'{quoted(n)} {native(k)}' for n, k in columns.items())})")

    def add_column(self, vendor, table, column, kind):
        self.con.execute(f"alter table {self.name(vendor, table)} add column {quoted(column)} {native(kind)}")

    def change_kind(self, vendor, table, column, kind):
        self.con.execute(f"alter table {self.name(vendor, table)} alter column {quoted(column)} type {native(kind)}")

    def insert(self, vendor, table, select, columns):
        names = ", ".join(quoted(name) for name in columns)
        self.con.execute(f"insert into {self.name(vendor, table)} ({names}) {select}")

    def close(self):
        self.con.close()


def native(kind):
    return "varchar" if kind == "text" else kind
