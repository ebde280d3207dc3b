"""Which tables a warehouse holds and how fresh they are, read only: one small class per engine.

Used by `python -m scripts.doctor`. Engines whose client lives in another environment are asked there: this file run as
a script prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from scripts._common import ROOT, VENV_OF_TARGET, Refusal, dbt_env, raw_file, venv_bin

TARGETS = ("duckdb", "postgres", "snowflake", "spark")
COLUMNS = "select table_schema, table_name, column_name from information_schema.columns where {} order by table_schema, table_name, ordinal_position"
NOT_RAW = "lower(table_schema) not in ('information_schema', 'pg_catalog')"

Found = dict[str, dict[str, list[str]]]  # schema -> table -> columns, as the engine spells them


def look(target: str, database: str | None = None) -> tuple[Found, object]:
    """All tables of the database that holds raw data, and a function: [(schema, table, column)] -> newest values."""
    if target not in TARGETS:
        raise Refusal(f"doctor cannot look at {target}: it knows {', '.join(TARGETS)}", 64)
    if target in VENV_OF_TARGET and not _has_client(target):
        return _look_elsewhere(target, database)
    rows, run = {"duckdb": _duckdb, "postgres": _postgres, "snowflake": _snowflake, "spark": _spark}[target](database)
    found: Found = {}
    for schema, table, column in rows:
        found.setdefault(schema, {}).setdefault(table, []).append(column)
    quote = "`" if target == "spark" else '"'

    def newest(places: list[tuple[str, str, str]]) -> list[str | None]:
        values = []
        for schema, table, column in places:
            schema, table, column = (f"{quote}{name}{quote}" for name in (schema, table, column))
            values.append(run(f"select max({column}) from {schema}.{table}")[0][0])
        return [None if value is None else str(value) for value in values]

    return found, newest


def _duckdb(_):
    import duckdb

    if not raw_file().exists():
        raise Refusal(f"no raw tables: {raw_file()} does not exist; `python -m scripts.load` loads your own exports", 66)
    try:
        connection = duckdb.connect(str(raw_file()), read_only=True)
    except duckdb.Error as error:
        raise Refusal(f"{raw_file().name} cannot be opened ({str(error).splitlines()[0]})", 75) from None
    connection.execute("set TimeZone = 'UTC'")

    def run(sql: str) -> list[tuple]:
        return connection.execute(sql).fetchall()

    return run(COLUMNS.format(f"table_catalog = current_database() and {NOT_RAW}")), run


def _postgres(_):
    from scripts.publish import connect_postgres

    connection = connect_postgres()
    connection.set_session(readonly=True, autocommit=True)

    def run(sql: str) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return run(COLUMNS.format(f"{NOT_RAW} and table_schema not like 'pg_%'")), run


def _snowflake(database):
    import snowflake.connector

    setting = os.environ.get
    options = {"host": setting("SNOWFLAKE_HOST"), "port": setting("SNOWFLAKE_PORT"), "protocol": setting("SNOWFLAKE_PROTOCOL"),
               "role": setting("SNOWFLAKE_ROLE"), "warehouse": setting("SNOWFLAKE_WAREHOUSE")}
    try:
        connection = snowflake.connector.connect(
            account=setting("SNOWFLAKE_ACCOUNT", ""), user=setting("SNOWFLAKE_USER", ""), password=setting("SNOWFLAKE_PASSWORD", ""),
            database=database or setting("SNOWFLAKE_DATABASE", "layer_six"), session_parameters={"TIMEZONE": "UTC"},
            **{key: int(value) if key == "port" else value for key, value in options.items() if value},
        )
    except snowflake.connector.errors.Error as error:
        raise Refusal(f"Snowflake does not answer: {str(error).splitlines()[0]}", 69) from None

    def run(sql: str) -> list[tuple]:
        return connection.cursor().execute(sql).fetchall()

    return run(COLUMNS.format(NOT_RAW)), run


def _spark(_):
    from scripts.load.target_spark import session

    spark = session()
    rows = []
    for database in sorted(found.name for found in spark.catalog.listDatabases()):
        for table in sorted(found.name for found in spark.catalog.listTables(database)):
            rows += [(database, table, column.name) for column in spark.catalog.listColumns(table, database)]
    return rows, lambda sql: [tuple(row) for row in spark.sql(sql).collect()]


def _has_client(target: str) -> bool:
    try:
        __import__({"snowflake": "snowflake.connector", "spark": "pyspark"}[target])
    except ImportError:
        return False
    return True


def _look_elsewhere(target: str, database: str | None):
    """The same, asked in the environment that has the engine's client."""
    python = venv_bin(VENV_OF_TARGET[target]) / "python"
    if not python.exists():
        raise Refusal(f"no environment for {target}: run `make .venv-{VENV_OF_TARGET[target]}/ready`", 69)

    def ask(request: dict):
        done = subprocess.run(
            [python, "-m", "scripts._catalog", target], input=json.dumps(request | {"database": database}), cwd=ROOT,
            env=dbt_env(target), text=True, capture_output=True, check=False,
        )
        if done.returncode:
            raise Refusal((done.stderr.strip().splitlines() or [f"{target} does not answer"])[-1].removeprefix("layer six: "), done.returncode)
        return json.loads(done.stdout.splitlines()[-1])

    return ask({}), lambda places: ask({"newest": places}) if places else []


def answer(target: str, request: dict):
    found, newest = look(target, request.get("database"))
    return newest(request["newest"]) if "newest" in request else found


if __name__ == "__main__":
    try:
        print(json.dumps(answer(sys.argv[1], json.loads(sys.stdin.read() or "{}"))))
    except Refusal as refusal:
        print(f"layer six: {refusal}", file=sys.stderr)
        sys.exit(refusal.code)
