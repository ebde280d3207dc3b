"""Vantage's costs by grouping, as a loader reads them: the month so far every day, the last reading of a month counts.

The bill behind them is the one that the FOCUS emitter tells for AWS. In the same table: a cash view of a month, a view
without tags, and Kubernetes rows, which split what the bill charges for the cluster.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import roll
from scripts.simulate.emitters import _retold
from scripts.simulate.emitters._shape import as_json, at, columns, table
from scripts.simulate.emitters.focus import DELIVERED_TWICE, clean_bill

COLUMNS = columns("""
    accrued_at, amount, currency, provider, billing_account_id, account_id, service, cost_category, cost_subcategory, region
    resource_id, tags, usage, _charge_type, _settings, _synced_at timestamp
""")
TABLE = "vantage_costs"
BY_TAGS = "provider,billing_account_id,account_id,service,region,charge_type,tag:customer,tag:feature,tag:environment,tag:pool"
ASKED = {"amortize": True, "include_credits": True, "include_discounts": True, "include_refunds": True, "include_tax": True,
         "date_bin": "day", "filter": None, "groupings": BY_TAGS}
BELOW_NANO = Decimal("0.000000000200")


def emit(truth, out, dirt) -> None:
    bill = clean_bill(truth)
    told = _retold.grouped(bill, _groups)
    rows = [_row(truth, day, groups, amount) for day, groups, amount in told]
    if dirt.enabled:
        rows = _finer_than_nano(rows, dirt) + _first_readings(truth, told, dirt) + _other_views(truth, bill, told, dirt) + _kubernetes(truth, dirt)
    out.write("vantage", TABLE, table(COLUMNS, rows))


def _groups(row: dict) -> tuple:
    tags = _retold.tags_of(row)
    pairs = tuple(f"{key}:{tags[key]}" for key in _retold.TAGS if key in tags)
    return (row["BillingAccountId"], row["SubAccountId"] or row["BillingAccountId"], row["ServiceName"], row["RegionId"], _charge_type(row), pairs)


def _charge_type(row: dict) -> str:
    if row["ChargeCategory"] != "Usage":
        return {"Purchase": "Reserved Instance Fee"}.get(row["ChargeCategory"], row["ChargeCategory"])
    if row.get("CommitmentDiscountStatus") == "Unused":
        return "UnusedSavingsPlan"
    return "Refund" if row.get("ChargeClass") == "Correction" else "Usage"


def _read_at(truth, month: date):
    return min(at(add_months(month, 1) + timedelta(days=4), 6), at(truth.company.as_of, 22))


def _row(truth, day: date, groups: tuple, amount: Decimal, **asked) -> dict:
    payer, account, service, region, charge_type, pairs = groups
    # the order of the pairs says nothing
    pairs = pairs[::-1] if roll(2, "order", day, pairs) else pairs
    return {
        "accrued_at": f"{day}", "amount": f"{amount}", "currency": "USD", "provider": "aws", "billing_account_id": payer, "account_id": account,
        "service": service, "region": region, "tags": as_json(list(pairs)), "usage": None, "_charge_type": charge_type,
        "_settings": as_json(ASKED | asked), "_synced_at": _read_at(truth, month_start(day)),
    }


def _finer_than_nano(rows: list[dict], dirt) -> list[dict]:
    """Some customers' days come in two parts finer than nine decimals that sum to the day."""
    told = []
    for row in rows:
        if "customer:" in row["tags"] and roll(60, "fine", row["tags"], row["accrued_at"]) == 0:
            amount = Decimal(row["amount"])
            first = (amount / 3).quantize(Decimal("0.000001"))
            told += [row | {"amount": f"{first + BELOW_NANO:f}"}, row | {"amount": f"{amount - first - BELOW_NANO:f}", "region": "us-west-2"}]
            dirt.record("amount finer than nine decimals", "vantage", TABLE, 2)
        else:
            told.append(row)
    return told


def _first_readings(truth, told: list[tuple], dirt) -> list[dict]:
    """Months read on the twentieth: fewer days, amounts not yet final."""
    early = [
        _row(truth, day, groups, amount + Decimal("0.01")) | {"_synced_at": at(month_start(day).replace(day=20), 6)}
        for day, groups, amount in told if month_start(day) in DELIVERED_TWICE and day.day < 19
    ]
    dirt.record("row of a reading that a later one replaced", "vantage", TABLE, len(early))
    return early


def _other_views(truth, bill: list[dict], told: list[tuple], dirt) -> list[dict]:
    """The headline month as cash, and without tags: the same money, read later than the one that counts."""
    later = {"_synced_at": min(_read_at(truth, catalog.HEADLINE_MONTH) + timedelta(days=1), at(truth.company.as_of, 22))}
    rows, totals = [], {}
    for day, groups, amount in _retold.grouped(bill, _groups, cost="BilledCost"):
        if month_start(day) == catalog.HEADLINE_MONTH:
            rows.append(_row(truth, day, groups, amount, amortize=False) | later)
    for day, (*groups, _), amount in told:
        if month_start(day) == catalog.HEADLINE_MONTH:
            totals[(day, *groups)] = totals.get((day, *groups), Decimal(0)) + amount
    for (day, *groups), amount in totals.items():
        rows.append(_row(truth, day, (*groups, ()), amount, groupings=BY_TAGS.split(",tag:")[0]) | later)
    dirt.record("row of another view of the same month", "vantage", TABLE, len(rows))
    return rows


def _kubernetes(truth, dirt) -> list[dict]:
    """What Vantage's own agent says of the cluster: shares of cost that the bill above holds already."""
    rows = []
    for line in truth.infra_lines:
        if line.kind == "shared" and month_start(line.cost_date) == catalog.HEADLINE_MONTH:
            groups = ("", "serving", "prod", "us-east-1", "Usage", ("pool:shared_serving",))
            rows.append(_row(truth, line.cost_date, groups, line.amount) | {"provider": "kubernetes", "billing_account_id": None})
    dirt.record("row of a cluster whose machines the bill charges", "vantage", TABLE, len(rows))
    return rows
