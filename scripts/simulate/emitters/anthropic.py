"""Anthropic: cost report (cents as decimal text) and messages usage report, both pulled day by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa

from scripts.simulate.catalog import MODELS
from scripts.simulate.emitters._reports import is_pulled_twice_over, production_days, pulled_at, pulled_before
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth, dollars

WORKSPACE, ORGANIZATION = "wrkspc_production", "org-layer-six-demo"
TOKEN_TYPES = {
    "input_tokens": ("uncached_input_tokens", "Input Tokens"),
    "cache_read_tokens": ("cache_read_input_tokens", "Input Tokens, Cache Read"),
    "cache_write_tokens": ("cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write"),
    "output_tokens": ("output_tokens", "Output Tokens"),
}

COSTS = pa.schema([(name, pa.string()) for name in (
    "bucket_start", "bucket_end", "amount", "currency", "description", "cost_type", "model", "token_type",
    "service_tier", "context_window", "inference_geo", "speed", "workspace_id", "grouping_set", "organization_id",
)] + [("loaded_at", pa.timestamp("us"))])
USAGE = pa.schema([
    ("bucket_start", pa.string()), ("bucket_end", pa.string()), ("uncached_input_tokens", pa.int64()),
    ("cache_read_input_tokens", pa.int64()), ("cache_creation_5m_tokens", pa.int64()),
    ("cache_creation_1h_tokens", pa.int64()), ("output_tokens", pa.int64()), ("web_search_requests", pa.int64()),
    ("api_key_id", pa.string()), ("workspace_id", pa.string()), ("model", pa.string()), ("service_tier", pa.string()),
    ("context_window", pa.string()), ("inference_geo", pa.string()), ("speed", pa.string()),
    ("account_id", pa.string()), ("service_account_id", pa.string()), ("grouping_set", pa.string()),
    ("organization_id", pa.string()), ("loaded_at", pa.timestamp("us")),
])


def cents(amount: Decimal) -> str:
    """Dollars as the report's decimal text of cents, without trailing zeros."""
    text = f"{amount * 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bucket(day) -> dict:
    return {
        "bucket_start": f"{day}T00:00:00Z",
        "bucket_end": f"{day + timedelta(days=1)}T00:00:00Z",
        "organization_id": ORGANIZATION,
    }


def emit(truth: Truth, out: RawWriter, dirt: Dirt) -> None:
    costs, usage = [], []
    for day, models in production_days(truth, "anthropic").items():
        lines = [
            (model, bucket, dollars(sums[f"{bucket}_nano"]))
            for model, sums in models.items() for bucket in TOKEN_TYPES if sums[bucket]
        ]
        costs += _pull(day, lines, pulled_at(truth, day))
        usage += _usage(day, models, pulled_at(truth, day))
        if early := pulled_before(truth, day):
            costs += _pull(day, [(model, bucket, amount / 2) for model, bucket, amount in lines], early)
            dirt.record("pulled before the day ended", "anthropic", "anthropic_cost_report", len(lines))
        if is_pulled_twice_over(truth, day):
            whole: dict[str, Decimal] = defaultdict(Decimal)
            for _, _, amount in lines:
                whole[WORKSPACE] += amount
            costs += _coarse_pull(day, whole, pulled_at(truth, day) + timedelta(minutes=4))
            dirt.record("second grouping", "anthropic", "anthropic_cost_report", len(whole))
    out.write("anthropic", "anthropic_cost_report", pa.Table.from_pylist(costs, COSTS))
    out.write("anthropic", "anthropic_usage_report", pa.Table.from_pylist(usage, USAGE))


def _pull(day, lines, loaded_at) -> list[dict]:
    return [
        _bucket(day) | {
            "amount": cents(amount), "currency": "USD", "cost_type": "tokens",
            "description": f"{MODELS[model].public_name} Usage - {TOKEN_TYPES[bucket][1]}",
            "model": MODELS[model].reported_as, "token_type": TOKEN_TYPES[bucket][0], "service_tier": "standard",
            "context_window": "0-200k", "inference_geo": "global", "workspace_id": WORKSPACE,
            "grouping_set": "workspace_id,description", "loaded_at": loaded_at,
        }
        for model, bucket, amount in lines
    ]


def _coarse_pull(day, whole, loaded_at) -> list[dict]:
    """Without the grouping by description the report says neither model nor kind of token."""
    return [
        _bucket(day) | {
            "amount": cents(amount), "currency": "USD", "workspace_id": workspace, "grouping_set": "workspace_id",
            "loaded_at": loaded_at,
        }
        for workspace, amount in whole.items()
    ]


def _usage(day, models, loaded_at) -> list[dict]:
    return [
        _bucket(day) | {
            "uncached_input_tokens": sums["input_tokens"], "cache_read_input_tokens": sums["cache_read_tokens"],
            "cache_creation_5m_tokens": sums["cache_write_tokens"], "cache_creation_1h_tokens": 0,
            "output_tokens": sums["output_tokens"], "web_search_requests": 0, "api_key_id": "apikey_production",
            "workspace_id": WORKSPACE, "model": MODELS[model].reported_as, "service_tier": "standard",
            "context_window": "0-200k", "inference_geo": "global", "loaded_at": loaded_at,
            "grouping_set": "model,api_key_id,workspace_id,service_tier,context_window,inference_geo",
        }
        for model, sums in models.items()
        if sums["provider_requests"]
    ]
