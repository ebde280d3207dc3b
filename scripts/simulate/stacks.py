"""Whole stacks that tell the same company, and the settings that a build over one of them needs.

Each names at least one tool per layer, so that every figure of the company can be computed from any of them. Where a
stack's biller is not Stripe, Stripe only processes the payments.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import yaml

from scripts._common import ROOT

DEFAULT = "stripe_orb"
REPORTS = ("openai", "anthropic", "generic")
STACKS: dict[str, tuple[str, ...]] = {
    "stripe_orb": ("stripe", "orb", "langfuse", "focus", "litellm", *REPORTS),
    "chargebee_metronome": ("chargebee", "stripe", "metronome", "helicone", "cloudzero", "portkey", *REPORTS),
    "zuora_amberflo": ("zuora", "stripe", "amberflo", "datadog", "vantage", "litellm", *REPORTS),
    "otel_azure": ("stripe", "metronome", "otel", "focus:azure", "portkey", *REPORTS),
    "kubecost_gcp": ("chargebee", "stripe", "orb", "langfuse", "focus:gcp_cluster", "kubecost:keys", "litellm", *REPORTS),
    "amberflo_helicone": ("zuora", "stripe", "amberflo", "helicone", "focus", "portkey", *REPORTS),
}


def settings_of(raw: Path) -> dict[str, list[str]]:
    """vendors_enabled and missing for the tables in a folder of <vendor>/<table>.parquet, as a user would declare them."""
    vendors = sorted(folder.name for folder in raw.iterdir() if folder.is_dir())
    missing = []
    for vendor in vendors:
        (file,) = (ROOT / "models" / "staging").glob(f"**/_{vendor}__sources.yml")
        for table in yaml.safe_load(file.read_text())["sources"][0]["tables"]:
            landed = raw / vendor / f"{table['name']}.parquet"
            if not landed.exists():
                missing.append(f"{vendor}.{table['name']}")
                continue
            columns = {name.lower() for name in pq.read_schema(landed).names}
            missing += [
                f"{vendor}.{table['name']}.{column['name']}" for column in table.get("columns", [])
                if column["name"].lower() not in columns
            ]
    return {"vendors_enabled": vendors, "missing": missing}
