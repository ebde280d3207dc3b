"""Snowflake: schema raw_<vendor>, filled in batches of rows. Meant for trials and tests: a company loads with its own loader."""

import os
import re

from .errors import LoadProblem
from .reading import quoted

KINDS = {"TEXT": "text", "BOOLEAN": "boolean", "FLOAT": "double", "DATE": "date", "TIMESTAMP_NTZ": "timestamp"}
BATCH = 500


class SnowflakeTarget:
    """Names that are plain lower snake case are stored upper case, as an unquoted name in SQL finds them."""

    def __init__(self, con):
        import snowflake.connector

        setting = os.environ.get
        options = {"host": setting("SNOWFLAKE_HOST"), "port": setting("SNOWFLAKE_PORT"), "protocol": setting("SNOWFLAKE_PROTOCOL"),
                   "role": setting("SNOWFLAKE_ROLE"), "warehouse": setting("SNOWFLAKE_WAREHOUSE")}
        self.duck, self.database = con, setting("SNOWFLAKE_DATABASE", "layer_six")
        try:
            self.con = snowflake.connector.connect(
                account=setting("SNOWFLAKE_ACCOUNT", ""), user=setting("SNOWFLAKE_USER", ""), password=setting("SNOWFLAKE_PASSWORD", ""),
                database=self.database, session_parameters={"TIMEZONE": "UTC", "CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False},
                **{key: int(value) if key == "port" else value for key, value in options.items() if value},
            )
        except snowflake.connector.errors.Error as error:
            raise LoadProblem("snowflake", f"no connection: {error}", "Check the SNOWFLAKE_* variables") from None
        self.cursor = self.con.cursor()

    def stored(self, name):
        return name.upper() if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else name

    def name(self, vendor, table):
        return f"raw_{vendor}.{quoted(table.upper())}"

    def columns(self, vendor, table):
        self.cursor.execute(
            "select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns"
            f" where upper(table_schema) = '{('raw_' + vendor).upper()}' and upper(table_name) = '{table.upper()}' order by ordinal_position"
        )
        found = {}
        for name, kind, precision, scale in self.cursor.fetchall():
            plain = name.lower() if re.fullmatch(r"[A-Z_][A-Z0-9_]*", name) else name
            found[plain] = f"decimal({precision},{scale})" if kind == "NUMBER" else KINDS.get(kind, "text")
        return found or None

    def has_file(self, vendor, table, file_hash):
        return self.cursor.execute(f"select 1 from {self.name(vendor, table)} where {quoted('_SOURCE_FILE_HASH')} = '{file_hash}' limit 1").fetchone()

    def begin(self):
        self.cursor.execute("begin")

    def commit(self):
        self.cursor.execute("commit")

    def rollback(self):
        self.cursor.execute("rollback")

    def create(self, vendor, table, columns):
        self.cursor.execute(f"create schema if not exists raw_{vendor}")
        self.cursor.execute(f"create table {self.name(vendor, table)} ({', '.join(f'{quoted(self.stored(n))} {native(k)}' for n, k in columns.items())})")

    def add_column(self, vendor, table, column, kind):
        self.cursor.execute(f"alter table {self.name(vendor, table)} add column {quoted(self.stored(column))} {native(kind)}")

    def change_kind(self, vendor, table, column, kind):
        # no change of type in place: a new column takes the values and then the name
        table, old, new = self.name(vendor, table), quoted(self.stored(column)), quoted(self.stored(column) + "__WIDER")
        self.cursor.execute(f"alter table {table} add column {new} {native(kind)}")
        self.cursor.execute(f"update {table} set {new} = cast({old} as {native(kind)})")
        self.cursor.execute(f"alter table {table} drop column {old}")
        self.cursor.execute(f"alter table {table} rename column {new} to {old}")

    def insert(self, vendor, table, select, columns):
        names = ", ".join(quoted(self.stored(name)) for name in columns)
        rows = self.duck.execute(select)
        while batch := rows.fetchmany(BATCH):
            values = ", ".join("(" + ", ".join(spelled(value, kind) for value, kind in zip(row, columns.values())) + ")" for row in batch)
            self.cursor.execute(f"insert into {self.name(vendor, table)} ({names}) values {values}")

    def close(self):
        self.con.close()


def spelled(value, kind):
    """A value as SQL text: exact for decimals, which a bound float would not be."""
    if value is None:
        return "null"
    if kind in ("text", "date", "timestamp"):
        text = str(value).replace("\\", "\\\\").replace("'", "''")
        return f"'{text}'" if kind == "text" else f"cast('{text}' as {native(kind)})"
    return str(value).lower()


def native(kind):
    return {"text": "varchar", "bigint": "number(19,0)", "double": "float", "timestamp": "timestamp_ntz"}.get(kind, kind.replace("decimal", "number"))
