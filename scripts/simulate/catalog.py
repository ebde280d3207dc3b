"""What the company sells and buys: tiers, features, the headline month's customer groups, models and list prices."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import NamedTuple

FIRST_MONTH = date(2025, 1, 1)
HEADLINE_MONTH = date(2026, 3, 1)
OPEN_MONTH = date(2026, 4, 1)
AS_OF = date(2026, 4, 21)
# Calls of the headline month at scale `demo`; 3 of 1,000 fail without tokens or cost.
HEADLINE_CALLS = 200_000
FAILED_PER_MILLION = 3_000
HEADLINE_UNATTRIBUTED_TOKENS = 23_000_000

FEATURES = ("chat_assistant", "document_analysis", "workflow_agent", "semantic_search", "report_writer")
# What the product meters when a customer uses a feature, and what one unit costs where it is billed.
METERS = {
    "chat_assistant": ("assistant.chat", "message", Decimal("0.01")),
    "document_analysis": ("documents.analyzed", "document", Decimal("0.08")),
    "workflow_agent": ("workflow.run", "run", Decimal("0.05")),
    "semantic_search": ("search", "query", Decimal("0.002")),
    "report_writer": ("reports", "report", Decimal("0.40")),
}

TIERS = ("starter", "pro", "team", "business", "enterprise")
SEGMENT_OF_TIER = {
    "starter": "smb", "pro": "smb", "team": "mid_market", "business": "mid_market", "enterprise": "enterprise",
}
PRO_PRICE_CHANGE = date(2025, 10, 1)


class ListPrice(NamedTuple):
    """A plan's price for one billing period; the amount of a yearly plan is for the whole year."""

    price_id: str
    tier_key: str
    currency: str
    billing_months: int
    amount: Decimal
    valid_from: date
    valid_to: date | None


def _price(price_id, tier, currency, months, amount, valid_from=FIRST_MONTH, valid_to=None):
    return ListPrice(price_id, tier, currency, months, Decimal(amount), valid_from, valid_to)


LIST_PRICES = (
    _price("starter_monthly_usd", "starter", "USD", 1, "49.00"),
    _price("pro_monthly_usd_2025", "pro", "USD", 1, "89.00", valid_to=PRO_PRICE_CHANGE),
    _price("pro_monthly_usd", "pro", "USD", 1, "99.00", valid_from=PRO_PRICE_CHANGE),
    _price("team_monthly_usd", "team", "USD", 1, "399.00"),
    _price("team_yearly_usd", "team", "USD", 12, "4309.20"),
    _price("business_monthly_usd", "business", "USD", 1, "1190.00"),
    _price("enterprise_monthly_usd", "enterprise", "USD", 1, "2400.00"),
    _price("enterprise_yearly_usd", "enterprise", "USD", 12, "28800.00"),
    _price("starter_monthly_eur", "starter", "EUR", 1, "45.00"),
    _price("pro_monthly_eur", "pro", "EUR", 1, "85.00"),
    _price("team_monthly_eur", "team", "EUR", 1, "369.00"),
    _price("pro_monthly_jpy", "pro", "JPY", 1, "13500"),
    _price("team_monthly_jpy", "team", "JPY", 1, "58000"),
)


class Group(NamedTuple):
    """Customers that are alike in the headline month: thousand tokens by class, infrastructure tagged to each."""

    name: str
    tier_key: str
    customers: int
    std: int
    mini: int
    prem: int
    direct_infra: Decimal


def _group(name, tier, customers, std, mini, prem, direct_infra):
    return Group(name, tier, customers, std, mini, prem, Decimal(direct_infra))


GROUPS = (
    _group("Starter light", "starter", 16, 1_000, 0, 0, "6.00"),
    _group("Starter busy", "starter", 4, 3_000, 1_000, 0, "6.00"),
    _group("Pro light", "pro", 30, 3_200, 0, 0, "15.00"),
    _group("Pro average", "pro", 10, 5_000, 1_000, 0, "15.00"),
    _group("Pro heavy", "pro", 5, 9_000, 2_000, 1_000, "15.00"),
    _group("Pro loss", "pro", 4, 20_000, 0, 2_000, "15.00"),
    _group("Pro worst", "pro", 1, 34_000, 0, 0, "21.58"),
    _group("Team light", "team", 20, 12_000, 1_000, 0, "86.00"),
    _group("Team average", "team", 7, 13_000, 2_000, 1_000, "84.00"),
    _group("Team heavy", "team", 2, 30_000, 0, 16_000, "84.00"),
    _group("Team loss", "team", 1, 42_000, 0, 36_000, "84.00"),
    _group("Business best", "business", 1, 34_000, 6_000, 0, "268.09"),
    _group("Business light", "business", 8, 38_000, 2_000, 0, "264.00"),
    _group("Business average", "business", 4, 35_000, 2_000, 4_000, "260.00"),
    _group("Business heavy", "business", 1, 50_000, 0, 50_000, "260.00"),
    _group("Enterprise light", "enterprise", 3, 76_000, 8_000, 4_000, "530.00"),
    _group("Enterprise average", "enterprise", 1, 88_000, 8_000, 8_000, "530.00"),
    _group("Enterprise customer A", "enterprise", 1, 80_000, 4_400, 30_000, "530.00"),
    _group("Enterprise annual deal", "enterprise", 1, 91_600, 0, 167_000, "433.33"),
)

# Tokens of one million, by bucket: input that no cache held, cache read, cache write, output.
BUCKETS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")
MIX = {
    "std_openai": (530_000, 300_000, 0, 170_000),
    "std_anthropic": (382_000, 530_000, 20_000, 68_000),
    "mini": (520_000, 400_000, 0, 80_000),
    "prem": (422_000, 480_000, 0, 98_000),
}


class Model(NamedTuple):
    provider: str
    model: str
    reported_as: str
    public_name: str


MODELS = {
    model.model: model
    for model in (
        Model("openai", "gpt-4o", "gpt-4o-2024-11-20", "GPT-4o"),
        Model("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "GPT-4o mini"),
        Model("openai", "gpt-4.1", "gpt-4.1-2025-04-14", "GPT-4.1"),
        Model("openai", "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "GPT-4.1 mini"),
        Model("openai", "gpt-5", "gpt-5-2025-08-07", "GPT-5"),
        Model("openai", "gpt-5-mini", "gpt-5-mini-2025-08-07", "GPT-5 mini"),
        Model("openai", "o3", "o3-2025-04-16", "o3"),
        Model("anthropic", "claude-3-5-sonnet-20241022", "claude-3-5-sonnet-20241022", "Claude Sonnet 3.5"),
        Model("anthropic", "claude-3-7-sonnet-20250219", "claude-3-7-sonnet-20250219", "Claude Sonnet 3.7"),
        Model("anthropic", "claude-sonnet-4-20250514", "claude-sonnet-4-20250514", "Claude Sonnet 4"),
        Model("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"),
        Model("anthropic", "claude-3-opus-20240229", "claude-3-opus-20240229", "Claude Opus 3"),
        Model("anthropic", "claude-opus-4-20250514", "claude-opus-4-20250514", "Claude Opus 4"),
        Model("anthropic", "claude-opus-4-1-20250805", "claude-opus-4-1-20250805", "Claude Opus 4.1"),
        Model("anthropic", "claude-opus-4-5", "claude-opus-4-5-20251101", "Claude Opus 4.5"),
    )
}

# Dollars per million tokens by bucket, from a day on (None: the provider has no such bucket).
PRICES = {
    "gpt-4o": [(date(2024, 11, 15), ("2.5", "1.25", None, "10"))],
    "gpt-4o-mini": [(date(2024, 10, 16), ("0.15", "0.075", None, "0.6"))],
    "gpt-4.1": [(date(2025, 5, 7), ("2", "0.5", None, "8"))],
    "gpt-4.1-mini": [(date(2025, 5, 7), ("0.4", "0.1", None, "1.6"))],
    "gpt-5": [(date(2025, 8, 9), ("1.25", "0.125", None, "10"))],
    "gpt-5-mini": [(date(2025, 8, 9), ("0.25", "0.025", None, "2"))],
    "o3": [(date(2025, 5, 7), ("10", "2.5", None, "40")), (date(2025, 6, 10), ("2", "0.5", None, "8"))],
    "claude-3-5-sonnet-20241022": [(date(2024, 10, 23), ("3", "0.3", "3.75", "15"))],
    "claude-3-7-sonnet-20250219": [(date(2025, 3, 1), ("3", "0.3", "3.75", "15"))],
    "claude-sonnet-4-20250514": [(date(2025, 5, 22), ("3", "0.3", "3.75", "15"))],
    "claude-sonnet-4-5": [(date(2025, 9, 29), ("3", "0.3", "3.75", "15"))],
    "claude-3-opus-20240229": [(date(2024, 9, 6), ("15", "1.5", "18.75", "75"))],
    "claude-opus-4-20250514": [(date(2025, 5, 22), ("15", "1.5", "18.75", "75"))],
    "claude-opus-4-1-20250805": [(date(2025, 8, 6), ("15", "1.5", "18.75", "75"))],
    "claude-opus-4-5": [(date(2025, 11, 24), ("5", "0.5", "6.25", "25"))],
}

# Which model serves a class of work, from a month on.
_SERVED_BY = {
    "std_openai": [(date(2025, 1, 1), "gpt-4o"), (date(2025, 6, 1), "gpt-4.1"), (date(2025, 9, 1), "gpt-5")],
    "std_anthropic": [
        (date(2025, 1, 1), "claude-3-5-sonnet-20241022"), (date(2025, 3, 1), "claude-3-7-sonnet-20250219"),
        (date(2025, 6, 1), "claude-sonnet-4-20250514"), (date(2025, 10, 1), "claude-sonnet-4-5"),
    ],
    "mini": [(date(2025, 1, 1), "gpt-4o-mini"), (date(2025, 6, 1), "gpt-4.1-mini"), (date(2025, 9, 1), "gpt-5-mini")],
    # Pro and Team tried o3 in June 2025, over its price cut of the tenth.
    "prem_small": [
        (date(2025, 1, 1), "claude-3-opus-20240229"), (date(2025, 6, 1), "o3"),
        (date(2025, 8, 1), "claude-opus-4-20250514"), (date(2025, 9, 1), "claude-opus-4-1-20250805"),
        (date(2025, 12, 1), "claude-opus-4-5"),
    ],
    "prem_large": [
        (date(2025, 1, 1), "claude-3-opus-20240229"), (date(2025, 6, 1), "claude-opus-4-20250514"),
        (date(2025, 9, 1), "claude-opus-4-1-20250805"), (date(2025, 12, 1), "claude-opus-4-5"),
    ],
}


def mix_of(token_class: str, tier_key: str) -> str:
    """The class of work as the tier gets it: standard work has another model for the two upper tiers."""
    if token_class != "std":
        return token_class
    return "std_anthropic" if tier_key in ("business", "enterprise") else "std_openai"


def model_of(token_class: str, tier_key: str, month: date) -> str:
    kind = mix_of(token_class, tier_key)
    if kind == "prem":
        kind = "prem_large" if tier_key in ("business", "enterprise") else "prem_small"
    steps = _SERVED_BY[kind]
    return steps[bisect_right([since for since, _ in steps], month) - 1][1]


def price_steps(model: str) -> list[tuple[date, tuple[int, int, int, int]]]:
    """Whole nano-dollars per token by bucket, from a day on; a missing bucket costs 0 because it never occurs."""
    steps = []
    for since, prices in PRICES[model]:
        nanos = [Decimal(price or 0) * 1000 for price in prices]
        if any(nano != int(nano) for nano in nanos):
            raise ValueError(f"{model}: a token price finer than a nano-dollar")
        steps.append((since, tuple(int(nano) for nano in nanos)))
    return steps
