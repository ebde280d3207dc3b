"""Months and days as the simulator counts them: months are their first day, ends are exclusive."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, month.day)


def months_from(first: date, last: date) -> list[date]:
    """Every month from first to last, both included."""
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    return months


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def month_start(day: date) -> date:
    return day.replace(day=1)


def days_in(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def days_of(first: date, end: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((end - first).days)]
