"""Writes the truth: one parquet per question a test asks, and the decisions people of the company would take."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa

from scripts.simulate import stains
from scripts.simulate import truth as truth_of
from scripts.simulate.emitters import chargebee, stripe, zuora
from scripts.simulate.output import dict_rows, rows_of, write_table
from scripts.simulate.truth import Truth


def write_truth(truth: Truth, folder: Path) -> None:
    company = truth.company
    lines = [line for invoice in company.invoices for line in invoice.lines]
    records = {
        "customers": company.customers, "contracts": company.contracts, "invoices": company.invoices,
        "invoice_lines": lines, "payments": company.payments, "credit_notes": company.credit_notes,
        "refunds": company.refunds, "metered_usage": company.metered_usage, "credit_grants": company.credit_grants,
        "credit_drawdowns": company.credit_drawdowns, "infra_lines": truth.infra_lines,
        "support_lines": truth.support_lines, "observability_lines": truth.observability_lines,
        "research_lines": truth.research_lines,
    }
    for name, rows in records.items():
        write_table(folder / f"{name}.parquet", rows_of(rows))
    answers = {
        "revenue_customer_month": truth_of.revenue_customer_month(truth),
        "metered_revenue_feature_month": truth_of.metered_revenue_feature_month(truth),
        "cost_customer_month": truth_of.cost_customer_month(truth),
        "infra_customer_feature_month": truth_of.infra_customer_feature_month(truth),
        "headline": truth_of.headline(truth),
        "calls_per_month": truth_of.calls_per_month(truth),
    }
    for name, rows in answers.items():
        write_table(folder / f"{name}.parquet", dict_rows(rows))
    write_table(folder / "usage_daily.parquet", truth.usage_daily)
    write_table(folder / "ai_cost_customer_feature_month.parquet", truth_of.ai_cost_customer_feature_month(truth))
    write_table(folder / "identities.parquet", _identities(truth))
    _write_decisions(truth, folder / "decisions")


def _identities(truth: Truth) -> pa.Table:
    """Whose every customer record and every identifier with cost is, and what is wrong with it."""
    found = truth.identities
    infra = {line.account_id for line in truth.infra_lines if line.kind == "direct"}
    rows = [*found.rows, *stains.identifiers(found, truth.vendors, infra)]
    kinds = {"valid_from": pa.date32(), "valid_to": pa.date32()}
    names = ("vendor", "source_account", "kind", "value", "valid_from", "valid_to", "account_id", "name", "dirt")
    return pa.table({name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in names})


def _write_decisions(truth: Truth, folder: Path) -> None:
    """Seed rows that this company's people would have written; the shipped seeds hold them for the default seed."""
    folder.mkdir(parents=True, exist_ok=True)
    customers = truth.company.customers
    with (folder / "identifier_assignments.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("identifier_kind", "identifier_value", "customer", "valid_from", "valid_to", "reason"))
        rows.writerows(stains.assignments(truth.identities))
    with (folder / "customer_links.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("action", "left_identifier", "right_identifier", "reason", "author"))
        billers = {
            "stripe": lambda customer: stripe.customer_id(customer.account_id),
            "chargebee": chargebee.customer_id,
            "zuora": lambda customer: zuora.account_native_id(customer.account_id),
        }
        for vendor, native in billers.items():
            for customer in customers:
                if not customer.has_billing_metadata:
                    record, account = native(customer), f"generic:external_id:{customer.account_id}"
                    reason = "Signed up before the biller knew account ids"
                    rows.writerow(("link", f"{vendor}:customer_id:{record}", account, reason, "finance"))
        for left, right, reason in truth.identities.links:
            rows.writerow(("link", left, right, reason, "finance"))
    with (folder / "customer_segments.csv").open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("customer", "segment", "valid_from", "valid_to"))
        for customer in customers:
            rows.writerow((f"generic:external_id:{customer.account_id}", customer.segment, customer.created_on, ""))
