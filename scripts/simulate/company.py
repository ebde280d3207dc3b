"""The company: who its customers are, what they signed, were billed, paid, metered and used.

Everything here follows from the seed alone and does not depend on how many calls are simulated. Money is Decimal
in major units of the row's currency; periods are half-open; `ends_on` None means still running. Ids are the
company's own: a vendor's emitter derives its native ids from them (dice.native_id).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from scripts.simulate import catalog, people
from scripts.simulate.catalog import AS_OF, FIRST_MONTH, GROUPS, HEADLINE_MONTH, METERS, OPEN_MONTH
from scripts.simulate.dates import add_months, days_in, days_of, month_start, months_between, months_from
from scripts.simulate.dice import pick, roll

CENT = Decimal("0.01")
MINOR_UNIT = {"USD": CENT, "EUR": CENT, "JPY": Decimal(1)}


def rounded(amount: Decimal, currency: str = "USD") -> Decimal:
    return amount.quantize(MINOR_UNIT[currency], rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Customer:
    account_id: str
    name: str
    metering_name: str  # what the metering tool calls it: often spelled otherwise
    email: str
    country: str
    segment: str
    group: str  # golden group, or "churned" / "new" / "audited invoice"
    currency: str
    created_on: date
    churned_on: date | None  # first day without a contract
    has_billing_metadata: bool  # False: the biller does not know the account id, a seed links the record
    gateway_identity: str  # where the gateway's rows name the customer: metadata | tag | end_user | api_key
    trace_identity: str  # metadata | tag
    feature_profile: int  # index into FEATURE_PROFILES


@dataclass(frozen=True)
class Contract:
    """One plan at one price. A plan change or a price change ends a contract and starts the next."""

    contract_id: str
    account_id: str
    tier_key: str
    price_id: str
    billing_months: int
    currency: str
    list_amount: Decimal  # per billing period
    discount_percent: Decimal
    discount_until: date | None  # exclusive; None with a percent: for the whole contract
    coupon_id: str | None
    starts_on: date
    ends_on: date | None
    term_ends_on: date | None  # end of the committed year
    payment_method: str  # card | bank_transfer
    previous_contract_id: str | None

    def discount_at(self, day: date) -> Decimal:
        if not self.discount_percent or (self.discount_until and day >= self.discount_until):
            return Decimal(0)
        return rounded(self.list_amount * self.discount_percent / 100, self.currency)

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class InvoiceLine:
    line_id: str
    invoice_id: str
    account_id: str
    contract_id: str
    kind: str  # subscription | usage | prepaid_pool
    price_id: str
    feature_key: str | None  # usage lines only
    description: str
    quantity: int
    unit_amount: Decimal
    gross: Decimal
    discount: Decimal  # positive
    net: Decimal
    currency: str
    service_start: date
    service_end: date  # exclusive


@dataclass(frozen=True)
class Invoice:
    invoice_id: str
    account_id: str
    contract_id: str
    issued_on: date
    currency: str
    total: Decimal
    paid_on: date | None
    payment_method: str
    lines: tuple[InvoiceLine, ...]


@dataclass(frozen=True)
class Payment:
    payment_id: str
    invoice_id: str
    account_id: str
    amount: Decimal
    currency: str
    fee: Decimal  # 0 by bank transfer
    method: str
    paid_on: date


@dataclass(frozen=True)
class CreditNote:
    """Money given back on an invoice line; revenue falls in the month of service, which is the month it is issued."""

    credit_note_id: str
    invoice_id: str
    line_id: str
    account_id: str
    amount: Decimal  # positive
    currency: str
    issued_on: date
    reason: str
    refund_id: str | None  # the cash that went with it: the same money, counted once


@dataclass(frozen=True)
class Refund:
    refund_id: str
    payment_id: str
    invoice_id: str
    account_id: str
    amount: Decimal  # positive
    currency: str
    refunded_on: date
    credit_note_id: str | None  # None: the refund itself lowers revenue on its day


@dataclass(frozen=True)
class MeteredUsage:
    """What a customer did with a feature on one day, in the meter's unit."""

    account_id: str
    feature_key: str
    event_name: str
    unit: str
    usage_date: date
    quantity: int
    billing: str  # invoice | prepaid_pool | unlimited


@dataclass(frozen=True)
class CreditGrant:
    grant_id: str
    account_id: str
    paid_amount: Decimal
    currency: str
    effective_on: date
    expires_on: date
    invoice_id: str


@dataclass(frozen=True)
class CreditDrawdown:
    drawdown_id: str
    grant_id: str
    account_id: str
    feature_key: str
    usage_date: date
    quantity: int
    amount: Decimal  # positive


@dataclass(frozen=True)
class UsagePlan:
    """Tokens that one account uses of one class of work between two days; `account_id` None: nobody knows who."""

    account_id: str | None
    tier_key: str
    token_class: str
    first_day: date
    end_day: date
    kilo_tokens: int
    feature_key: str | None = None  # None: by the account's feature profile
    demo_calls: int | None = None  # calls at scale demo, where the story fixes them


@dataclass
class Company:
    seed: int
    as_of: date = AS_OF
    customers: list[Customer] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    credit_notes: list[CreditNote] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    metered_usage: list[MeteredUsage] = field(default_factory=list)
    credit_grants: list[CreditGrant] = field(default_factory=list)
    credit_drawdowns: list[CreditDrawdown] = field(default_factory=list)
    moves: list = field(default_factory=list)  # keys that changed hands (identity.Move)
    names_internal_use: bool = False  # probes and evaluators name an account too
    used_by: dict[str, list[MeteredUsage]] = field(default_factory=dict)

    @property
    def months(self) -> list[date]:
        return months_from(FIRST_MONTH, OPEN_MONTH)

    def customer(self, account_id: str) -> Customer:
        if not hasattr(self, "_by_id"):
            self._by_id = {customer.account_id: customer for customer in self.customers}
        return self._by_id[account_id]

    def in_group(self, group: str) -> list[Customer]:
        return [customer for customer in self.customers if customer.group == group]

    def contracts_in(self, month: date) -> list[Contract]:
        """Contracts that run in a month; they start and end on the first, so on all of its days."""
        return [contract for contract in self.contracts if contract.runs_on(month)]

    def contracts_of(self, account_id: str) -> list[Contract]:
        return [contract for contract in self.contracts if contract.account_id == account_id]

    def last_day(self, month: date) -> date:
        """End of what is known of a month: its end, or the day after `as_of`."""
        return min(add_months(month, 1), self.as_of + timedelta(days=1))


# Parts of a thousand by feature, in the order of catalog.FEATURES.
FEATURE_PROFILES = (
    (520, 180, 90, 140, 70),
    (180, 470, 120, 90, 140),
    (140, 120, 560, 80, 100),
    (240, 150, 110, 400, 100),
    (150, 210, 170, 80, 390),
    (250, 220, 210, 170, 150),
)

# New customers by month of those that still pay in the headline month, from 2025-01 on: 120 in all.
_STARTS = (30, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 7, 7, 6)
_FIXED_STARTS = {
    "Pro worst": date(2025, 8, 1), "Team loss": date(2025, 9, 1), "Business best": date(2025, 1, 1),
    "Business heavy": date(2025, 7, 1), "Enterprise average": date(2025, 2, 1),
    "Enterprise customer A": date(2025, 6, 1), "Enterprise annual deal": date(2025, 11, 1),
}
# Customers that left before the headline month: price, first month, first month without them.
_CHURNED = (
    ("starter_monthly_usd", "2025-01", "2025-04"), ("starter_monthly_usd", "2025-01", "2025-07"),
    ("starter_monthly_usd", "2025-02", "2025-06"), ("starter_monthly_usd", "2025-03", "2025-09"),
    ("starter_monthly_usd", "2025-04", "2025-10"), ("starter_monthly_usd", "2025-06", "2026-01"),
    ("starter_monthly_usd", "2025-09", "2026-03"), ("starter_monthly_eur", "2025-01", "2025-08"),
    ("pro_monthly_usd_2025", "2025-01", "2025-05"), ("pro_monthly_usd_2025", "2025-01", "2025-10"),
    ("pro_monthly_usd_2025", "2025-02", "2025-11"), ("pro_monthly_usd_2025", "2025-03", "2026-01"),
    ("pro_monthly_usd_2025", "2025-05", "2026-02"), ("pro_monthly_usd", "2025-10", "2026-03"),
    ("pro_monthly_eur", "2025-01", "2025-09"), ("pro_monthly_eur", "2025-03", "2025-12"),
    ("pro_monthly_jpy", "2025-02", "2025-10"), ("team_monthly_usd", "2025-01", "2025-06"),
    ("team_monthly_usd", "2025-03", "2025-12"), ("team_monthly_usd", "2025-05", "2026-02"),
    ("team_yearly_usd", "2025-01", "2026-01"), ("team_monthly_eur", "2025-02", "2026-01"),
    ("team_monthly_jpy", "2025-04", "2026-02"), ("business_monthly_usd", "2025-01", "2026-01"),
)
# Customers that began on a lower tier: group, rank within it by age, tier before, month of the move.
_UPGRADES = (
    ("Pro average", 0, "starter", date(2025, 8, 1)),
    ("Pro average", 1, "starter", date(2025, 5, 1)),
    ("Team heavy", 0, "pro", date(2025, 12, 1)),
)
_LAUNCH_COUPON_STARTS = (date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1))
# Group whose use stands for a churned customer of the tier.
_MODEL_GROUP = {
    "starter": "Starter light", "pro": "Pro average", "team": "Team average", "business": "Business average",
    "enterprise": "Enterprise light",
}
# Customers that paid by use in 2025: group, rank within it, features with a thousandth of their monthly units.
_METERED = (
    ("Business average", 0, {"document_analysis": 3_000, "report_writer": 200}),
    ("Business average", 1, {"workflow_agent": 2_400, "semantic_search": 60_000}),
    ("Enterprise light", 0, {"document_analysis": 8_000, "workflow_agent": 4_000, "chat_assistant": 20_000}),
    ("Enterprise average", 0, {"report_writer": 900, "semantic_search": 150_000}),
    ("churned business", 0, {"document_analysis": 2_000}),
)
METERED_FROM, METERED_TO = date(2025, 2, 1), date(2026, 1, 1)

AUDITED_GROUP = "audited invoice"
AUDITED_INVOICED_ON = date(2026, 4, 16)
AUDITED_DOCUMENTS = 140_000
AUDITED_POOL = Decimal("60000.00")
POOL_UNITS_PER_DAY, POOL_UNIT_AMOUNT = 600, Decimal("0.50")
PLANT_WORKFLOWS, PLANT_KILO_TOKENS, PLANT_DIRECT_INFRA = 30_000, 110_000, Decimal("23.98")
ROGUE_GROUP, ROGUE_DAYS, ROGUE_TIMES = "Team average", (date(2026, 4, 18), date(2026, 4, 19)), 11
ROGUE_DAILY_KILO_TOKENS = {"std": 400, "mini": 60, "prem": 40}


def build(seed: int = 6) -> Company:
    """The whole company of a seed. The headline month and the plants are the same for every seed."""
    company = Company(seed)
    _sign(company)
    _meter(company)
    _bill(company)
    _give_back(company)
    return company


# --- customers and contracts -----------------------------------------------------------------------------------


def _start_months(seed: int) -> list[tuple[str, date]]:
    """(group, first month) of the 120 customers of the headline month."""
    slots = [add_months(FIRST_MONTH, month) for month, count in enumerate(_STARTS) for _ in range(count)]
    for start in _FIXED_STARTS.values():
        slots.remove(start)
    # Upgrades and customers that paid by use need an early start, so their groups draw first.
    early = {name for name, *_ in _UPGRADES} | {name for name, *_ in _METERED}
    members = [
        (group.name, rank) for group in GROUPS if group.name not in _FIXED_STARTS for rank in range(group.customers)
    ]
    members.sort(key=lambda member: (member[0] not in early or member[1] > 1, roll(1 << 32, seed, "start", *member)))
    drawn = [(name, slot) for (name, _), slot in zip(members, slots, strict=True)]
    return drawn + list(_FIXED_STARTS.items())


def _sign(company: Company) -> None:
    seed = company.seed
    tier_of = {group.name: group.tier_key for group in GROUPS}
    price_of = {price.price_id: price for price in catalog.LIST_PRICES}
    drafts = [(start, name, tier_of[name], "USD", None, None) for name, start in _start_months(seed)]
    for price_id, start, end in _CHURNED:
        price = price_of[price_id]
        group = f"churned {price.tier_key}"
        ends_on = date.fromisoformat(f"{end}-01")
        drafts.append((date.fromisoformat(f"{start}-01"), group, price.tier_key, price.currency, ends_on, price))
    for group, tier in (("new starter", "starter"), ("new pro", "pro"), (AUDITED_GROUP, "enterprise")):
        drafts.append((OPEN_MONTH, group, tier, "USD", None, None))
    order = sorted(range(len(drafts)), key=lambda at: (drafts[at][0], roll(1 << 32, seed, "order", at)))
    ranks: dict[str, int] = {}
    for number, at in enumerate(order, start=1):
        start, group, tier, currency, ends_on, price = drafts[at]
        rank = ranks[group] = ranks.get(group, -1) + 1
        customer = people.customer(
            seed, number, group=group, tier_key=tier, currency=currency, created_on=start, churned_on=ends_on,
        )
        company.customers.append(customer)
        company.contracts.extend(_contracts(customer, rank, tier, price))


def _contracts(customer: Customer, rank: int, tier: str, price: catalog.ListPrice | None) -> list[Contract]:
    """The contracts of one customer in order: plan moves and the change of the Pro price split them."""
    start, end = customer.created_on, customer.churned_on
    yearly = customer.group in ("Enterprise annual deal", AUDITED_GROUP) or (price and price.billing_months == 12)
    phases = [(tier, start, end)]
    for group, moved_rank, tier_before, moved_on in _UPGRADES:
        if (group, moved_rank) == (customer.group, rank) and start < moved_on:
            phases = [(tier_before, start, moved_on), (tier, moved_on, end)]
    contracts: list[Contract] = []
    for phase_tier, phase_start, phase_end in phases:
        for listed in catalog.LIST_PRICES:
            if (listed.tier_key, listed.currency) != (phase_tier, customer.currency):
                continue
            if (listed.billing_months == 12) != bool(yearly):
                continue
            since = max(phase_start, listed.valid_from)
            ends = [day for day in (phase_end, listed.valid_to) if day is not None]
            until = min(ends) if ends else None
            if until is not None and since >= until:
                continue
            contracts.append(_contract(customer, listed, since, until, len(contracts), contracts))
    return contracts


def _contract(customer, listed, since, until, number, before) -> Contract:
    percent, discount_until, coupon = Decimal(0), None, None
    if customer.group == "Enterprise annual deal":
        percent, coupon = Decimal(40), "ENTERPRISE40"
    elif customer.created_on in _LAUNCH_COUPON_STARTS and since == customer.created_on and customer.currency == "USD":
        percent, discount_until, coupon = Decimal(20), add_months(since, 3), "LAUNCH20"
    by_bank = customer.group in ("Enterprise annual deal", AUDITED_GROUP) or customer.currency != "USD"
    return Contract(
        contract_id=f"{customer.account_id}-c{number + 1}",
        account_id=customer.account_id,
        tier_key=listed.tier_key,
        price_id=listed.price_id,
        billing_months=listed.billing_months,
        currency=listed.currency,
        list_amount=listed.amount,
        discount_percent=percent,
        discount_until=discount_until,
        coupon_id=coupon,
        starts_on=since,
        ends_on=until,
        term_ends_on=add_months(since, 12) if listed.billing_months == 12 else None,
        payment_method="bank_transfer" if by_bank else "card",
        previous_contract_id=before[-1].contract_id if before else None,
    )


# --- metered usage ---------------------------------------------------------------------------------------------


def _spread(total: int, days: list[date], *names) -> list[int]:
    """Whole parts of a total over days, weekends lighter, summing exactly."""
    weights = [(100 if day.weekday() < 5 else 40) + roll(30, *names, day) for day in days]
    whole, seen, parts = sum(weights), 0, []
    for weight in weights:
        parts.append(total * (seen + weight) // whole - total * seen // whole)
        seen += weight
    return parts


def _meter(company: Company) -> None:
    for group, rank, units in _METERED:
        customer = company.in_group(group)[rank]
        for month in months_from(METERED_FROM, add_months(METERED_TO, -1)):
            if not any(contract.runs_on(month) for contract in company.contracts_of(customer.account_id)):
                continue
            for feature, usual in units.items():
                # Multiples of 100 keep every line a whole number of cents.
                total = usual * (700 + roll(600, company.seed, "metered", customer.account_id, feature, month)) // 1000
                _use(company, customer, feature, month, add_months(month, 1), total // 100 * 100, "invoice")
    april_end = company.last_day(OPEN_MONTH)
    audited = company.in_group(AUDITED_GROUP)[0]
    _use(company, audited, "document_analysis", OPEN_MONTH, AUDITED_INVOICED_ON, AUDITED_DOCUMENTS, "invoice")
    plant = company.in_group("Pro worst")[0]
    _use(company, plant, "workflow_agent", OPEN_MONTH, april_end, PLANT_WORKFLOWS, "unlimited")
    for day in days_of(OPEN_MONTH, april_end):
        event_name, unit, _ = METERS["report_writer"]
        company.metered_usage.append(MeteredUsage(
            audited.account_id, "report_writer", event_name, unit, day, POOL_UNITS_PER_DAY, "prepaid_pool",
        ))


def _use(company, customer, feature, first_day, end_day, total, billing) -> None:
    event_name, unit, _ = METERS[feature]
    days = days_of(first_day, end_day)
    for day, quantity in zip(days, _spread(total, days, company.seed, customer.account_id, feature), strict=True):
        if quantity:
            company.metered_usage.append(
                MeteredUsage(customer.account_id, feature, event_name, unit, day, quantity, billing)
            )


# --- invoices and payments -------------------------------------------------------------------------------------


def _bill(company: Company) -> None:
    for usage in company.metered_usage:
        company.used_by.setdefault(usage.account_id, []).append(usage)
    for month in company.months:
        for customer in company.customers:
            _bill_month(company, customer, month)
    _bill_audited(company)


def _bill_month(company: Company, customer: Customer, month: date) -> None:
    """One invoice on the first: the coming period's plan and last month's metered use."""
    if customer.group == AUDITED_GROUP:
        return
    contracts = company.contracts_of(customer.account_id)
    current = next((contract for contract in contracts if contract.runs_on(month)), None)
    lines: list[InvoiceLine] = []
    invoice_id = f"{customer.account_id}-{month:%Y-%m}"
    if current and months_between(current.starts_on, month) % current.billing_months == 0:
        lines.append(_subscription_line(current, invoice_id, month))
    last_month = add_months(month, -1)
    lines.extend(_usage_lines(company, customer, contracts, invoice_id, last_month, month))
    if lines:
        _issue(company, customer, current or contracts[-1], invoice_id, month, lines)


def _subscription_line(contract: Contract, invoice_id: str, start: date) -> InvoiceLine:
    discount = contract.discount_at(start)
    return InvoiceLine(
        line_id=f"{invoice_id}-plan", invoice_id=invoice_id, account_id=contract.account_id,
        contract_id=contract.contract_id, kind="subscription", price_id=contract.price_id, feature_key=None,
        description=f"{contract.tier_key.title()} plan", quantity=1, unit_amount=contract.list_amount,
        gross=contract.list_amount, discount=discount, net=contract.list_amount - discount,
        currency=contract.currency, service_start=start, service_end=add_months(start, contract.billing_months),
    )


def _usage_lines(company, customer, contracts, invoice_id, start, end) -> list[InvoiceLine]:
    totals: dict[str, int] = {}
    for usage in company.used_by.get(customer.account_id, ()):
        if usage.billing == "invoice" and start <= usage.usage_date < end:
            totals[usage.feature_key] = totals.get(usage.feature_key, 0) + usage.quantity
    lines = []
    for feature, quantity in totals.items():
        _, unit, unit_amount = METERS[feature]
        amount = rounded(unit_amount * quantity)
        contract = next(contract for contract in contracts if contract.runs_on(start))
        lines.append(InvoiceLine(
            line_id=f"{invoice_id}-{feature}", invoice_id=invoice_id, account_id=customer.account_id,
            contract_id=contract.contract_id, kind="usage", price_id=f"{feature}_metered_usd", feature_key=feature,
            description=f"{quantity:,} {unit}s at {unit_amount}", quantity=quantity, unit_amount=unit_amount,
            gross=amount, discount=Decimal(0), net=amount, currency="USD", service_start=start, service_end=end,
        ))
    return lines


def _bill_audited(company: Company) -> None:
    """The invoice an auditor picks: annual fee, prepaid pool and documents, 100,000.00 in all."""
    customer = company.in_group(AUDITED_GROUP)[0]
    contract = company.contracts_of(customer.account_id)[0]
    invoice_id = f"{customer.account_id}-{OPEN_MONTH:%Y-%m}"
    expires_on = add_months(OPEN_MONTH, 12)
    pool = InvoiceLine(
        line_id=f"{invoice_id}-pool", invoice_id=invoice_id, account_id=customer.account_id,
        contract_id=contract.contract_id, kind="prepaid_pool", price_id="prepaid_pool_usd", feature_key=None,
        description="Prepaid usage pool", quantity=1, unit_amount=AUDITED_POOL, gross=AUDITED_POOL,
        discount=Decimal(0), net=AUDITED_POOL, currency="USD", service_start=OPEN_MONTH, service_end=expires_on,
    )
    lines = [_subscription_line(contract, invoice_id, OPEN_MONTH), pool]
    lines += _usage_lines(company, customer, [contract], invoice_id, OPEN_MONTH, AUDITED_INVOICED_ON)
    _issue(company, customer, contract, invoice_id, AUDITED_INVOICED_ON, lines)
    grant = CreditGrant(
        f"{customer.account_id}-pool", customer.account_id, AUDITED_POOL, "USD", OPEN_MONTH, expires_on, invoice_id,
    )
    company.credit_grants.append(grant)
    for usage in company.metered_usage:
        if usage.billing == "prepaid_pool":
            company.credit_drawdowns.append(CreditDrawdown(
                f"{grant.grant_id}-{usage.usage_date}", grant.grant_id, usage.account_id, usage.feature_key,
                usage.usage_date, usage.quantity, POOL_UNIT_AMOUNT * usage.quantity,
            ))


def _issue(company, customer, contract, invoice_id, issued_on, lines) -> None:
    total = sum((line.net for line in lines), Decimal(0))
    by_card = contract.payment_method == "card"
    delay = pick((0, 0, 0, 0, 1, 2), company.seed, "pay", invoice_id) if by_card else 20
    paid_on = issued_on + timedelta(days=delay)
    known = paid_on <= company.as_of
    company.invoices.append(Invoice(
        invoice_id, customer.account_id, contract.contract_id, issued_on, contract.currency, total,
        paid_on if known else None, contract.payment_method, tuple(lines),
    ))
    if known:
        fee = rounded(total * Decimal("0.029") + Decimal("0.30")) if by_card else Decimal(0)
        company.payments.append(Payment(
            f"{invoice_id}-payment", invoice_id, customer.account_id, total, contract.currency, fee,
            contract.payment_method, paid_on,
        ))


def _give_back(company: Company) -> None:
    """Two credit notes, a credit note with its refund, and a refund without one; all inside the month of service."""
    cases = (
        ("Business light", 0, date(2025, 7, 18), Decimal("190.00"), "outage", "note"),
        ("Team light", 0, date(2025, 11, 12), Decimal("100.00"), "goodwill", "note"),
        ("Pro light", 0, date(2025, 8, 9), None, "ordered by mistake", "note and refund"),
        ("Team light", 1, date(2025, 9, 20), Decimal("50.00"), "goodwill", "refund"),
        ("Starter light", 0, date(2026, 1, 15), None, "charged twice", "note and refund"),
    )
    for number, (group, rank, day, amount, reason, how) in enumerate(cases, start=1):
        customer = company.in_group(group)[rank]
        invoice = next(
            found for found in company.invoices
            if found.account_id == customer.account_id and found.issued_on == month_start(day)
        )
        line = invoice.lines[0]
        given = amount or line.net
        note_id = f"credit-note-{number}" if "note" in how else None
        refund_id = f"refund-{number}" if "refund" in how else None
        if note_id:
            company.credit_notes.append(CreditNote(
                note_id, invoice.invoice_id, line.line_id, customer.account_id, given, invoice.currency, day,
                reason, refund_id,
            ))
        if refund_id:
            company.refunds.append(Refund(
                refund_id, f"{invoice.invoice_id}-payment", invoice.invoice_id, customer.account_id, given,
                invoice.currency, day, note_id,
            ))


# --- use of models and infrastructure --------------------------------------------------------------------------


def _group_of(company: Company, customer: Customer, contract: Contract) -> catalog.Group:
    """The golden group that a customer's use follows in the tier of the day."""
    by_name = {group.name: group for group in GROUPS}
    own = by_name.get(customer.group)
    return own if own and own.tier_key == contract.tier_key else by_name[_MODEL_GROUP[contract.tier_key]]


def _intensity(company: Company, customer: Customer, month: date) -> int:
    """Use in thousandths of the headline month: customers grow into their plan, the losing ones of late."""
    if month == HEADLINE_MONTH:
        return 1000
    jitter = roll(121, company.seed, "intensity", customer.account_id, month) - 60
    if month == OPEN_MONTH:
        return 1000 + jitter
    age = months_between(customer.created_on, month)
    ahead = months_between(month, HEADLINE_MONTH)
    if "loss" in customer.group or customer.group in ("Pro worst", "Business heavy", "Enterprise annual deal"):
        return max(150, 1000 - 160 * ahead + jitter)
    return max(200, min(450 + 40 * age, 1000 - 12 * ahead) + jitter)


def usage_plans(company: Company, month: date) -> list[UsagePlan]:
    """Who uses how many tokens of which class in a month; the headline month is exactly the golden one."""
    end = company.last_day(month)
    plans: list[UsagePlan] = []
    for contract in company.contracts_in(month):
        customer = company.customer(contract.account_id)
        if month == OPEN_MONTH and customer.group == "Pro worst":
            plans.append(UsagePlan(
                customer.account_id, contract.tier_key, "std", month, end, PLANT_KILO_TOKENS, "workflow_agent",
                PLANT_WORKFLOWS,
            ))
            continue
        if month == OPEN_MONTH and customer is company.in_group(ROGUE_GROUP)[0]:
            plans.extend(_rogue_plans(customer, contract, end))
            continue
        group = _group_of(company, customer, contract)
        share = _intensity(company, customer, month) * (end - month).days
        for token_class in ("std", "mini", "prem"):
            kilo_tokens = getattr(group, token_class) * share // (1000 * days_in(month))
            if kilo_tokens:
                plans.append(UsagePlan(customer.account_id, contract.tier_key, token_class, month, end, kilo_tokens))
    known = sum(plan.kilo_tokens for plan in plans)
    lost = catalog.HEADLINE_UNATTRIBUTED_TOKENS // 1000 if month == HEADLINE_MONTH else known // 100
    plans.append(UsagePlan(None, "starter", "std", month, end, lost))
    return plans


def _rogue_plans(customer: Customer, contract: Contract, end: date) -> list[UsagePlan]:
    """A steady customer whose agent runs wild for a weekend: each of those days is 11 usual days."""
    plans = []
    for day in days_of(OPEN_MONTH, end):
        for token_class, usual in ROGUE_DAILY_KILO_TOKENS.items():
            plan = (customer.account_id, contract.tier_key, token_class, day, day + timedelta(days=1))
            plans.append(UsagePlan(*plan, usual))
            if day in ROGUE_DAYS:
                plans.append(UsagePlan(*plan, usual * (ROGUE_TIMES - 1), "workflow_agent"))
    return plans


def direct_infra(company: Company, customer: Customer, contract: Contract, month: date) -> Decimal:
    """Infrastructure tagged to a customer in a month, in dollars and whole cents."""
    group = _group_of(company, customer, contract)
    if month == OPEN_MONTH and customer.group == "Pro worst":
        return PLANT_DIRECT_INFRA
    days = (company.last_day(month) - month).days
    amount = group.direct_infra * max(300, _intensity(company, customer, month)) * days
    return rounded(amount / (1000 * days_in(month)))


def fixed_infra(company: Company, month: date) -> dict[str, Decimal]:
    """Infrastructure of a month that belongs to nobody: idle capacity, untagged resources, staging."""
    ahead = months_between(month, HEADLINE_MONTH)
    days = (company.last_day(month) - month).days
    amounts = {
        "idle": Decimal(1500) - 55 * max(0, ahead),
        "untagged": Decimal(200) - 8 * max(0, ahead),
        "staging": Decimal(1850) - 40 * max(0, ahead),
    }
    return {kind: rounded(amount * days / days_in(month)) for kind, amount in amounts.items()}


def research_cost(company: Company, month: date) -> Decimal:
    """What the research team spends at OpenAI in a month, outside the product: 412.50 in the headline month."""
    if month == HEADLINE_MONTH:
        return Decimal("412.50")
    dollars = 120 + 18 * months_between(FIRST_MONTH, month) + roll(40, company.seed, "research", month)
    return rounded(Decimal(dollars) * (company.last_day(month) - month).days / days_in(month))
