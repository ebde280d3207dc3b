"""The exact truth of a simulation: what each day used and cost, and the figures the marts must reproduce.

Amounts of calls, shared infrastructure and observability are whole nano-dollars, so that any share of them by
tokens is exact. Nothing here is written where a model could read it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from scripts.simulate import catalog
from scripts.simulate import company as company_of
from scripts.simulate.calls import CACHE_HIT, FAILED, MODEL_NAMES, OK, RETRY, Scale
from scripts.simulate.catalog import FEATURES, HEADLINE_MONTH, MODELS
from scripts.simulate.company import FEATURE_PROFILES, Company
from scripts.simulate.dates import days_in, days_of, month_start
from scripts.simulate.dice import roll
from scripts.simulate.identity import Identities, plan

UNATTRIBUTED = "(unattributed)"
SHARED_NANO_PER_TOKEN, OBSERVABILITY_NANO_PER_TOKEN = 1_000, 150
SUPPORT_PER_CUSTOMER = Decimal("8.00")
NANO = Decimal("0.000000001")


@dataclass(frozen=True)
class CostLine:
    """One day of one kind of cost that is not a model call."""

    cost_date: date
    kind: str  # direct | shared | idle | untagged | staging | support | observability | research
    account_id: str | None  # direct lines
    feature_key: str | None  # direct lines
    amount: Decimal


def dollars(nano: int) -> Decimal:
    return int(nano) * NANO


@dataclass
class Truth:
    company: Company
    scale: Scale
    dirt: str
    # Who tells it: an emitter may leave to a better source what it would else tell itself.
    vendors: tuple[str, ...] = ()
    # What its tools call whom.
    identities: Identities | None = None
    # One row per day, account, feature and model; see _DAILY for the columns.
    usage_daily: pa.Table | None = None
    infra_lines: list[CostLine] = field(default_factory=list)
    support_lines: list[CostLine] = field(default_factory=list)
    observability_lines: list[CostLine] = field(default_factory=list)
    research_lines: list[CostLine] = field(default_factory=list)
    engine: duckdb.DuckDBPyConnection = field(init=False, repr=False)
    _months: list[pa.Table] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.identities = self.identities or plan(self.company, "usual", self.vendors)
        self.engine = duckdb.connect()
        call_dimensions(self.engine, self.company)

    def own_engine(self) -> duckdb.DuckDBPyConnection:
        """A connection for one thread, with the dimensions of a call."""
        engine = self.engine.cursor()
        call_dimensions(engine, self.company)
        said = [self.identities.said_as(customer.account_id) for customer in self.company.customers]
        engine.register("key_holders", _names([customer.account_id for customer in self.company.customers]))
        engine.register("accounts", _names(said))
        return engine

    def add_month(self, calls: pa.Table) -> None:
        self._months.append(_daily(self, calls))
        self.identities.add_calls(calls)

    def finish(self) -> None:
        """Call after the last month: daily tokens decide the shared cost of each day."""
        self.usage_daily = pa.concat_tables(self._months)
        self._months.clear()
        _cost_lines(self)


_DAILY = """
    select
        cast(calls.started_at as date) as usage_date,
        cast(date_trunc('month', calls.started_at) as date) as period_month,
        coalesce(accounts.name, '(unattributed)') as account_id,
        coalesce(features.name, '(unattributed)') as feature_key,
        models.provider,
        models.name as model,
        cast(count(*) filter (kind <> {retry}) as bigint) as calls,
        cast(count(*) filter (kind in ({ok}, {cache_hit})) as bigint) as calls_succeeded,
        cast(count(*) filter (kind = {failed}) as bigint) as calls_failed,
        cast(count(*) filter (kind = {cache_hit}) as bigint) as calls_cached,
        cast(count(*) filter (kind = {retry}) as bigint) as calls_retried,
        cast(count(*) filter (kind in ({ok}, {retry})) as bigint) as provider_requests,
        {buckets},
        cast(coalesce(sum({tokens}) {paid}, 0) as bigint) as tokens,
        cast(sum(cost_nano) as bigint) as cost_nano
    from calls
    inner join models on models.at = calls.model
    left join accounts on accounts.at = calls.account
    left join features on features.at = calls.feature
    where kind in ({ok}, {retry}, {cache_hit}, {failed})
    group by all
    order by all
"""


def _names(names) -> pa.Table:
    return pa.table({"at": pa.array(range(len(names)), pa.int16()), "name": pa.array(names, pa.string())})


def call_dimensions(con: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Registers what the whole numbers of a call stand for: accounts, features and models."""
    con.register("accounts", _names([customer.account_id for customer in company.customers]))
    con.register("features", _names(FEATURES))
    models = [MODELS[name] for name in MODEL_NAMES]
    con.register("models", _names(MODEL_NAMES).append_column(
        "provider", pa.array([model.provider for model in models])
    ).append_column("reported_as", pa.array([model.reported_as for model in models])))


def _daily(truth: Truth, calls: pa.Table) -> pa.Table:
    paid = f"filter (kind in ({OK}, {RETRY}))"
    sums = []
    for bucket in catalog.BUCKETS:
        sums.append(f"cast(coalesce(sum({bucket}) {paid}, 0) as bigint) as {bucket}")
        sums.append(f"cast(coalesce(sum({bucket} * {bucket}_price) {paid}, 0) as bigint) as {bucket}_nano")
    truth.engine.register("calls", calls)
    return truth.engine.sql(_DAILY.format(
        buckets=",\n        ".join(sums), tokens=" + ".join(catalog.BUCKETS), paid=paid,
        ok=OK, retry=RETRY, cache_hit=CACHE_HIT, failed=FAILED,
    )).to_arrow_table()


def sums_by(truth: Truth, value: str, *names: str) -> dict[tuple, int]:
    """A column of usage_daily added up by other columns of it; `tokens` leaves out the gateway's cache hits."""
    truth.engine.register("usage_daily", truth.usage_daily)
    listed = ", ".join(names)
    query = f"select {listed}, cast(sum({value}) as bigint) from usage_daily group by {listed} order by {listed}"
    return {tuple(keys): total for *keys, total in truth.engine.execute(query).fetchall()}


def _per_day(amount: Decimal, days: list[date]) -> list[tuple[date, Decimal]]:
    """Equal parts of an amount in micro-dollars, summing exactly; days with nothing are left out."""
    micro = int(amount * 1_000_000)
    reached = [micro * step // len(days) for step in range(len(days) + 1)]
    parts = ((day, (after - before) * Decimal("0.000001"))
             for day, before, after in zip(days, reached[:-1], reached[1:], strict=True))
    return [(day, part) for day, part in parts if part]


def _cost_lines(truth: Truth) -> None:
    company = truth.company
    for month in company.months:
        days = days_of(month, company.last_day(month))
        contracts = company.contracts_in(month)
        for contract in contracts:
            customer = company.customer(contract.account_id)
            for day, part in _per_day(company_of.direct_infra(company, customer, contract, month), days):
                feature = _feature_of_day(company, customer, day)
                truth.infra_lines.append(CostLine(day, "direct", customer.account_id, feature, part))
        for kind, amount in company_of.fixed_infra(company, month).items():
            truth.infra_lines += [CostLine(day, kind, None, None, part) for day, part in _per_day(amount, days)]
        support = SUPPORT_PER_CUSTOMER * len(contracts) * len(days) / days_in(month)
        truth.support_lines += [CostLine(day, "support", None, None, part) for day, part in _per_day(support, days)]
        research = company_of.research_cost(company, month)
        truth.research_lines += [CostLine(day, "research", None, None, part) for day, part in _per_day(research, days)]
    for (day,), tokens in sums_by(truth, "tokens", "usage_date").items():
        shared, observed = (dollars(tokens * rate) for rate in (SHARED_NANO_PER_TOKEN, OBSERVABILITY_NANO_PER_TOKEN))
        truth.infra_lines.append(CostLine(day, "shared", None, None, shared))
        truth.observability_lines.append(CostLine(day, "observability", None, None, observed))


def _feature_of_day(company: Company, customer, day: date) -> str:
    """A customer's dedicated machines carry the tag of one feature a day, in proportion to its profile."""
    profile = FEATURE_PROFILES[customer.feature_profile]
    drawn = roll(sum(profile), company.seed, "infra", customer.account_id, day)
    for feature, part in zip(FEATURES, profile, strict=True):
        if drawn < part:
            return feature
        drawn -= part
    raise AssertionError("a draw beyond the profile")


# --- the tables that tests read --------------------------------------------------------------------------------


def revenue_customer_month(truth: Truth) -> list[dict]:
    """Earned revenue by service month, in the customer's currency; the open month whole and up to `as_of`."""
    company = truth.company
    rows: dict[tuple[str, date], dict] = {}

    def row(account_id: str, day: date) -> dict:
        at = (account_id, month_start(day))
        if at not in rows:
            zero = dict.fromkeys(
                ("subscription", "discount", "usage", "prepaid_drawdown", "credit", "refund", "list_mrr", "net_mrr",
                 "billed", "collected"), Decimal(0),
            )
            currency = company.customer(account_id).currency
            rows[at] = {"account_id": account_id, "period_month": at[1], "currency_code": currency} | zero
        return rows[at]

    for month in company.months:
        for contract in company.contracts_in(month):
            found = row(contract.account_id, month)
            discount_day = contract.starts_on if contract.billing_months == 12 else month
            found["list_mrr"] += contract.list_amount / contract.billing_months
            found["subscription"] += contract.list_amount / contract.billing_months
            found["discount"] -= contract.discount_at(discount_day) / contract.billing_months
            found["net_mrr"] = found["subscription"] + found["discount"]
    for usage in company.metered_usage:
        if usage.billing == "invoice":
            unit_amount = catalog.METERS[usage.feature_key][2]
            row(usage.account_id, usage.usage_date)["usage"] += unit_amount * usage.quantity
    for drawn in company.credit_drawdowns:
        row(drawn.account_id, drawn.usage_date)["prepaid_drawdown"] += drawn.amount
    for note in company.credit_notes:
        row(note.account_id, note.issued_on)["credit"] -= note.amount
    for refund in company.refunds:
        if refund.credit_note_id is None:
            row(refund.account_id, refund.refunded_on)["refund"] -= refund.amount
    for invoice in company.invoices:
        row(invoice.account_id, invoice.issued_on)["billed"] += invoice.total
    for payment in company.payments:
        row(payment.account_id, payment.paid_on)["collected"] += payment.amount
    for refund in company.refunds:
        row(refund.account_id, refund.refunded_on)["collected"] -= refund.amount
    return [_with_totals(company, rows[at]) for at in sorted(rows)]


def _with_totals(company: Company, row: dict) -> dict:
    month = row["period_month"]
    flat = row["subscription"] + row["discount"]
    rest = row["usage"] + row["prepaid_drawdown"] + row["credit"] + row["refund"]
    days = (company.last_day(month) - month).days
    return row | {"revenue": flat + rest, "revenue_to_as_of": flat * days / days_in(month) + rest}


def metered_revenue_feature_month(truth: Truth) -> list[dict]:
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for usage in truth.company.metered_usage:
        if usage.billing == "invoice":
            at = (usage.account_id, usage.feature_key, month_start(usage.usage_date), "usage")
            totals[at] += catalog.METERS[usage.feature_key][2] * usage.quantity
    for drawn in truth.company.credit_drawdowns:
        at = (drawn.account_id, drawn.feature_key, month_start(drawn.usage_date), "prepaid_drawdown")
        totals[at] += drawn.amount
    names = ("account_id", "feature_key", "period_month", "entry_class")
    return [dict(zip(names, at, strict=True)) | {"currency_code": "USD", "revenue": totals[at]}
            for at in sorted(totals)]


def ai_cost_customer_feature_month(truth: Truth) -> pa.Table:
    truth.engine.register("usage_daily", truth.usage_daily)
    return truth.engine.sql("""
        select
            account_id, feature_key, period_month, provider, model,
            cast(sum(calls) as bigint) as calls, cast(sum(calls_succeeded) as bigint) as calls_succeeded,
            cast(sum(calls_failed) as bigint) as calls_failed, cast(sum(calls_cached) as bigint) as calls_cached,
            cast(sum(calls_retried) as bigint) as calls_retried,
            cast(sum(input_tokens) as bigint) as input_tokens,
            cast(sum(cache_read_tokens) as bigint) as cache_read_tokens,
            cast(sum(cache_write_tokens) as bigint) as cache_write_tokens,
            cast(sum(output_tokens) as bigint) as output_tokens,
            cast(sum(tokens) as bigint) as tokens,
            cast(cast(sum(cost_nano) as decimal(28, 0)) * 0.000000001 as decimal(28, 9)) as ai_cost
        from usage_daily
        group by all
        order by all
    """).to_arrow_table()


def cost_customer_month(truth: Truth) -> list[dict]:
    """COGS and outside cost of each account and month by kind; shared cost by tokens, support by paying customer."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in truth.infra_lines:
        if line.kind != "shared":
            owner = {"idle": "(idle)", "untagged": UNATTRIBUTED, "staging": "(internal)"}.get(line.kind)
            totals[(line.account_id or owner, month_start(line.cost_date), line.kind)] += line.amount
    for line in truth.research_lines:
        totals[("(internal)", month_start(line.cost_date), "research")] += line.amount
    for at, tokens in sums_by(truth, "tokens", "account_id", "period_month").items():
        for kind, rate in (("shared", SHARED_NANO_PER_TOKEN), ("observability", OBSERVABILITY_NANO_PER_TOKEN)):
            totals[(*at, kind)] += dollars(tokens * rate)
    for at, nano in sums_by(truth, "cost_nano", "account_id", "period_month").items():
        totals[(*at, "inference")] += dollars(nano)
    for payment in truth.company.payments:
        if payment.fee:
            totals[(payment.account_id, month_start(payment.paid_on), "payment_fee")] += payment.fee
    for month in truth.company.months:
        share = SUPPORT_PER_CUSTOMER * (truth.company.last_day(month) - month).days / days_in(month)
        for contract in truth.company.contracts_in(month):
            totals[(contract.account_id, month, "support")] += share.quantize(NANO)
    names = ("account_id", "period_month", "kind")
    return [dict(zip(names, at, strict=True)) | {"cost": totals[at]} for at in sorted(totals)]


def infra_customer_feature_month(truth: Truth) -> list[dict]:
    """Infrastructure by owner and feature: tagged lines as they are, the shared platform by tokens."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in truth.infra_lines:
        if line.kind == "direct":
            totals[(line.account_id, line.feature_key, month_start(line.cost_date), "direct")] += line.amount
        elif line.kind != "shared":
            totals[(f"({line.kind})", "(none)", month_start(line.cost_date), line.kind)] += line.amount
    for at, tokens in sums_by(truth, "tokens", "account_id", "feature_key", "period_month").items():
        if tokens:
            totals[(*at, "shared")] += dollars(tokens * SHARED_NANO_PER_TOKEN)
    names = ("account_id", "feature_key", "period_month", "kind")
    return [dict(zip(names, at, strict=True)) | {"infra_cost": totals[at]} for at in sorted(totals)]


def headline(truth: Truth) -> list[dict]:
    """The headline month customer by customer and for the members that are nobody."""
    company = truth.company
    costs: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in cost_customer_month(truth):
        if row["period_month"] == HEADLINE_MONTH and row["kind"] not in ("staging", "research"):
            costs[row["account_id"]][row["kind"]] += row["cost"]
    revenue = {
        row["account_id"]: row for row in revenue_customer_month(truth) if row["period_month"] == HEADLINE_MONTH
    }
    tokens = _tokens_by_class(truth)
    tier_of = {contract.account_id: contract.tier_key for contract in company.contracts_in(HEADLINE_MONTH)}
    rows = []
    for account_id in sorted(costs):
        spent, earned = costs[account_id], revenue.get(account_id, {})
        cogs = sum(spent.values(), Decimal(0))
        rows.append({
            "group": company.customer(account_id).group if account_id in tier_of else account_id,
            "account_id": account_id,
            "tier_key": tier_of.get(account_id, "(none)"),
            "net_mrr": earned.get("net_mrr", Decimal(0)),
            "revenue": earned.get("revenue", Decimal(0)),
            "billed": earned.get("billed", Decimal(0)),
            **{f"tokens_{name}": tokens.get((account_id, name), 0) for name in ("std", "mini", "prem")},
            **{name: spent.get(kind, Decimal(0)) for name, kind in (
                ("inference", "inference"), ("payment_fee", "payment_fee"), ("support", "support"),
                ("direct_infra", "direct"), ("shared_infra", "shared"), ("observability", "observability"),
                ("idle", "idle"), ("untagged", "untagged"),
            )},
            "cogs": cogs,
            "margin": earned.get("revenue", Decimal(0)) - cogs,
        })
    return rows


def _tokens_by_class(truth: Truth) -> dict[tuple[str, str], int]:
    class_of = {"gpt-5-mini": "mini", "claude-opus-4-5": "prem"}
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for (account_id, model, month), tokens in sums_by(truth, "tokens", "account_id", "model", "period_month").items():
        if month == HEADLINE_MONTH:
            totals[(account_id, class_of.get(model, "std"))] += tokens
    return totals


def calls_per_month(truth: Truth) -> list[dict]:
    names = ("calls", "calls_succeeded", "calls_failed", "calls_cached", "calls_retried", *catalog.BUCKETS, "tokens")
    totals = {name: sums_by(truth, name, "period_month") for name in (*names, "cost_nano")}
    return [
        {"period_month": month, **{name: totals[name][(month,)] for name in names},
         "ai_cost": dollars(totals["cost_nano"][(month,)])}
        for (month,) in totals["calls"]
    ]


def last_instant(company: Company) -> str:
    """The newest moment anything can be loaded at, as SQL text."""
    return f"timestamp '{company.as_of} 23:59:59'"
