"""The last word of the cloud bill added up by day and by what a cost tool groups by, as such tools retell it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

TAGS = ("customer", "feature", "environment", "pool")


def tags_of(row: dict) -> dict[str, str]:
    return json.loads(row["Tags"]) if row["Tags"] else {}


def grouped(bill: list[dict], by: Callable[[dict], tuple], cost: str = "EffectiveCost") -> list[tuple[date, tuple, Decimal]]:
    """(day, groups, cost) in the order of day and groups; a charge of a month lands on its first day."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for row in bill:
        totals[(row["ChargePeriodStart"].date(), by(row))] += row[cost]
    return [(day, groups, amount) for (day, groups), amount in sorted(totals.items(), key=lambda entry: (entry[0][0], str(entry[0][1])))]


def days_later(day: date, days: int) -> date:
    return day + timedelta(days=days)
