"""Rows of dicts to typed tables, and the little clocks and units that the emitters share."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa

TYPES = {
    "text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us"), "date": pa.date32(),
    "float": pa.float64(), "number": pa.decimal128(28, 12), "money": pa.decimal128(28, 9), "count": pa.decimal128(18, 0),
}
EXPONENT = {"USD": 2, "EUR": 2, "JPY": 0}


def columns(spec: str) -> dict[str, str]:
    """`id text, amount integer` as {id: text, amount: integer}; a word without a type is text."""
    parts = (word.split() for word in spec.replace("\n", ",").split(",") if word.strip())
    return {words[0]: words[1] if len(words) > 1 else "text" for words in parts}


def table(spec: dict[str, str], rows: list[dict]) -> pa.Table:
    """A table with every column of the spec, null where a row does not say; a name outside the spec is a mistake."""
    strange = {name for row in rows for name in row} - set(spec)
    if strange:
        raise KeyError(f"columns outside the table: {sorted(strange)}")
    arrays = [pa.array([row.get(name) for row in rows], type=TYPES[kind]) for name, kind in spec.items()]
    return pa.table(arrays, names=list(spec))


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def arrival(company, day: date, hour: int = 2, after: int = 1) -> datetime:
    """When a loader brought what happened on a day: the next night, never later than the evening of `as_of`."""
    return min(at(day + timedelta(days=after), hour, 15), at(company.as_of, 22))


def minor(amount: Decimal, currency: str) -> int:
    """An amount in the smallest unit of its currency; the truth never has a finer one."""
    units = amount.scaleb(EXPONENT[currency])
    if units != int(units):
        raise ValueError(f"{amount} {currency} is finer than its smallest unit")
    return int(units)


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
