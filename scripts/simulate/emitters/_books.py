"""The raw tables of a biller or metering tool while its emitter fills them, and how they end: dirt noted, identities told,
tables written."""

from __future__ import annotations

from collections import Counter

from scripts.simulate.emitters._shape import columns, table
from scripts.simulate.identity import tell


class Books:
    """Base of an emitter's books, which adds rows step by step and its own litter where dirt is asked for."""

    def __init__(self, company, dirt, tables: dict[str, str]):
        self.company, self.dirt, self.tables = company, dirt, tables
        self.rows: dict[str, list[dict]] = {name: [] for name in tables}
        self.notes: Counter[tuple[str, str]] = Counter()

    def write(self, vendor: str, truth, out) -> None:
        if self.dirt.enabled:
            self.litter()
            for (what, name), count in self.notes.items():
                self.dirt.record(what, vendor, name, count)
        tell(truth, vendor, self.rows, self.dirt)
        for name, spec in self.tables.items():
            out.write(vendor, name, table(columns(spec), self.rows[name]))
