"""What the two providers' daily reports share: the production use of a day, and when a pull lands it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from scripts.simulate import catalog
from scripts.simulate.dice import roll
from scripts.simulate.truth import Truth


def production_days(truth: Truth, provider: str) -> dict[date, dict[str, dict[str, int]]]:
    """day -> model -> tokens, nano-dollars by bucket and requests, as the provider counted them."""
    names = ["provider_requests"]
    names += [name for bucket in catalog.BUCKETS for name in (bucket, f"{bucket}_nano")]
    days: dict = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(names, 0)))
    columns = [truth.usage_daily[name].to_pylist() for name in ("usage_date", "provider", "model", *names)]
    for day, of_provider, model, *values in zip(*columns, strict=True):
        if of_provider == provider:
            sums = days[day][model]
            for name, value in zip(names, values, strict=True):
                sums[name] += value
    return {day: {model: days[day][model] for model in sorted(days[day])} for day in sorted(days)}


def pulled_at(truth: Truth, day: date) -> datetime:
    """A day is pulled the morning after; the newest day late on the day itself."""
    moment = datetime.combine(day + timedelta(days=1), time(6, 15))
    return min(moment, datetime.combine(truth.company.as_of, time(23, 55)))


def pulled_before(truth: Truth, day: date) -> datetime | None:
    """Some days were also pulled while they ran: those figures are too low and are replaced by the next batch."""
    early = truth.dirt == "real" and roll(100, truth.company.seed, "early pull", day) < 6
    return datetime.combine(day, time(18, 5)) if early else None


def is_pulled_twice_over(truth: Truth, day: date) -> bool:
    """Months that somebody also pulled with a coarser grouping into the same table."""
    return truth.dirt == "real" and (day.year, day.month) in ((2025, 12), (2026, 3))
