"""Names and habits of customers. Every name is invented; the two tools that hold it do not always agree on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scripts.simulate import catalog
from scripts.simulate.dice import pick, roll

if TYPE_CHECKING:
    from scripts.simulate.company import Customer

_FIRST = (
    "Aldgate", "Birchline", "Cobalt", "Dunmore", "Eastwick", "Fernhill", "Granite", "Harbour", "Ironbridge", "Juniper",
    "Kestrel", "Larkfield", "Mistral", "Northgate", "Oakhurst", "Pinecrest", "Quarry", "Redwater", "Silverpine",
    "Thornbury", "Umber", "Valewood", "Westmere", "Yarrow", "Zephyr", "Amberly", "Brightwell", "Cresswell", "Driftwood",
    "Elmstead",
)
_SECOND = ("Analytics", "Logistics", "Legal", "Health", "Robotics", "Media", "Insurance", "Foods", "Energy", "Travel")
_LEGAL_FORM = {"USD": ("Inc.", "LLC", "Corp."), "EUR": ("GmbH", "B.V."), "JPY": ("K.K.",)}
_COUNTRY = {"USD": ("US", "US", "US", "GB", "CA"), "EUR": ("DE", "NL"), "JPY": ("JP",)}
# Among these, a few reach the gateway with a key of their own and nothing else that names them.
_OWN_KEY_GROUPS = ("Team light", "Business light")


def customer(seed: int, number: int, **facts) -> Customer:
    from scripts.simulate.company import FEATURE_PROFILES, Customer

    account_id = f"acct_{number:04d}"
    # 7 and 300 have no common factor: the first 300 customers get 300 names.
    at = (number * 7 + roll(300, seed, "names")) % 300
    first, second = _FIRST[at % 30], _SECOND[at // 30]
    name = f"{first} {second} {pick(_LEGAL_FORM[facts['currency']], seed, 'form', number)}"
    domain = f"{first}-{second}.example".lower()
    tier_key = facts.pop("tier_key")
    return Customer(
        account_id=account_id,
        name=name,
        metering_name=pick((name, name, name, f"{first} {second}", f"{first.upper()} {second.upper()}"), seed, number),
        email=f"billing@{domain}",
        country=pick(_COUNTRY[facts["currency"]], seed, "country", number),
        segment=catalog.SEGMENT_OF_TIER[tier_key],
        has_billing_metadata=roll(100, seed, "metadata", number) >= 5,
        gateway_identity=_gateway_identity(seed, number, facts["group"], facts["created_on"]),
        trace_identity=pick(("metadata", "metadata", "metadata", "tag"), seed, "trace", number),
        feature_profile=roll(len(FEATURE_PROFILES), seed, "profile", number),
        **facts,
    )


def _gateway_identity(seed: int, number: int, group: str, created_on: date) -> str:
    if group in _OWN_KEY_GROUPS and created_on <= date(2025, 6, 1) and roll(4, seed, "own key", number) == 0:
        return "api_key"
    return pick(("metadata",) * 6 + ("tag",) * 2 + ("end_user",), seed, "gateway", number)
