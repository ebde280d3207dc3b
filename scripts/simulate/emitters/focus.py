"""The cloud bill in FOCUS 1.2 as AWS delivers it: one delivery per account and month, which replaces the one before.

EffectiveCost is the cost. Every row of the truth becomes one row or several that sum to it exactly.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from scripts.simulate import catalog
from scripts.simulate.company import Company
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters._shape import as_json, at, columns, table
from scripts.simulate.truth import CostLine

PAYER, PRODUCTION, STAGING = "112233445566", "210987654321", "310987654322"
REGION = "us-east-1"
# A start-up programme paid a part of the first half year; what is called cost is before such credits.
CREDIT_MONTHS, CREDIT = 6, Decimal("-400.00")
# Months whose first delivery came before the month had ended.
DELIVERED_TWICE = (date(2025, 6, 1), date(2026, 2, 1), date(2026, 3, 1))
# Charges that the next bill corrects, back to the day of the charge.
CORRECTED = (date(2025, 5, 14), date(2025, 12, 9))
CORRECTION = Decimal("12.34")
BELOW_NANO = Decimal("0.000000000400")

COLUMNS = columns("""
    AvailabilityZone, BilledCost number, BillingAccountId, BillingAccountName, BillingAccountType, BillingCurrency
    BillingPeriodEnd timestamp, BillingPeriodStart timestamp, CapacityReservationId, CapacityReservationStatus, ChargeCategory
    ChargeClass, ChargeDescription, ChargeFrequency, ChargePeriodEnd timestamp, ChargePeriodStart timestamp
    CommitmentDiscountCategory, CommitmentDiscountId, CommitmentDiscountName, CommitmentDiscountQuantity number
    CommitmentDiscountStatus, CommitmentDiscountType, CommitmentDiscountUnit, ConsumedQuantity number, ConsumedUnit
    ContractedCost number, ContractedUnitPrice number, EffectiveCost number, InvoiceId, InvoiceIssuerName, ListCost number
    ListUnitPrice number, PricingCategory, PricingCurrency, PricingQuantity number, PricingUnit, ProviderName, PublisherName
    RegionId, RegionName, ResourceId, ResourceName, ResourceType, ServiceCategory, ServiceName, ServiceProviderName
    ServiceSubcategory, SkuId, SkuMeter, SkuPriceDetails, SkuPriceId, SubAccountId, SubAccountName, SubAccountType, Tags
    AllocatedMethodId, AllocatedResourceId, AllocatedTags, x_Discounts, x_Operation, x_ServiceCode, _loaded_at timestamp
""")

# What each kind of line is bought as: service, category, code, resource type, unit, sub-account.
BOUGHT_AS = {
    "direct": ("Amazon Elastic Compute Cloud", "Compute", "AmazonEC2", "instance", "Hours", PRODUCTION),
    "shared": ("Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS", "cluster", "Hours", PRODUCTION),
    "idle": ("Amazon Elastic Compute Cloud", "Compute", "AmazonEC2", "instance", "Hours", PRODUCTION),
    "untagged": ("Amazon Simple Storage Service", "Storage", "AmazonS3", "bucket", "GB-Mo", PRODUCTION),
    "staging": ("Amazon Elastic Kubernetes Service", "Compute", "AmazonEKS", "cluster", "Hours", STAGING),
}


def emit(truth, out, dirt) -> None:
    bill = _Bill(truth.company, dirt)
    for line in truth.infra_lines:
        bill.usage(line)
    bill.monthly()
    rows = bill.rows
    if dirt.enabled:
        rows = rows + bill.first_deliveries()
    out.write("focus", "focus_cost_and_usage", table(COLUMNS, rows))


@cache
def known_id(prefix: str, *names: str) -> str:
    """The ids of a few resources and prices, asked for on every line."""
    return native_id(prefix, *names)


def cloud_credits(company: Company) -> dict[date, Decimal]:
    """Credits by month, negative; outside the cost figures of the truth."""
    return dict.fromkeys(company.months[:CREDIT_MONTHS], CREDIT)


class _Bill:
    """The rows of the last delivery of each month while they are collected."""

    def __init__(self, company: Company, dirt):
        self.company, self.dirt = company, dirt
        self.rows: list[dict] = []
        self.corrected: set[date] = set()
        self.unused: dict[date, Decimal] = {}

    def delivered_at(self, month: date):
        """The fifth of the next month; the open month on the evening of `as_of`."""
        return min(at(add_months(month, 1) + timedelta(days=4), 5), at(self.company.as_of, 22))

    def note(self, what: str, count: int = 1) -> None:
        self.dirt.record(what, "focus", "focus_cost_and_usage", count)

    def add(self, kind: str, day: date, amount: Decimal, name: str, tags: dict | None, period: date | None = None, **more) -> dict:
        service, category, code, resource_type, unit, account = BOUGHT_AS[kind]
        month = period or month_start(day)
        row = {
            "BilledCost": amount, "EffectiveCost": amount, "ContractedCost": amount, "ListCost": amount * Decimal("1.25"),
            "BillingAccountId": PAYER, "BillingAccountName": "Layer Six Demo", "BillingAccountType": "Organization", "BillingCurrency": "USD",
            "BillingPeriodStart": at(month), "BillingPeriodEnd": at(add_months(month, 1)), "ChargePeriodStart": at(day),
            "ChargePeriodEnd": at(day + timedelta(days=1)), "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based",
            "ChargeDescription": f"{service}, on demand", "ConsumedQuantity": Decimal(24), "ConsumedUnit": unit, "PricingQuantity": Decimal(24),
            "PricingUnit": unit, "PricingCategory": "Standard", "PricingCurrency": "USD", "ProviderName": "AWS", "ServiceProviderName": "AWS",
            "PublisherName": "AWS", "InvoiceIssuerName": "Amazon Web Services, Inc.", "RegionId": REGION, "RegionName": "US East (N. Virginia)",
            "ResourceId": f"arn:aws:{code[6:].lower()}:{REGION}:{account}:{resource_type}/{known_id('r', kind, name)}", "ResourceName": name,
            "ResourceType": resource_type, "ServiceName": service, "ServiceCategory": category, "SkuId": known_id("sku", service),
            "SkuPriceId": known_id("skup", service), "SubAccountId": account, "SubAccountName": "production" if account == PRODUCTION else "staging",
            "SubAccountType": "Account", "Tags": None if tags is None else as_json(tags), "x_ServiceCode": code,
            "InvoiceId": None if month == catalog.OPEN_MONTH else f"{month:%Y%m}{PAYER[-4:]}", "_loaded_at": self.delivered_at(month),
        } | more
        self.rows.append(row)
        return row

    def usage(self, line: CostLine) -> None:
        if line.kind == "direct":
            self._direct(line)
        elif line.kind == "shared":
            self.add("shared", line.cost_date, line.amount, "serving", {"environment": "production", "pool": "shared_serving"})
        elif line.kind == "idle":
            self._idle(line)
        elif line.kind == "untagged":
            tags = {} if line.cost_date.day % 2 else None
            self.add("untagged", line.cost_date, line.amount, "old-exports", tags)
        else:
            self.add("staging", line.cost_date, line.amount, "staging", {"environment": "staging"})

    def _direct(self, line: CostLine) -> None:
        key, account, day = "customer", line.account_id, line.cost_date
        if self.dirt.enabled and (quirk := roll(60, "tag", account, day)) < 2:
            key = (" customer", "Customer")[quirk]
            self.note("tag key with a leading space or a capital")
        tags = {key: account, "feature": line.feature_key, "environment": "production"}
        parts = [line.amount]
        if self.dirt.enabled and roll(50, "fine", account, day) == 0:
            # two charges finer than nine decimals: rounded one by one, they still sum to the day
            first = (line.amount / 3).quantize(Decimal("0.000001"))
            parts = [first + BELOW_NANO, line.amount - first - BELOW_NANO]
            self.note("amount finer than nine decimals", 2)
        if self.dirt.enabled and day in CORRECTED and day not in self.corrected:
            self.corrected.add(day)
            parts[0] += CORRECTION
            self.add("direct", day, -CORRECTION, account, tags, period=add_months(month_start(day), 1), ChargeClass="Correction",
                     ChargeDescription="Correction of an earlier charge")
            self.note("correction of an earlier bill", 2)
        for part in parts:
            literal_null = self.dirt.enabled and roll(200, "null", account, day) == 0
            self.add("direct", day, part, account, tags, **({"CommitmentDiscountId": "NULL", "ChargeClass": "NULL"} if literal_null else {}))
            if literal_null:
                self.note("the text NULL for a missing value")

    def _idle(self, line: CostLine) -> None:
        """Half of it a commitment that nothing used, half machines that waited."""
        unused = (line.amount / 2).quantize(Decimal("0.000001"))
        plan = f"arn:aws:savingsplans::{PRODUCTION}:savingsplan/sp-{known_id('sp', 'demo')[3:]}"
        commitment = {"CommitmentDiscountId": plan, "CommitmentDiscountName": "Compute plan, 1 year", "CommitmentDiscountCategory": "Spend",
                      "CommitmentDiscountType": "Compute Savings Plans"}
        self.add("idle", line.cost_date, unused, "savings plan", None, BilledCost=Decimal(0), ListCost=Decimal(0), ContractedCost=Decimal(0),
                 CommitmentDiscountStatus="Unused", ResourceId=plan, ConsumedQuantity=None, ConsumedUnit=None, PricingCategory="Committed",
                 ChargeDescription="Unused part of a savings plan", **commitment)
        self.add("idle", line.cost_date, line.amount - unused, "spare-node", {"environment": "production", "pool": "idle"})
        month = month_start(line.cost_date)
        self.unused[month] = self.unused.get(month, Decimal(0)) + unused

    def monthly(self) -> None:
        """Once a month: the fee of the commitment, tax that is got back, and credits while the programme ran."""
        credits = cloud_credits(self.company)
        for month in self.company.months:
            whole = {"ChargePeriodEnd": at(add_months(month, 1)), "ConsumedQuantity": None, "ConsumedUnit": None}
            self.add("idle", month, Decimal(0), "savings plan", None, BilledCost=self.unused[month], ChargeCategory="Purchase",
                     ChargeFrequency="Recurring", ChargeDescription="Recurring fee of a savings plan", **whole)
            self.add("untagged", month, Decimal("61.20"), "tax", None, ChargeCategory="Tax", ChargeFrequency="Recurring",
                     ChargeDescription="Value added tax, recoverable", ServiceCategory="Other", ServiceName="Tax", ResourceId=None, **whole)
            if month in credits:
                self.add("untagged", month, credits[month], "credit", None, ChargeCategory="Credit", ChargeFrequency="One-Time",
                         ChargeDescription="Start-up programme credit", ResourceId=None, SubAccountId=None, SubAccountName=None, **whole)

    def first_deliveries(self) -> list[dict]:
        """What was delivered on the twentieth: fewer days, amounts not yet final, no invoice."""
        early = []
        for month in DELIVERED_TWICE:
            for row in self.rows:
                seen = row["BillingPeriodStart"] == at(month) and row["ChargePeriodStart"] < at(month.replace(day=19))
                if seen and row.get("ChargeClass") != "Correction":
                    grown = {name: row[name] + Decimal("0.01") for name in ("BilledCost", "EffectiveCost") if row["ChargeCategory"] == "Usage"}
                    early.append(row | grown | {"_loaded_at": at(month.replace(day=20), 5), "InvoiceId": None})
        self.note("row of a delivery that a later one replaced", len(early))
        return early
