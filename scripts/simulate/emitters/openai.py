"""OpenAI: organization costs (dollars as a JSON number) and completions usage, both pulled day by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from scripts.simulate.catalog import MODELS
from scripts.simulate.emitters._reports import is_pulled_twice_over, production_days, pulled_at, pulled_before
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth, dollars

PROJECT, RESEARCH_PROJECT, ORGANIZATION = "proj_production", "proj_rnd", "org-layer-six-demo"
PIECES = {
    "input_tokens": "input", "cache_read_tokens": "cached input", "cache_write_tokens": "cache writes",
    "output_tokens": "output",
}
RESEARCH_LINE = "gpt-4.1-mini-2025-04-14, output"

COSTS = pa.schema([
    ("bucket_start", pa.int64()), ("bucket_end", pa.int64()), ("amount_value", pa.float64()),
    ("amount_currency", pa.string()), ("line_item", pa.string()), ("project_id", pa.string()),
    ("api_key_id", pa.string()), ("quantity", pa.float64()), ("quantity_unit", pa.string()),
    ("grouping_set", pa.string()), ("organization_id", pa.string()), ("loaded_at", pa.timestamp("us")),
])
USAGE = pa.schema([
    ("bucket_start", pa.int64()), ("bucket_end", pa.int64()), ("input_tokens", pa.int64()),
    ("input_cached_tokens", pa.int64()), ("input_cache_write_tokens", pa.int64()), ("output_tokens", pa.int64()),
    ("num_model_requests", pa.int64()), ("project_id", pa.string()), ("user_id", pa.string()),
    ("api_key_id", pa.string()), ("model", pa.string()), ("batch", pa.bool_()), ("service_tier", pa.string()), ("grouping_set", pa.string()),
    ("organization_id", pa.string()), ("loaded_at", pa.timestamp("us")),
])

# Reports of models that take text and give none. Moderation is free, which is why no cost line stands beside it.
INPUT_ONLY = pa.schema([field for field in USAGE if field.name not in (
    "input_cached_tokens", "input_cache_write_tokens", "output_tokens", "batch", "service_tier",
)])
MODERATION, TOKENS_PER_PROMPT = "omni-moderation-2024-09-26", 350


def exact_number(amount: Decimal) -> float:
    """The JSON number of an amount; refuses one whose shortest text is another amount."""
    number = float(amount)
    if Decimal(repr(number)) != amount:
        raise ValueError(f"{amount} has no exact JSON number")
    return number


def _bucket(day) -> dict:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {
        "bucket_start": int(start.timestamp()),
        "bucket_end": int((start + timedelta(days=1)).timestamp()),
        "organization_id": ORGANIZATION,
    }


def emit(truth: Truth, out: RawWriter, dirt: Dirt) -> None:
    days = production_days(truth, "openai")
    research = {line.cost_date: line.amount for line in truth.research_lines}
    costs, usage, moderations = [], [], []
    for day in sorted(set(days) | set(research)):
        lines = _lines(days.get(day, {}), research.get(day))
        costs += _pull(day, lines, pulled_at(truth, day), "project_id,line_item")
        usage += _usage(day, days.get(day, {}), pulled_at(truth, day))
        moderations += _moderations(day, days.get(day, {}), pulled_at(truth, day))
        if early := pulled_before(truth, day):
            half = [(project, item, amount / 2, quantity // 2) for project, item, amount, quantity in lines]
            half.append((PROJECT, "web search tool calls", Decimal("1.25"), 50))
            costs += _pull(day, half, early, "project_id,line_item")
            dirt.record("pulled before the day ended", "openai", "openai_costs", len(half))
        if is_pulled_twice_over(truth, day):
            sums: dict[str, Decimal] = defaultdict(Decimal)
            for project, _, amount, _ in lines:
                sums[project] += amount
            coarse = [(project, None, amount, 0) for project, amount in sums.items()]
            costs += _pull(day, coarse, pulled_at(truth, day) + timedelta(minutes=4), "project_id")
            dirt.record("second grouping", "openai", "openai_costs", len(coarse))
    out.write("openai", "openai_costs", pa.Table.from_pylist(costs, COSTS))
    out.write("openai", "openai_usage_completions", pa.Table.from_pylist(usage, USAGE))
    out.write("openai", "openai_usage_moderations", pa.Table.from_pylist(moderations, INPUT_ONLY))
    # The company embeds nothing: its script lands the report all the same, without a row.
    out.write("openai", "openai_usage_embeddings", pa.Table.from_pylist([], INPUT_ONLY))


def _lines(models: dict, research: Decimal | None) -> list[tuple]:
    lines = []
    for model, sums in models.items():
        for bucket, piece in PIECES.items():
            if sums[bucket]:
                item = f"{MODELS[model].reported_as}, {piece}"
                lines.append((PROJECT, item, dollars(sums[f"{bucket}_nano"]), sums[bucket]))
    if research:
        lines.append((RESEARCH_PROJECT, RESEARCH_LINE, research, 0))
    return lines


def _pull(day, lines, loaded_at, grouping_set) -> list[dict]:
    return [
        _bucket(day) | {
            "amount_value": exact_number(amount.quantize(Decimal("0.000000001"))), "amount_currency": "usd",
            "line_item": item, "project_id": project, "api_key_id": None,
            "quantity": float(quantity) if quantity else None, "quantity_unit": "tokens" if quantity else None,
            "grouping_set": grouping_set, "loaded_at": loaded_at,
        }
        for project, item, amount, quantity in lines
    ]


def _usage(day, models, loaded_at) -> list[dict]:
    return [
        _bucket(day) | {
            "input_tokens": sums["input_tokens"] + sums["cache_read_tokens"] + sums["cache_write_tokens"],
            "input_cached_tokens": sums["cache_read_tokens"],
            "input_cache_write_tokens": sums["cache_write_tokens"],
            "output_tokens": sums["output_tokens"],
            "num_model_requests": sums["provider_requests"],
            "project_id": PROJECT, "api_key_id": None, "model": MODELS[model].reported_as, "batch": False,
            "service_tier": "default", "grouping_set": "project_id,model,batch,service_tier", "loaded_at": loaded_at,
        }
        for model, sums in models.items()
        if sums["provider_requests"]
    ]


def _moderations(day, models, loaded_at) -> list[dict]:
    """Every second request is screened first."""
    screened = sum(sums["provider_requests"] for sums in models.values()) // 2
    if not screened:
        return []
    return [_bucket(day) | {
        "input_tokens": screened * TOKENS_PER_PROMPT, "num_model_requests": screened, "project_id": PROJECT,
        "model": MODERATION, "grouping_set": "project_id,model", "loaded_at": loaded_at,
    }]
