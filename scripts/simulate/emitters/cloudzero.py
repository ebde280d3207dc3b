"""CloudZero's costs by dimension, as a loader reads them: every day again for a week, the last reading counts.

The bill behind them is the one that the FOCUS emitter tells for AWS. A second and third cost type and a monthly
granularity, read for a dashboard, are in the same table: the same money again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from scripts.simulate import catalog
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import roll
from scripts.simulate.emitters import _retold
from scripts.simulate.emitters._shape import at, columns, table
from scripts.simulate.emitters.focus import clean_bill

COLUMNS = columns("""
    usage_date timestamp, cost number, CZ:CloudProvider, CZ:PayerAccount, CZ:Account, CZ:Service, CZ:Region
    CZ:Defined:BillingLineItem, CZ:Defined:Category, CZ:Tag:customer, CZ:Tag:feature, CZ:Tag:environment, CZ:Tag:pool
    _cost_type, _granularity, _filters, _synced_at timestamp
""")
DIMENSIONS = list(COLUMNS)[2:13]
TABLE = "cloudzero_billing_costs"
LOOK_BACK = 7
BELOW_NANO = Decimal("0.000000000300")


def emit(truth, out, dirt) -> None:
    rows = [_row(truth, day, groups, cost) for day, groups, cost in _retold.grouped(clean_bill(truth), _dimensions)]
    if dirt.enabled:
        rows = _finer_than_nano(rows, dirt) + _first_readings(truth, rows, dirt) + _same_money_again(truth, rows, dirt)
    out.write("cloudzero", TABLE, table(COLUMNS, rows))


def _dimensions(row: dict) -> tuple:
    tags = _retold.tags_of(row)
    missing = "Not In Dimension"
    return (
        "AWS", row["BillingAccountId"], row["SubAccountId"] or row["BillingAccountId"], row["x_ServiceCode"], row["RegionId"], _kind(row),
        row["ServiceCategory"], *(tags.get(key, None if key == "pool" else missing) for key in _retold.TAGS),
    )


def _kind(row: dict) -> str:
    if row["ChargeCategory"] != "Usage":
        return {"Purchase": "CommittedUseRecurringFee"}.get(row["ChargeCategory"], row["ChargeCategory"])
    if row.get("CommitmentDiscountStatus") == "Unused":
        return "CommittedUseVacancy"
    return "Adjustment" if row.get("ChargeClass") == "Correction" else "Usage"


def _read_at(truth, day: date, after: int):
    return min(at(_retold.days_later(day, after), 4), at(truth.company.as_of, 22))


def _row(truth, day: date, groups: tuple, cost: Decimal) -> dict:
    return {"usage_date": at(day), "cost": cost, **dict(zip(DIMENSIONS, groups, strict=True)), "_cost_type": "discounted_amortized",
            "_granularity": "daily", "_filters": None, "_synced_at": _read_at(truth, day, LOOK_BACK)}


def _finer_than_nano(rows: list[dict], dirt) -> list[dict]:
    """Some customers' days are told in two rows finer than nine decimals, of two regions, that sum to the day."""
    told = []
    for row in rows:
        if row["CZ:Tag:customer"] != "Not In Dimension" and roll(60, "fine", row["CZ:Tag:customer"], row["usage_date"]) == 0:
            first = (row["cost"] / 3).quantize(Decimal("0.000001"))
            told += [row | {"cost": first + BELOW_NANO}, row | {"cost": row["cost"] - first - BELOW_NANO, "CZ:Region": "us-west-2"}]
            dirt.record("amount finer than nine decimals", "cloudzero", TABLE, 2)
        else:
            told.append(row)
    return told


def _first_readings(truth, rows: list[dict], dirt) -> list[dict]:
    """Readings of the next morning: not yet final, and before a tag was set that later rewrote the day."""
    early = []
    for row in rows:
        day = row["usage_date"].date()
        if roll(4, "read early", day) or _read_at(truth, day, 1) >= row["_synced_at"]:
            continue
        untagged = roll(3, "tagged late", day, row["CZ:Tag:customer"]) == 0
        early.append(row | {"cost": row["cost"] + Decimal("0.01"), "_synced_at": _read_at(truth, day, 1)}
                     | ({"CZ:Tag:customer": "Not In Dimension"} if untagged else {}))
    dirt.record("row of a reading that a later one replaced", "cloudzero", TABLE, len(early))
    return early


def _same_money_again(truth, rows: list[dict], dirt) -> list[dict]:
    """The headline month as CloudZero shows it by default (usage alone) and at list price, and closed months as months."""
    again = []
    for row in rows:
        month = month_start(row["usage_date"].date())
        if month == catalog.HEADLINE_MONTH and row["CZ:Defined:BillingLineItem"] == "Usage":
            again += [row | {"_cost_type": "real_cost"}, row | {"_cost_type": "on_demand", "cost": row["cost"] * Decimal("1.25")}]
    months: dict[tuple, Decimal] = {}
    for row in rows:
        month = month_start(row["usage_date"].date())
        if month < catalog.OPEN_MONTH:
            at_month = (month, *(row[name] for name in DIMENSIONS))
            months[at_month] = months.get(at_month, Decimal(0)) + row["cost"]
    for (month, *groups), cost in months.items():
        again.append(_row(truth, month, tuple(groups), cost) | {"_granularity": "monthly", "_synced_at": _read_at(truth, add_months(month, 1), 1)})
    dirt.record("row of another cost type or granularity", "cloudzero", TABLE, len(again))
    return again
