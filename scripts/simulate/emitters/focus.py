"""The cloud bill in FOCUS 1.2. EffectiveCost is the cost: every row of the truth becomes one row or several that sum to it.

AWS (the default) and Azure deliver an account's month again and again, and the last delivery replaces the one before;
Google appends what is new. `focus:gcp_cluster` is Google's bill of a company whose machines all belong to a cluster:
they carry its label and no customer, so that only the cluster's own tool (`kubecost:keys`) can say who used them.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from scripts._common import Refusal
from scripts.simulate import catalog
from scripts.simulate.company import Company
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import native_id, roll
from scripts.simulate.emitters._clouds import AWS, CLOUDS, Cloud
from scripts.simulate.emitters._shape import at, columns, table
from scripts.simulate.output import Dirt
from scripts.simulate.truth import CostLine

# A start-up programme paid a part of the first half year; what is called cost is before such credits.
CREDIT_MONTHS, CREDIT = 6, Decimal("-400.00")
# Months whose first delivery came before the month had ended.
DELIVERED_TWICE = (date(2025, 6, 1), date(2026, 2, 1), date(2026, 3, 1))
# Charges that the next bill corrects, back to the day of the charge.
CORRECTED = (date(2025, 5, 14), date(2025, 12, 9))
CORRECTION = Decimal("12.34")
BELOW_NANO = Decimal("0.000000000400")
CENT = Decimal("0.01")

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


def emit(truth, out, dirt, flavour: str = "aws") -> None:
    if flavour not in CLOUDS:
        raise Refusal(f"unknown cloud {flavour!r} of focus: choose from {', '.join(CLOUDS)}", 64)
    out.write("focus", "focus_cost_and_usage", table(COLUMNS, bill_rows(truth, dirt, CLOUDS[flavour])))


def bill_rows(truth, dirt, cloud: Cloud = AWS) -> list[dict]:
    """Every row of every delivery."""
    bill = _Bill(truth.company, dirt, cloud, truth.identities.infra_name)
    for line in truth.infra_lines:
        bill.usage(line)
    bill.cluster_machines()
    bill.monthly()
    return bill.rows + (bill.first_deliveries() if dirt.enabled and not cloud.only_appends else [])


def clean_bill(truth) -> list[dict]:
    """The last word of AWS on every month, which other tools retell."""
    return bill_rows(truth, Dirt(False))


@cache
def known_id(prefix: str, *names: str) -> str:
    """The ids of a few resources and prices, asked for on every line."""
    return native_id(prefix, *names)


def cloud_credits(company: Company) -> dict[date, Decimal]:
    """Credits by month, negative; outside the cost figures of the truth."""
    return dict.fromkeys(company.months[:CREDIT_MONTHS], CREDIT)


def unused_part(line: CostLine) -> Decimal:
    """Half of what is idle is a commitment that nothing used, the rest are machines that waited."""
    return (line.amount / 2).quantize(Decimal("0.000001"))


class _Bill:
    """The rows of the last delivery of each month while they are collected."""

    def __init__(self, company: Company, dirt, cloud: Cloud, name_of):
        self.company, self.dirt, self.cloud, self.name_of = company, dirt, cloud, name_of
        self.rows: list[dict] = []
        self.corrected: set[date] = set()
        self.unused: dict[date, Decimal] = {}
        self.machines: dict[date, Decimal] = {}

    def delivered_at(self, month: date):
        """The fifth of the next month; the open month on the evening of `as_of`."""
        return min(at(add_months(month, 1) + timedelta(days=4), 5), at(self.company.as_of, 22))

    def appended_at(self, day: date, after: int = 1):
        return min(at(day + timedelta(days=after), 6), at(self.company.as_of, 22))

    def note(self, what: str, count: int = 1) -> None:
        self.dirt.record(what, "focus", "focus_cost_and_usage", count)

    def has(self, fault: str) -> bool:
        return self.dirt.enabled and fault in self.cloud.faults

    def add(self, kind: str, day: date, amount: Decimal, name: str, tags: dict | None, period: date | None = None,
            quirk: str = "every", **more) -> dict:
        cloud = self.cloud
        service, category, code, resource_type, unit = cloud.bought_as[kind]
        account = cloud.staging if kind == "staging" else cloud.production
        month = period or month_start(day)
        row = {
            "BilledCost": amount, "EffectiveCost": amount, "ContractedCost": amount, "ListCost": amount * Decimal("1.25"),
            "BillingAccountId": cloud.payer, "BillingAccountName": cloud.payer_name, "BillingAccountType": cloud.payer_type, "BillingCurrency": "USD",
            "BillingPeriodStart": cloud.period_start(month), "BillingPeriodEnd": cloud.period_start(add_months(month, 1)), "ChargePeriodStart": at(day),
            "ChargePeriodEnd": at(day + timedelta(days=1)), "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based",
            "ChargeDescription": f"{service}, on demand", "ConsumedQuantity": Decimal(24), "ConsumedUnit": unit, "PricingQuantity": Decimal(24),
            "PricingUnit": unit, "PricingCategory": "Standard", "PricingCurrency": "USD", "ProviderName": cloud.provider,
            "ServiceProviderName": cloud.provider, "PublisherName": cloud.provider, "InvoiceIssuerName": cloud.issuer,
            "RegionId": cloud.region, "RegionName": cloud.region_name,
            "ResourceId": cloud.resource(code, account, resource_type, known_id("r", kind, name)), "ResourceName": name,
            "ResourceType": resource_type, "ServiceName": service, "ServiceCategory": category, "SkuId": known_id("sku", service),
            "SkuPriceId": known_id("skup", service), "SubAccountId": account, "SubAccountName": "production" if account == cloud.production else "staging",
            "SubAccountType": cloud.sub_account_type, "Tags": None if tags is None else cloud.tags(tags), "x_ServiceCode": code,
            "InvoiceId": None if month == catalog.OPEN_MONTH else f"{month:%Y%m}{cloud.payer[-4:]}",
            "_loaded_at": self.appended_at(max(day, month)) if cloud.only_appends else self.delivered_at(month),
        } | cloud.quirks.get("every", {}) | more | cloud.quirks.get(quirk, {})
        self.rows.append(row)
        return row

    def usage(self, line: CostLine) -> None:
        in_cluster = self.cloud.cluster and line.kind in ("direct", "shared", "idle")
        if line.kind == "idle":
            self._unused(line)
        if in_cluster:
            waited = line.amount - (unused_part(line) if line.kind == "idle" else 0)
            self.machines[line.cost_date] = self.machines.get(line.cost_date, Decimal(0)) + waited
        elif line.kind == "direct":
            self._direct(line)
        elif line.kind == "shared":
            self.add("shared", line.cost_date, line.amount, "serving", {"environment": "production", "pool": "shared_serving"})
        elif line.kind == "idle":
            self.add("idle", line.cost_date, line.amount - unused_part(line), "spare-node", {"environment": "production", "pool": "idle"})
        elif line.kind == "untagged":
            tags = {} if line.cost_date.day % 2 else None
            self.add("untagged", line.cost_date, line.amount, "old-exports", tags)
        else:
            self.add("staging", line.cost_date, line.amount, "staging", {"environment": "staging"})

    def _direct(self, line: CostLine) -> None:
        key, day = "customer", line.cost_date
        account = self.name_of(line.account_id, day)
        if self.has("tag keys") and (quirk := roll(60, "tag", account, day)) < 2:
            key = (" customer", "Customer")[quirk]
            self.note("tag key with a leading space or a capital")
        tags = {key: account, "feature": line.feature_key, "environment": "production"}
        parts = [line.amount]
        if self.has("fine amounts") and roll(50, "fine", account, day) == 0:
            # two charges finer than nine decimals: rounded one by one, they still sum to the day
            first = (line.amount / 3).quantize(Decimal("0.000001"))
            parts = [first + BELOW_NANO, line.amount - first - BELOW_NANO]
            self.note("amount finer than nine decimals", 2)
        parts[0] += self._corrected_later("direct", day, account, tags)
        for part in parts:
            literal_null = self.has("literal NULL") and roll(200, "null", account, day) == 0
            row = self.add("direct", day, part, account, tags, **({"CommitmentDiscountId": "NULL", "ChargeClass": "NULL"} if literal_null else {}))
            if literal_null:
                self.note("the text NULL for a missing value")
            if self.dirt.enabled and self.cloud.only_appends and roll(40, "appended", account, day) == 0:
                self._taken_back(row, day)

    def _corrected_later(self, kind: str, day: date, name: str, tags: dict) -> Decimal:
        """What a charge of the day is too high by, where the bill of the next month will say so."""
        if not self.has("corrections") or day not in CORRECTED or day in self.corrected:
            return Decimal(0)
        self.corrected.add(day)
        self.add(kind, day, -CORRECTION, name, tags, period=add_months(month_start(day), 1), ChargeClass="Correction",
                 ChargeDescription="Correction of an earlier charge")
        self.note("correction of an earlier bill", 2)
        return CORRECTION

    def _taken_back(self, row: dict, day: date) -> None:
        """A bill that only appends: the first figure stays, and a later row takes the difference back."""
        costs = ("BilledCost", "EffectiveCost", "ContractedCost", "ListCost")
        self.rows.append(row | dict.fromkeys(costs, -CENT) | {"_loaded_at": self.appended_at(day, after=4)})
        for name in costs:
            row[name] += CENT
        self.note("row that a later row of the same charge takes back in part", 2)

    def _unused(self, line: CostLine) -> None:
        unused = unused_part(line)
        plan = self.cloud.plan(known_id("sp", "demo")[3:])
        commitment = {"CommitmentDiscountId": plan} | self.cloud.commitment
        self.add("idle", line.cost_date, unused, "savings plan", None, quirk="unused", BilledCost=Decimal(0), ListCost=Decimal(0), ContractedCost=Decimal(0),
                 CommitmentDiscountStatus="Unused", ResourceId=plan, ConsumedQuantity=None, ConsumedUnit=None, PricingCategory="Committed",
                 ChargeDescription="Unused part of a savings plan", **commitment)
        month = month_start(line.cost_date)
        self.unused[month] = self.unused.get(month, Decimal(0)) + unused

    def cluster_machines(self) -> None:
        """One line a day for cores and one for memory of all machines of the cluster, and the fee of its control plane."""
        tags = {"goog-k8s-cluster-name": self.cloud.cluster}
        for day, amount in sorted(self.machines.items()):
            fee = min(Decimal("2.40"), amount / 4).quantize(Decimal("0.000001"))
            cores = ((amount - fee) * 3 / 5).quantize(Decimal("0.000001"))
            self.add("shared", day, fee, self.cloud.cluster, tags, ChargeDescription="Cluster management fee",
                     ResourceId=f"//container.googleapis.com/projects/{self.cloud.production}/locations/us-central1/clusters/{self.cloud.cluster}")
            cores_billed = cores + self._corrected_later("direct", day, "cores", tags)
            row = self.add("direct", day, cores_billed, "cores", tags, ChargeDescription="N2 Instance Core running in Americas")
            if self.dirt.enabled and roll(10, "appended", day) == 0:
                self._taken_back(row, day)
            self.add("direct", day, amount - fee - cores, "memory", tags, ChargeDescription="N2 Instance Ram running in Americas")

    def monthly(self) -> None:
        """Once a month: the fee of the commitment, tax that is got back, and credits while the programme ran."""
        credits = cloud_credits(self.company)
        for month in self.company.months:
            whole = {"ChargePeriodEnd": at(add_months(month, 1)), "ConsumedQuantity": None, "ConsumedUnit": None}
            self.add("idle", month, Decimal(0), "savings plan", None, quirk="purchase", BilledCost=self.unused[month], ChargeCategory="Purchase",
                     ChargeFrequency="Recurring", ChargeDescription="Recurring fee of a savings plan", **whole)
            self.add("untagged", month, Decimal("61.20"), "tax", None, ChargeCategory="Tax", ChargeFrequency="Recurring",
                     ChargeDescription=self.cloud.tax_name, ServiceCategory="Other", ServiceName="Tax", ResourceId=None, **whole)
            if month in credits:
                self.add("untagged", month, credits[month], "credit", None, ChargeCategory="Credit", ChargeFrequency="One-Time",
                         ChargeDescription=self.cloud.credit_name, ResourceId=None, SubAccountId=None, SubAccountName=None, **whole)

    def first_deliveries(self) -> list[dict]:
        """What was delivered on the twentieth: fewer days, amounts not yet final, no invoice."""
        early = []
        for month in DELIVERED_TWICE:
            for row in self.rows:
                seen = row["BillingPeriodStart"] == at(month) and row["ChargePeriodStart"] < at(month.replace(day=19))
                if seen and row.get("ChargeClass") != "Correction":
                    grown = {name: row[name] + CENT for name in ("BilledCost", "EffectiveCost") if row["ChargeCategory"] == "Usage"}
                    early.append(row | grown | {"_loaded_at": at(month.replace(day=20), 5), "InvoiceId": None})
        self.note("row of a delivery that a later one replaced", len(early))
        return early
