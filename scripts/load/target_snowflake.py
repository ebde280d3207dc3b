"""Snowflake: schema raw_<vendor>, filled with COPY from a temporary stage."""

import os
import re

from .errors import LoadProblem
from .reading import literal, quoted

KINDS = {"TEXT": "text", "BOOLEAN": "boolean", "FLOAT": "double", "DATE": "date", "TIMESTAMP_NTZ": "timestamp"}
STAGE = "layer_six_handover"


class SnowflakeTarget:
    """Names that are plain lower snake case are stored upper case, as an unquoted name in SQL finds them."""

    def __init__(self, con, scratch):
        import snowflake.connector

        setting = os.environ.get
        options = {"host": setting("SNOWFLAKE_HOST"), "port": setting("SNOWFLAKE_PORT"), "protocol": setting("SNOWFLAKE_PROTOCOL"),
                   "role": setting("SNOWFLAKE_ROLE"), "warehouse": setting("SNOWFLAKE_WAREHOUSE")}
        self.duck, self.scratch = con, scratch
        try:
            self.con = snowflake.connector.connect(
                account=setting("SNOWFLAKE_ACCOUNT", ""), user=setting("SNOWFLAKE_USER", ""), password=setting("SNOWFLAKE_PASSWORD", ""),
                database=setting("SNOWFLAKE_DATABASE", "layer_six"), session_parameters={"TIMEZONE": "UTC", "CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False},
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
        """Nothing yet: a change of a table commits by itself, so the transaction starts with the first row."""
        self.writing = False

    def commit(self):
        self.end("commit")

    def rollback(self):
        self.end("rollback")

    def end(self, word):
        if self.writing:
            self.cursor.execute(word)
            self.writing = False

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
        file = os.path.join(self.scratch, "handover.parquet")
        stored = ", ".join(f"{quoted(name)} as {quoted(self.stored(name))}" for name in columns)
        self.duck.execute(f"copy (select {stored} from ({select}) as staged) to {literal(file)} (format parquet)")
        stage = f"raw_{vendor}.{STAGE}"
        self.cursor.execute(f"create temporary stage if not exists {stage}")
        self.cursor.execute(f"put {literal('file://' + file)} @{stage} auto_compress = false overwrite = true")
        self.cursor.execute("begin")
        self.writing = True
        self.cursor.execute(
            f"copy into {self.name(vendor, table)} from @{stage}/handover.parquet file_format = (type = parquet use_logical_type = true)"
            " match_by_column_name = case_insensitive force = true purge = true"
        )
        os.unlink(file)

    def close(self):
        self.con.close()


def native(kind):
    return {"text": "varchar", "bigint": "number(19,0)", "double": "float", "timestamp": "timestamp_ntz"}.get(kind, kind.replace("decimal", "number"))
