"""Runs plain statements on an engine with its own driver: `answers("postgres", statements, tables, env)`.

Every column of a statement is text, so that engines can be compared value by value. `tables` are loaded first:
{name: ({column: type word}, rows)}. Spark and the Snowflake emulator live in environments of their own and are
driven through this same file as a subprocess.
"""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path


def answers(engine, statements, tables=None, connection=None, timeout=600):
    """The rows of each statement. `connection` is the environment of a Postgres database (conftest.py)."""
    tables = tables or {}
    if engine == "duckdb":
        return _duckdb(statements, tables)
    if engine == "postgres":
        return _postgres(statements, tables, connection)
    return _elsewhere(engine, statements, tables, timeout)


def _duckdb(statements, tables):
    import duckdb

    with duckdb.connect() as session:
        session.execute("set TimeZone = 'UTC'")
        session.execute("set threads = 2")
        for name, (columns, rows) in tables.items():
            session.execute(f"create temporary table {name} ({_described(columns)})")
            # One list per column: row by row, DuckDB takes minutes for what this does in a second.
            lists = [[None if value is None else str(value) for value in values] for values in zip(*rows, strict=True)]
            chosen = ", ".join(f"cast(unnest(cast(? as text[])) as {type_name})" for type_name in columns.values())
            session.execute(f"insert into {name} select {chosen}", lists)
        return [session.execute(statement).fetchall() for statement in statements]


def _described(columns):
    return ", ".join(f"{column} {type_name}" for column, type_name in columns.items())


def _postgres(statements, tables, connection):
    import psycopg2

    session = psycopg2.connect(
        host=connection["LAYER_SIX_PG_HOST"], port=connection["LAYER_SIX_PG_PORT"],
        user=connection["LAYER_SIX_PG_USER"], password=connection["LAYER_SIX_PG_PASSWORD"],
        dbname=connection["LAYER_SIX_PG_DATABASE"], options="-c timezone=UTC",
    )
    try:
        with session.cursor() as cursor:
            for name, (columns, rows) in tables.items():
                cursor.execute(f"create temporary table {name} ({_described(columns)})")
                text = io.StringIO()
                marked = ([r"\N" if value is None else value for value in row] for row in rows)
                csv.writer(text, quoting=csv.QUOTE_MINIMAL).writerows(marked)
                text.seek(0)
                cursor.copy_expert(f"copy {name} from stdin with (format csv, null '\\N')", text)
            found = []
            for statement in statements:
                cursor.execute(statement)
                found.append(cursor.fetchall())
            return found
    finally:
        session.close()


def _elsewhere(engine, statements, tables, timeout):
    from scripts import _common

    python = _common.venv_bin(_common.VENV_OF_TARGET[engine]) / "python"
    if not python.exists():
        raise FileNotFoundError(f"no environment for {engine}: make .venv-{_common.VENV_OF_TARGET[engine]}/ready")
    done = subprocess.run(
        [str(python), __file__, engine], input=json.dumps([statements, tables]), text=True, timeout=timeout,
        env={**os.environ, **_common.java_env()}, capture_output=True, check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{engine}: {done.stderr[-3000:]}")
    return [[tuple(row) for row in rows] for rows in json.loads(done.stdout.splitlines()[-1])]


def _spark(statements, tables):
    import tempfile

    from pyspark.sql import SparkSession

    folder = tempfile.mkdtemp(prefix="l6spark")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", folder)
        .config("spark.driver.extraJavaOptions", f"-Duser.timezone=UTC -Dderby.system.home={folder}")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    for name, (columns, rows) in tables.items():
        file = Path(folder) / f"{name}.json"
        file.write_text("\n".join(json.dumps(dict(zip(columns, row, strict=True))) for row in rows))
        names = ", ".join(f"{column} string" for column in columns)
        session.read.schema(names).json(str(file)).createOrReplaceTempView(f"{name}_text")
        typed = ", ".join(f"cast({column} as {type_name}) as {column}" for column, type_name in columns.items())
        session.sql(f"create or replace temporary view {name} as select {typed} from {name}_text")
    return [[tuple(row) for row in session.sql(statement).collect()] for statement in statements]


def _snowflake(statements, tables):
    import fakesnow
    import snowflake.connector

    with fakesnow.patch():
        session = snowflake.connector.connect(database="layer_six", schema="main")
        cursor = session.cursor()
        for name, (columns, rows) in tables.items():
            cursor.execute(f"create table {name} ({_described(columns)})")
            cursor.executemany(f"insert into {name} values ({', '.join(['%s'] * len(columns))})", rows)
        found = []
        for statement in statements:
            cursor.execute(statement)
            found.append(cursor.fetchall())
        return found


if __name__ == "__main__":
    asked, loaded = json.load(sys.stdin)
    run = {"spark": _spark, "snowflake": _snowflake}[sys.argv[1]]
    print("\n" + json.dumps([[list(row) for row in rows] for rows in run(asked, loaded)]))
