"""Every mart of an engine as sorted text, so that two engines can be compared to the last digit.

Runs inside the engine's own environment:  python -m scripts._compare spark|snowflake OUTPUT MART...
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import datetime
from pathlib import Path

NULL = "\\N"


def write_sorted(rows, header: list[str], file: Path) -> None:
    """Columns by name and rows in the order of their text: the same table gives the same bytes on any engine."""
    order = sorted(range(len(header)), key=lambda position: header[position])
    lines = sorted(tuple(NULL if row[i] is None else str(row[i]) for i in order) for row in rows)
    with file.open("w", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([header[i] for i in order])
        writer.writerows(lines)


def as_text(columns: list[tuple[str, str]], engine: str) -> str:
    """One select list that spells each value the same way on every engine."""
    parts = []
    for name, kind in columns:
        quoted = f"`{name}`" if engine == "spark" else f'"{name}"'
        word = "string" if engine == "spark" else "varchar"
        if kind.lower().startswith("timestamp") and engine == "snowflake":
            parts.append(quoted)  # the emulator formats no timestamp; the connector gives it as one
        elif kind.lower().startswith("timestamp"):
            form = {"spark": "date_format({}, 'yyyy-MM-dd HH:mm:ss.SSSSSS')", "duckdb": "strftime({}, '%Y-%m-%d %H:%M:%S.%f')",
                    "postgres": "to_char({}, 'YYYY-MM-DD HH24:MI:SS.US')"}[engine]
            parts.append(f"{form.format(quoted)} as {quoted}")
        elif kind.lower().startswith(("double", "float", "real")):
            raise TypeError(f"column {name} is {kind}: money and ratios are decimals")
        else:
            parts.append(f"cast({quoted} as {word}) as {quoted}")
    return ", ".join(parts)


def export_duckdb(database: Path, marts: list[str], output: Path) -> None:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for mart in marts:
            columns = [(r[0], r[1]) for r in connection.execute(f'describe marts."{mart}"').fetchall()]
            rows = connection.execute(f'select {as_text(columns, "duckdb")} from marts."{mart}"').fetchall()
            write_sorted(rows, [name for name, _ in columns], output / f"{mart}.csv")


def export_postgres(connection, marts: list[str], output: Path) -> None:
    with connection, connection.cursor() as cursor:
        for mart in marts:
            cursor.execute(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'marts' and table_name = %s order by ordinal_position", [mart],
            )
            columns = cursor.fetchall()
            cursor.execute(f'select {as_text(columns, "postgres")} from marts."{mart}"')
            write_sorted(cursor.fetchall(), [name for name, _ in columns], output / f"{mart}.csv")


def export_spark(marts: list[str], output: Path) -> None:
    from scripts.load.target_spark import session

    spark = session()
    try:
        for mart in marts:
            columns = [(f.name, f.dataType.simpleString()) for f in spark.table(f"marts.{mart}").schema]
            rows = spark.sql(f"select {as_text(columns, 'spark')} from marts.{mart}").collect()
            write_sorted(rows, [name for name, _ in columns], output / f"{mart}.csv")
    finally:
        spark.stop()


def export_snowflake(marts: list[str], output: Path) -> None:
    import snowflake.connector

    names = ("account", "user", "password", "host", "port", "protocol", "database", "warehouse")
    settings = {name: value for name in names if (value := os.environ.get(f"SNOWFLAKE_{name.upper()}"))}
    with snowflake.connector.connect(**settings, session_parameters={"TIMEZONE": "UTC"}) as connection:
        cursor = connection.cursor()
        for mart in marts:
            cursor.execute(
                "select column_name, data_type from information_schema.columns "
                f"where table_schema = 'MARTS' and table_name = '{mart.upper()}' order by ordinal_position"
            )
            columns = cursor.fetchall()
            # the emulator sends an absent timestamp as 1970, so whether it is absent is asked beside it
            stamps = [at for at, (_, kind) in enumerate(columns) if kind.lower().startswith("timestamp")]
            absent = "".join(f', case when "{columns[at][0]}" is null then 1 else 0 end' for at in stamps)
            cursor.execute(f"select {as_text(columns, 'snowflake')}{absent} from marts.{mart}")
            rows = []
            for found in cursor:
                row = [f"{v:%Y-%m-%d %H:%M:%S.%f}" if isinstance(v, datetime) else v for v in found[: len(columns)]]
                for at, is_absent in zip(stamps, found[len(columns) :], strict=True):
                    row[at] = None if int(is_absent) else row[at]
                rows.append(row)
            write_sorted(rows, [name.lower() for name, _ in columns], output / f"{mart}.csv")


def differences(expected: Path, found: Path, marts: list[str], show: int = 3) -> list[str]:
    """One line per mart that differs, with the first rows that only one side has."""
    lines = []
    for mart in marts:
        left, right = expected / f"{mart}.csv", found / f"{mart}.csv"
        if not right.exists():
            lines.append(f"{mart}: absent")
            continue
        if left.read_bytes() == right.read_bytes():
            continue
        a, b = left.read_text().splitlines(), right.read_text().splitlines()
        if a[0] != b[0]:
            lines.append(f"{mart}: columns differ: {sorted(set(a[0].split(',')) ^ set(b[0].split(',')))}")
            continue
        only_a, only_b = sorted(set(a) - set(b)), sorted(set(b) - set(a))
        lines.append(f"{mart}: {len(a) - 1} and {len(b) - 1} rows, {len(only_a)} and {len(only_b)} of them only on one side")
        lines += [f"    {expected.name}: {row}" for row in only_a[:show]] + [f"    {found.name}: {row}" for row in only_b[:show]]
    return lines


if __name__ == "__main__":
    engine, folder, *names = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    {"spark": export_spark, "snowflake": export_snowflake}[engine](names, Path(folder))
