"""What no vendor of the stack brings, in the columns of the canonical entities: product accounts, support, tools.

The product's own database knows every account; finance exports what support and observability cost.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from scripts._common import ROOT
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import roll
from scripts.simulate.emitters._shape import arrival, at, table
from scripts.simulate.identity import tell

CONTRACT = ROOT / "macros" / "canonical" / "canonical_columns.sql"
KIND_OF_WORD = {"text": "text", "timestamp": "timestamp", "date": "date", "boolean": "boolean", "money": "money", "count": "count",
                "rate": "number", "quantity": "number"}
ACCOUNT = {"support": "support_desk", "observability": "observability_tools"}
SERVICE = {"support": "Customer support", "observability": "Traces and logs"}


def columns_of(entity: str, contract: Path = CONTRACT) -> dict[str, str]:
    """The canonical columns of an entity as the contract macro lists them, without the two that the vendor name fixes."""
    text = contract.read_text()
    pair = re.compile(r"\('(\w+)', '(\w+)'\)")
    head, tail = (pair.findall(re.search(rf"set {name} = \[(.*?)\]", text, re.S)[1]) for name in ("head", "tail"))
    body = pair.findall(re.search(rf"'{entity}': \[(.*?)\]", text, re.S)[1])
    return {name: KIND_OF_WORD[word] for name, word in [*head, *body, *tail] if name not in ("vendor", "source_table")}


def emit(truth, out, dirt) -> None:
    rows = {"customers": _customers(truth, dirt), "customer_identifiers": _identifiers(truth), "infra_cost_lines": _cost_lines(truth)}
    tell(truth, "generic", rows, dirt)
    for entity, found in rows.items():
        out.write("generic", entity, table(columns_of(entity), found))


def _stamps(company, day) -> dict:
    arrived = arrival(company, day, hour=1)
    return {"source_account": "", "source_updated_at": arrived, "loaded_at": arrived}


def _customers(truth, dirt) -> list[dict]:
    rows = []
    for customer in truth.company.customers:
        row = {
            "source_record_id": customer.account_id, "display_name": customer.name.split(",")[0], "email": customer.email,
            "email_domain": customer.email.split("@")[1], "currency_code": customer.currency, "is_internal": False,
            "created_at": at(customer.created_on), **_stamps(truth.company, customer.created_on),
        }
        rows.append(row)
        if dirt.enabled and roll(15, "older account row", customer.account_id) == 0:
            # the account as it was before somebody corrected its name; loaded later than the newer row, as backfills do
            rows.append(row | {"display_name": customer.name.lower(), "source_updated_at": row["source_updated_at"] - timedelta(hours=9)})
            dirt.record("older version that arrived with the newer one", "generic", "customers", 1)
    return rows


def _identifiers(truth) -> list[dict]:
    return [
        {"source_record_id": f"{customer.account_id}:{kind}", "customer_native_id": customer.account_id, "identifier_kind": kind,
         "identifier_value": value, **_stamps(truth.company, customer.created_on)}
        for customer in truth.company.customers
        for kind, value in (("external_id", customer.account_id), ("domain", customer.email.split("@")[1]))
    ]


def _cost_lines(truth) -> list[dict]:
    """Support and observability by day; the export of a month replaces the one before.

    A company that pays Datadog learns its cost of observability from Datadog's bill, not from this export.
    """
    company, rows = truth.company, []
    for line in [*truth.support_lines, *([] if "datadog" in truth.vendors else truth.observability_lines)]:
        month, day = month_start(line.cost_date), line.cost_date
        exported = min(at(add_months(month, 1) + timedelta(days=2), 6), at(company.as_of, 22))
        rows.append({
            "source_account": ACCOUNT[line.kind], "source_record_id": f"{line.kind}-{day}", "slice_period": month,
            "slice_batch": f"{exported:%Y-%m-%d %H:%M:%S}", "is_append_only": False, "provider": ACCOUNT[line.kind],
            "billing_account_ref": ACCOUNT[line.kind], "service_name": SERVICE[line.kind], "service_category": "Other",
            "charge_category": "Usage", "charge_description": SERVICE[line.kind], "ai_overlap_class": "none", "is_additive": True,
            "environment": "production", "pool_ref": line.kind, "tags": "{}", "billed_amount": line.amount,
            "effective_amount": line.amount, "rounding_amount": Decimal(0), "list_amount": line.amount, "currency_code": "USD",
            "charge_start_at": at(day), "charge_end_at": at(day + timedelta(days=1)), "source_updated_at": exported,
            "loaded_at": exported,
        })
    return rows
