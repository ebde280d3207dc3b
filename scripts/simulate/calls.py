"""The model calls of one month: every column of the truth about them, and how each vendor will come to see them.

A month is planned as cells (account, class of work, days, tokens). A cell's tokens are dealt to its calls in whole
numbers by differences of cumulative shares, bucket by bucket, so that the sums are exact at every scale: more calls
means fewer tokens per call. Call sizes are skewed like real traffic (many small prompts, a long tail).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import NormalDist

import numpy as np
import pyarrow as pa

from scripts.simulate import catalog
from scripts.simulate import company as truth_of
from scripts.simulate.catalog import FEATURES, HEADLINE_CALLS, HEADLINE_MONTH, MODELS
from scripts.simulate.company import FEATURE_PROFILES, Company, UsagePlan
from scripts.simulate.dates import days_in
from scripts.simulate.dice import chance, keys, numbers

OK, RETRY, CACHE_HIT, FAILED, CALLER_PAID, INTERNAL, EVALUATOR = range(7)
KINDS = ("ok", "retry", "cache_hit", "failed", "caller_paid", "internal", "evaluator")
# How a row names its customer or feature.
NOWHERE, IN_METADATA, IN_TAG, IN_END_USER, IN_API_KEY, IN_PROJECT = range(6)
_IDENTITY = {"metadata": IN_METADATA, "tag": IN_TAG, "end_user": IN_END_USER, "api_key": IN_API_KEY}

MODEL_NAMES = tuple(MODELS)
_IS_ANTHROPIC = np.array([MODELS[name].provider == "anthropic" for name in MODEL_NAMES])
_CALLS_PER_TOKEN = {"std": 10, "mini": 20, "prem": 7}
_FEATURE_SHIFT = {"std": (10, 10, 10, 10, 10), "mini": (10, 6, 4, 25, 5), "prem": (8, 12, 16, 2, 16)}
_UNKNOWN_FEATURE_PERMILLE = 120
_HOUR_WEIGHTS = (2, 2, 2, 2, 3, 3, 4, 6, 9, 11, 12, 12, 11, 12, 13, 13, 12, 10, 8, 7, 6, 5, 4, 3)
_SECOND, _HOUR, _DAY = 1_000_000, 3_600_000_000, 86_400_000_000


def _long_tail(sigma: float) -> np.ndarray:
    """1,024 call sizes of a log-normal distribution as whole numbers, median 1,000, cut at a full context window."""
    spots = (NormalDist().inv_cdf((at + 0.5) / 1024) for at in range(1024))
    return np.array([min(8000, max(1, round(1000 * math.exp(sigma * spot)))) for spot in spots], dtype=np.int64)


_PROMPT_SIZES, _ANSWER_SIZES = _long_tail(1.05), _long_tail(0.8)


@dataclass(frozen=True)
class Scale:
    """How many calls stand for the company's tokens. Money and tokens do not depend on it."""

    headline_calls: int = HEADLINE_CALLS
    history_percent: int = 100

    @classmethod
    def named(cls, name: str) -> Scale:
        if name == "small":
            return cls(6_000, 25)
        if name == "demo":
            return cls()
        return cls(int(name))

    @classmethod
    def of_total(cls, calls: int) -> Scale:
        """The scale at which all months together have about this many calls."""
        company = truth_of.build()
        tokens = sum(plan.kilo_tokens for month in company.months for plan in truth_of.usage_plans(company, month))
        return cls(calls * catalog_tokens() // (tokens * 1000))

    def calls_in(self, month: date, tokens: int) -> int:
        if month == HEADLINE_MONTH:
            return self.headline_calls
        whole = catalog_tokens()
        return self.headline_calls * tokens * self.history_percent // (whole * 100)


def catalog_tokens() -> int:
    """Tokens of the headline month, the unattributed ones included."""
    grouped = sum(group.customers * (group.std + group.mini + group.prem) for group in catalog.GROUPS)
    return grouped * 1000 + catalog.HEADLINE_UNATTRIBUTED_TOKENS


def micros(moment: date) -> int:
    return int(datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp()) * _SECOND


def _dealt(total: int, weights: list[int]) -> np.ndarray:
    """Whole parts of a total by weight, at least one each, summing exactly."""
    spare = total - len(weights)
    if spare < 0:
        raise ValueError(f"{total} calls are too few for {len(weights)} groups of calls")
    whole, seen, parts = sum(weights), 0, []
    for weight in weights:
        parts.append(1 + spare * (seen + weight) // whole - spare * seen // whole)
        seen += weight
    return np.array(parts, dtype=np.int64)


class _Month:
    """The cells of a month as arrays, and the parts that every call of a cell shares."""

    def __init__(self, company: Company, month: date):
        self.company, self.month = company, month
        self.plans: list[UsagePlan] = truth_of.usage_plans(company, month)
        self.index_of = {customer.account_id: at for at, customer in enumerate(company.customers)}
        self.account = np.array([self.index_of.get(plan.account_id, -1) for plan in self.plans], dtype=np.int16)
        names = [catalog.model_of(plan.token_class, plan.tier_key, month) for plan in self.plans]
        self.model = np.array([MODEL_NAMES.index(name) for name in names], dtype=np.int8)
        mixes = [catalog.MIX[catalog.mix_of(plan.token_class, plan.tier_key)] for plan in self.plans]
        kilo = np.array([plan.kilo_tokens for plan in self.plans], dtype=np.int64)
        self.tokens = int(kilo.sum()) * 1000
        self.buckets = [kilo * (mix // 1000) for mix in np.array(mixes, dtype=np.int64).T]
        self.thresholds = np.array([self._feature_thresholds(plan) for plan in self.plans])
        hours = self._hours()
        self.hour_ends = np.cumsum(hours)
        starts = np.concatenate([[0], self.hour_ends])
        self.from_weight = starts[[24 * (plan.first_day - month).days for plan in self.plans]]
        self.to_weight = starts[[24 * (plan.end_day - month).days for plan in self.plans]]

    def _feature_thresholds(self, plan: UsagePlan) -> list[int]:
        """Upper ends of the features' shares on a scale of 1,000; what lies above them has no feature."""
        if plan.feature_key:
            reached = FEATURES.index(plan.feature_key)
            return [0 if at < reached else 1000 for at in range(len(FEATURES))]
        profile = FEATURE_PROFILES[5]
        room = 1000 - _UNKNOWN_FEATURE_PERMILLE
        if plan.account_id:
            profile, room = FEATURE_PROFILES[self.company.customer(plan.account_id).feature_profile], 1000
        weights = [part * shift for part, shift in zip(profile, _FEATURE_SHIFT[plan.token_class], strict=True)]
        return [room * sum(weights[: at + 1]) // sum(weights) for at in range(len(weights))]

    def _hours(self) -> np.ndarray:
        weights = []
        for day in range(days_in(self.month)):
            busy = 10 if self.month.replace(day=day + 1).weekday() < 5 else 4
            weights.extend(weight * busy for weight in _HOUR_WEIGHTS)
        return np.array(weights, dtype=np.int64)


def _counts(month: _Month, scale: Scale, real: bool) -> dict[str, int]:
    """How many rows of each kind a month has; with clean data nothing is retried, cached or foreign."""
    requests = max(scale.calls_in(month.month, month.tokens), 3 * len(month.plans))
    few = 3 if real else 0
    failed = requests * catalog.FAILED_PER_MILLION // 1_000_000
    counts = {"cache_hit": max(few, requests * 12 // 1000 * real), "retry": max(few, requests * 4 // 1000 * real)}
    counts |= {"caller_paid": max(few, requests * 3 // 1000 * real), "internal": max(few, requests // 500 * real)}
    counts |= {"evaluator": max(few, requests // 200 * real), "failed": failed}
    counts["ok"] = requests - failed - counts["cache_hit"]
    return counts


def month_calls(company: Company, month_start: date, scale: Scale, dirt: str) -> pa.Table:
    """Every call of a month, one row each, in the order of time."""
    month, names = _Month(company, month_start), (company.seed, month_start)
    counts = _counts(month, scale, dirt == "real")
    rows = _paid_rows(month, counts["ok"] + counts["retry"], scale, names)
    _mark_retries(rows, counts["retry"], names)
    rows = _with_copies(rows, counts, names, company)
    order = np.lexsort((rows["kind"], rows["cell"], rows["started"]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    rows = {name: values[order] for name, values in rows.items()}
    rows["parent"] = np.where(rows["parent"] >= 0, place[rows["parent"]], -1)
    _price(rows)
    _sightings(rows, company, names, dirt == "real")
    _traces(rows, company)
    return _table(rows, month_start)


def _paid_rows(month: _Month, count: int, scale: Scale, names) -> dict[str, np.ndarray]:
    """The calls that a provider answered: account, model, feature, time and exact token buckets."""
    fixed = [
        max(2, plan.demo_calls * scale.headline_calls * scale.history_percent // (HEADLINE_CALLS * 100))
        if plan.demo_calls else 0
        for plan in month.plans
    ]
    weights = [plan.kilo_tokens * _CALLS_PER_TOKEN[plan.token_class] for plan in month.plans]
    free = [at for at, calls in enumerate(fixed) if not calls]
    calls = np.array(fixed, dtype=np.int64)
    calls[free] = _dealt(count - sum(fixed), [weights[at] for at in free])
    cell = np.repeat(np.arange(len(calls)), calls)
    span = (month.to_weight - month.from_weight)[cell]
    spot = month.from_weight[cell] + numbers(count, span, *names, "hour")
    hour = np.searchsorted(month.hour_ends, spot, side="right")
    started = micros(month.month) + hour * _HOUR + numbers(count, 3_600_000, *names, "instant") * 1000
    share = numbers(count, 1000, *names, "feature")
    feature = (share[:, None] >= month.thresholds[cell]).sum(axis=1)
    rows = {
        "cell": cell, "account": month.account[cell], "model": month.model[cell], "started": started,
        "feature": np.where(feature < len(FEATURES), feature, -1).astype(np.int8),
        "kind": np.full(count, OK, dtype=np.int8), "parent": np.full(count, -1),
    }
    prompt = _PROMPT_SIZES[numbers(count, 1024, *names, "prompt")]
    cached = prompt * (200 + numbers(count, 800, *names, "cached")) // 500 + 1
    answer = _ANSWER_SIZES[numbers(count, 1024, *names, "answer")]
    sizes = (prompt, cached, cached, answer)
    for bucket, total, size in zip(catalog.BUCKETS, month.buckets, sizes, strict=True):
        rows[bucket] = _split(total, calls, cell, size, at_least_one=bucket in ("input_tokens", "output_tokens"))
    return rows


def _split(total: np.ndarray, calls: np.ndarray, cell: np.ndarray, size: np.ndarray, at_least_one: bool) -> np.ndarray:
    """Whole parts of each cell's total by size, summing to it exactly."""
    floor = np.where((total >= 2 * calls) & at_least_one, 1, 0)
    rest = total - floor * calls
    ends = np.cumsum(calls)
    running = np.cumsum(size)
    before = np.concatenate([[0], running[ends[:-1] - 1]])
    whole = running[ends - 1] - before
    reached = rest[cell] * (running - before[cell]) // whole[cell]
    parts = np.diff(reached, prepend=0)
    firsts = ends - calls
    parts[firsts] = reached[firsts]
    return parts + floor[cell]


def _lowest(candidates: np.ndarray, count: int, *names) -> np.ndarray:
    """`count` of the candidates, drawn without looking at their order."""
    drawn = keys(candidates, *names)
    count = min(count, len(candidates))
    return np.sort(candidates[np.argsort(drawn, kind="stable")[:count]])


def _mark_retries(rows: dict, count: int, names) -> None:
    """Some calls become an earlier, billed attempt of their neighbour in the same cell."""
    at = np.arange(len(rows["cell"]) - 1)
    pairs = at[(at % 2 == 0) & (rows["cell"][:-1] == rows["cell"][1:])]
    chosen = _lowest(pairs, count, *names, "retry")
    if len(chosen) < count:
        raise ValueError(f"{count} retries do not fit into {len(rows['cell'])} calls")
    final = chosen + 1
    rows["kind"][chosen], rows["parent"][chosen] = RETRY, final
    rows["feature"][chosen] = rows["feature"][final]
    midnight = rows["started"][final] // _DAY * _DAY
    earlier = rows["started"][final] - (3 + numbers(count, 18, *names, "attempt")) * _SECOND
    rows["started"][chosen] = np.maximum(midnight, earlier)


def _with_copies(rows: dict, counts: dict[str, int], names, company: Company) -> dict:
    """Add the rows that no cell pays for: each resembles a call that was made, some seconds later on its day."""
    at = np.arange(len(rows["cell"]))
    called = at[rows["kind"] == OK]
    known = called[rows["account"][called] >= 0]
    # Only one provider lets callers bring their own subscription.
    claude = known[_IS_ANTHROPIC[rows["model"][known]]]
    parts = [rows]
    for kind, candidates, wait in (
        (CACHE_HIT, known, 600), (FAILED, called, 300), (CALLER_PAID, claude, 900),
        (INTERNAL, called, 60), (EVALUATOR, called, 120),
    ):
        chosen = _lowest(candidates, counts[KINDS[kind]], *names, KINDS[kind])
        copy = {name: values[chosen].copy() for name, values in rows.items()}
        copy["kind"][:] = kind
        copy["parent"] = chosen if kind == CACHE_HIT else np.full(len(chosen), -1)
        later = copy["started"] + (1 + numbers(len(chosen), wait, *names, KINDS[kind], "wait")) * _SECOND
        copy["started"] = np.minimum(later, copy["started"] // _DAY * _DAY + _DAY - _SECOND)
        if kind == FAILED:
            for bucket in catalog.BUCKETS:
                copy[bucket][:] = 0
        if kind in (INTERNAL, EVALUATOR):
            copy["account"][:], copy["feature"][:], copy["cache_read_tokens"][:] = _named_inside(copy, kind, company), -1, 0
            copy["cache_write_tokens"][:] = 0
            copy["input_tokens"] = 300 + numbers(len(chosen), 900, *names, kind, "in")
            copy["output_tokens"] = 5 + numbers(len(chosen), 60, *names, kind, "out")
        parts.append(copy)
    return {name: np.concatenate([part[name] for part in parts]) for name in rows}


def _named_inside(copy: dict, kind: int, company: Company) -> np.ndarray:
    """Whom a call of the company's own names: nobody; or an account of the company, or the customer whose call is judged."""
    nobody = np.full(len(copy["account"]), -1, dtype=copy["account"].dtype)
    if not company.names_internal_use:
        return nobody
    own = [number for number, customer in enumerate(company.customers) if customer.group == "internal"]
    at = np.arange(len(nobody))
    named = copy["account"] if kind == EVALUATOR else np.array(own, dtype=nobody.dtype)[at % len(own)]
    return np.where(at % 2 == 0, named, nobody)


def _price(rows: dict) -> None:
    """Exact list price at the moment of the call, in nano-dollars; calls that no provider bills cost nothing."""
    tables = np.zeros((len(MODEL_NAMES), 3, len(catalog.BUCKETS)), dtype=np.int64)
    changes = np.full((len(MODEL_NAMES), 3), np.iinfo(np.int64).max)
    for at, name in enumerate(MODEL_NAMES):
        for step, (since, prices) in enumerate(catalog.price_steps(name)):
            tables[at, step], changes[at, step] = prices, micros(since)
    step = (rows["started"][:, None] >= changes[rows["model"]]).sum(axis=1) - 1
    if (step < 0).any():
        raise ValueError("a call before its model had a price")
    cost = np.zeros(len(step), dtype=np.int64)
    for at, bucket in enumerate(catalog.BUCKETS):
        rows[f"{bucket}_price"] = tables[rows["model"], step, at]
        cost += rows[bucket] * rows[f"{bucket}_price"]
    rows["cost_nano"] = np.where(np.isin(rows["kind"], (OK, RETRY, CALLER_PAID)), cost, 0)


def _sightings(rows: dict, company: Company, names, real: bool) -> None:
    """Which tool saw the call and what it knows of customer and feature. Together they always know all there is."""
    kind, at = rows["kind"], np.arange(len(rows["kind"]))
    identity = np.array([_IDENTITY[customer.gateway_identity] for customer in company.customers], dtype=np.int8)
    traced_by = np.array([_IDENTITY[customer.trace_identity] for customer in company.customers], dtype=np.int8)
    known, featured = rows["account"] >= 0, rows["feature"] >= 0
    gateway, trace = kind != EVALUATOR, ~np.isin(kind, (RETRY, CACHE_HIT, INTERNAL))
    named, labelled = known.copy(), featured & (kind != FAILED)
    trace_named, trace_labelled = known.copy(), featured.copy()
    if real:
        answered = kind == OK
        is_parent = np.zeros(len(at), dtype=bool)
        is_parent[rows["parent"][rows["parent"] >= 0]] = True
        direct = answered & ~is_parent & chance(at, 6_000, *names, "direct")
        untraced = np.isin(kind, (OK, FAILED, CALLER_PAID)) & ~direct & chance(at, 35_000, *names, "untraced")
        gateway &= ~direct
        trace &= ~untraced
        both = gateway & trace
        lost_name = both & chance(at, 40_000, *names, "gateway name")
        named &= ~lost_name
        trace_named &= ~(both & ~lost_name & chance(at, 60_000, *names, "trace name"))
        lost_label = both & chance(at, 100_000, *names, "gateway feature")
        labelled &= ~lost_label
        trace_labelled &= ~(both & labelled & chance(at, 30_000, *names, "trace feature"))
    labelled |= featured & gateway & ~trace
    by_tag = chance(at, 250_000, *names, "feature tag")
    account = np.maximum(rows["account"], 0)
    rows["in_gateway"], rows["in_trace"] = gateway, trace
    rows["gateway_identity"] = np.where(known & named & gateway, identity[account], NOWHERE)
    rows["trace_identity"] = np.where(known & trace_named & trace, traced_by[account], NOWHERE)
    if company.moves:
        _hand_over(rows, company)
    rows["gateway_feature"] = np.where(labelled & gateway, np.where(by_tag, IN_TAG, IN_METADATA), NOWHERE).astype(np.int8)
    rows["trace_feature"] = trace_labelled & trace
    rows["end_user_no"] = (keys(rows["account"].astype(np.int64) * 64 + at % 40, names[0], "user") % np.uint64(90_000))
    _blemishes(rows, at, names, real)


def _hand_over(rows: dict, company: Company) -> None:
    """Keys and projects that one account had until a day and another has since: they alone name whose call it was."""
    index = {customer.account_id: number for number, customer in enumerate(company.customers)}
    rows["key_account"] = rows["account"].copy()
    real = np.isin(rows["kind"], (OK, RETRY, CACHE_HIT, FAILED, CALLER_PAID))
    for move in company.moves:
        giver, taker = index[move.giver], index[move.taker]
        before = rows["started"] < micros(move.on)
        held = real & rows["in_gateway"] & np.where(before, rows["account"] == giver, rows["account"] == taker)
        held &= ~(rows["in_trace"] & (rows["trace_identity"] > 0) & (rows["gateway_identity"] == NOWHERE))
        rows["gateway_identity"] = np.where(held, IN_API_KEY if move.kind == "api_key" else IN_PROJECT, rows["gateway_identity"])
        rows["trace_identity"] = np.where(held, NOWHERE, rows["trace_identity"])
        rows["key_account"] = np.where(held, giver, rows["key_account"])
        left = (rows["account"] == giver) & (rows["gateway_identity"] == IN_API_KEY) & ~held
        rows["gateway_identity"] = np.where(left, IN_METADATA, rows["gateway_identity"])


def _blemishes(rows: dict, at: np.ndarray, names, real: bool) -> None:
    """Faults of the tools that leave the call itself as it was."""
    def some(per_million: int, what: str, among: np.ndarray) -> np.ndarray:
        return among & chance(at, per_million if real else 0, *names, what)

    answered = rows["kind"] == OK
    gateway, trace = rows["in_gateway"], rows["in_trace"]
    anthropic = _IS_ANTHROPIC[rows["model"]]
    margin_from, margin_to = micros(date(2026, 2, 10)), micros(date(2026, 3, 21))
    in_margin = (rows["started"] >= margin_from) & (rows["started"] < margin_to) & anthropic & gateway & real
    rows["margin_nano"] = np.where(in_margin & np.isin(rows["kind"], (OK, RETRY)), rows["cost_nano"] // 20, 0)
    rows["is_unpriced"] = some(3_000, "unpriced", answered & gateway)
    rows["gateway_copies"] = 1 + some(4_000, "gateway copy", gateway).astype(np.int8)
    rows["is_restated_gateway"] = some(2_000, "gateway restated", answered & gateway & ~rows["is_unpriced"])
    rows["gateway_late_days"] = (
        some(5_000, "gateway late", gateway) * (1 + (keys(at, *names, "late") % np.uint64(3)).astype(np.int8))
    )
    rows["trace_copies"] = 1 + some(4_000, "trace copy", trace).astype(np.int8)
    rows["is_restated_trace"] = some(3_000, "trace restated", answered & trace)
    rows["trace_late_days"] = (
        some(4_000, "trace late", trace) * (1 + (keys(at, *names, "late trace") % np.uint64(2)).astype(np.int8))
    )
    rows["is_inflated_trace"] = some(300_000, "inflated", answered & gateway & trace & (rows["cache_write_tokens"] > 0))
    rows["is_conflicting"] = some(
        400, "conflict",
        answered & trace & np.isin(rows["gateway_identity"], (IN_METADATA, IN_TAG)) & (rows["trace_identity"] > 0),
    )
    rows["is_unpriced_trace"] = some(20_000, "trace unpriced", answered & trace & ~gateway) | (
        rows["is_unpriced"] & (at % 2 == 0)
    )


def _traces(rows: dict, company: Company) -> None:
    """One user action is one trace: an agent's calls come in threes, and its root span repeats what they used."""
    at = np.arange(len(rows["kind"]))
    rows["trace"] = at.copy()
    agent = (rows["feature"] == FEATURES.index("workflow_agent")) & (rows["account"] >= 0)
    single = [number for number, customer in enumerate(company.customers) if customer.group == "Pro worst"]
    chained = at[agent & rows["in_trace"] & np.isin(rows["kind"], (OK, FAILED)) & ~np.isin(rows["account"], single)]
    if len(chained):
        group = rows["account"][chained].astype(np.int64) * 1_000_000 + rows["started"][chained] // _DAY
        chained = chained[np.argsort(group, kind="stable")]
        group = np.sort(group, kind="stable")
        first = np.searchsorted(group, group, side="left")
        rows["trace"][chained] = chained[first + (np.arange(len(chained)) - first) // 3 * 3]
    wrapped = agent & rows["in_trace"] & (rows["kind"] == OK) & (rows["trace"] == at)
    rows["has_wrapper"] = wrapped
    rows["is_wrapped"] = wrapped[rows["trace"]]
    traced = rows["in_trace"] & np.isin(rows["kind"], (OK, FAILED))
    for bucket in catalog.BUCKETS:
        sums = np.zeros(len(at), dtype=np.int64)
        np.add.at(sums, rows["trace"][traced], rows[bucket][traced])
        rows[f"trace_{bucket}"] = np.where(wrapped, sums, 0)
    sums = np.zeros(len(at), dtype=np.int64)
    np.add.at(sums, rows["trace"][traced], rows["cost_nano"][traced])
    rows["trace_cost_nano"] = np.where(wrapped, sums, 0)


def _table(rows: dict, month_start: date) -> pa.Table:
    base = ((month_start.year - 2025) * 12 + month_start.month) * 1_000_000_000
    at = np.arange(len(rows["kind"]))
    columns = {
        "call_no": base + at,
        "parent_no": np.where(rows["parent"] >= 0, base + rows["parent"], -1),
        "trace_no": base + rows["trace"],
        "started_at": pa.array(rows["started"], type=pa.timestamp("us")),
        "duration_ms": (400 + rows["output_tokens"] * 9 + at % 700).clip(max=90_000).astype(np.int32),
    }
    keep = [name for name in rows if name not in ("cell", "parent", "trace", "started")]
    return pa.table(columns | {name: rows[name] for name in keep})
