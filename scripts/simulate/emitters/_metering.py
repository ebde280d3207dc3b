"""How the product sends usage to whichever metering tool it has: the same events, keys and moments to each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scripts.simulate.dice import roll
from scripts.simulate.emitters._shape import at

# A day's use of one feature is sent in at most so many events.
EVENTS_PER_DAY = 4
# The outbox had trouble that night: two bodies under one key, and nobody knows which is right.
CONFLICT_ON = date(2025, 11, 20)


def event_parts(usage) -> Iterator[tuple[str, int, datetime]]:
    """The events of one day's use of one feature: key, quantity, moment. The quantities sum to the day's."""
    parts = min(EVENTS_PER_DAY, usage.quantity)
    for number in range(parts):
        quantity = usage.quantity * (number + 1) // parts - usage.quantity * number // parts
        minute = 24 * 60 * number // parts + roll(24 * 60 // parts, "event", usage.account_id, usage.feature_key, usage.usage_date, number)
        yield f"{usage.account_id}:{usage.feature_key}:{usage.usage_date}:{number}", quantity, at(usage.usage_date) + timedelta(minutes=minute)
