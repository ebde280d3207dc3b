"""Where the simulation goes: raw tables and truth tables as parquet, and the log of planted faults."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MONEY = pa.decimal128(28, 9)


class RawWriter:
    """Appends to DIR/raw/<vendor>/<table>.parquet; one open file per table, closed at the end."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows: dict[tuple[str, str], int] = {}
        self._open: dict[tuple[str, str], pq.ParquetWriter] = {}

    def write(self, vendor: str, table: str, rows: pa.Table) -> None:
        at = (vendor, table)
        rows = rows.replace_schema_metadata(None)
        if at not in self._open:
            path = self.folder / vendor / f"{table}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[at] = pq.ParquetWriter(path, rows.schema, compression="zstd", compression_level=1)
        self._open[at].write_table(rows, row_group_size=250_000)
        self.rows[at] = self.rows.get(at, 0) + rows.num_rows

    def close(self) -> None:
        for writer in self._open.values():
            writer.close()
        self._open.clear()

    def __enter__(self) -> RawWriter:
        return self

    def __exit__(self, *_) -> None:
        self.close()


@dataclass
class Dirt:
    """Which faults were planted, how many and where; the tests ask it whether a fault is really there."""

    enabled: bool
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def record(self, what: str, vendor: str, table: str, count: int) -> None:
        at = (what, vendor, table)
        self.counts[at] = self.counts.get(at, 0) + int(count)

    def table(self) -> pa.Table:
        rows = sorted(self.counts.items())
        return pa.table({
            "what": pa.array([what for (what, _, _), _ in rows], pa.string()),
            "vendor": pa.array([vendor for (_, vendor, _), _ in rows], pa.string()),
            "source_table": pa.array([table for (_, _, table), _ in rows], pa.string()),
            "rows": pa.array([count for _, count in rows], pa.int64()),
        })


_TYPES = {"str": pa.string(), "int": pa.int64(), "Decimal": MONEY, "date": pa.date32(), "bool": pa.bool_()}


def rows_of(records: list) -> pa.Table:
    """A list of dataclass rows as an arrow table; a field that holds rows itself (invoice lines) is left out."""
    if not records or not is_dataclass(records[0]):
        raise ValueError("rows_of needs at least one dataclass row")
    columns = {}
    for described in fields(records[0]):
        kind = _TYPES.get(str(described.type).removesuffix(" | None"))
        if kind is not None:
            columns[described.name] = pa.array([getattr(row, described.name) for row in records], kind)
    return pa.table(columns)


def dict_rows(rows: list[dict], order: list[str] | None = None) -> pa.Table:
    """Rows as dictionaries with equal keys: Decimal becomes money, int a count, date a date, text stays text."""
    names = order or list(rows[0])
    columns = {}
    for name in names:
        values = [row[name] for row in rows]
        sample = next((value for value in values if value is not None), "")
        kinds = {Decimal: MONEY, int: pa.int64(), date: pa.date32(), str: pa.string(), bool: pa.bool_()}
        columns[name] = pa.array(values, kinds[type(sample)])
    return pa.table(columns)


def write_table(path: Path, rows: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows.replace_schema_metadata(None), path, compression="zstd", compression_level=1)
