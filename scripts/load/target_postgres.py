"""Postgres: schema raw_<vendor>, filled by COPY. Connection from the same variables as profiles.yml.example."""

import os

from .errors import LoadProblem
from .reading import literal, quoted

KINDS = {
    "text": "text", "character varying": "text", "boolean": "boolean", "bigint": "bigint", "integer": "bigint",
    "double precision": "double", "date": "date", "timestamp without time zone": "timestamp",
}


class PostgresTarget:
    """Values travel as CSV written by DuckDB: the fastest road that keeps every digit."""

    def __init__(self, con, scratch):
        import psycopg2

        self.duck, self.scratch = con, scratch
        setting = os.environ.get
        try:
            self.con = psycopg2.connect(
                host=setting("LAYER_SIX_PG_HOST", "localhost"), port=setting("LAYER_SIX_PG_PORT", "5432"),
                user=setting("LAYER_SIX_PG_USER", "postgres"), password=setting("LAYER_SIX_PG_PASSWORD", ""),
                dbname=setting("LAYER_SIX_PG_DATABASE", "postgres"), options="-ctimezone=UTC",
            )
        except psycopg2.OperationalError as error:
            raise LoadProblem("postgres", f"no connection: {error}", "Check the LAYER_SIX_PG_* variables") from None
        self.cursor = self.con.cursor()

    def name(self, vendor, table):
        return f"{quoted('raw_' + vendor)}.{quoted(table)}"

    def columns(self, vendor, table):
        self.cursor.execute(
            "select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns"
            " where table_schema = %s and lower(table_name) = lower(%s) order by ordinal_position", ["raw_" + vendor, table],
        )
        return {
            name: f"decimal({precision},{scale})" if kind == "numeric" and precision else KINDS.get(kind, "text")
            for name, kind, precision, scale in self.cursor.fetchall()
        } or None

    def has_file(self, vendor, table, file_hash):
        self.cursor.execute(f"select 1 from {self.name(vendor, table)} where _source_file_hash = %s limit 1", [file_hash])
        return self.cursor.fetchone()

    def begin(self):
        self.con.rollback()

    def commit(self):
        self.con.commit()

    def rollback(self):
        self.con.rollback()

    def create(self, vendor, table, columns):
        self.cursor.execute(f"create schema if not exists {quoted('raw_' + vendor)}")
        self.cursor.execute(f"create table {self.name(vendor, table)} ({', '.join(f'{quoted(n)} {native(k)}' for n, k in columns.items())})")

    def add_column(self, vendor, table, column, kind):
        self.cursor.execute(f"alter table {self.name(vendor, table)} add column {quoted(column)} {native(kind)}")

    def change_kind(self, vendor, table, column, kind):
        column = quoted(column)
        self.cursor.execute(f"alter table {self.name(vendor, table)} alter column {column} type {native(kind)} using cast({column} as {native(kind)})")

    def insert(self, vendor, table, select, columns):
        import psycopg2

        handover = os.path.join(self.scratch, "handover.csv")
        # a zero byte is legal in a file and illegal in a Postgres text
        cleaned = ", ".join(
            f"replace({quoted(n)}, chr(0), '') as {quoted(n)}" if kind == "text" else quoted(n) for n, kind in columns.items()
        )
        self.duck.execute(f"copy (select {cleaned} from ({select}) as staged) to {literal(handover)} (format csv, header false)")
        names = ", ".join(quoted(name) for name in columns)
        with open(handover, encoding="utf-8") as stream:
            try:
                self.cursor.copy_expert(f"copy {self.name(vendor, table)} ({names}) from stdin with (format csv)", stream)
            except psycopg2.Error as error:
                raise LoadProblem("postgres", str(error), "Nothing of this file was loaded", vendor, table) from None
        os.unlink(handover)

    def close(self):
        self.con.close()


def native(kind):
    return {"double": "double precision", "timestamp": "timestamp"}.get(kind, kind.replace("decimal", "numeric"))
