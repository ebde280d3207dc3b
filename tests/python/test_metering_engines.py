"""Metronome and Amberflo as texts on DuckDB and on Postgres: every staged row is the same, and the harder shapes that the
simulated company has none of (tiers, units of one's own, hierarchies, promises to buy, rollovers) give known figures."""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from scripts.simulate import company as company_of
from scripts.simulate.emitters import amberflo, metronome
from scripts.simulate.output import Dirt, RawWriter
from tests.python.conftest import Dbt, _new_database
from tests.python.staged import build_staging, land_rows, source_tables

# Minutes of parsing and two engines; test_metering.py stages both vendors with every run.
pytestmark = pytest.mark.prove

ENTITIES = [
    "customers", "customer_identifiers", "subscriptions", "subscription_items", "prices", "meters", "revenue_lines", "credit_grants",
    "credit_entries", "usage_events",
]
MODULES = {"metronome": metronome, "amberflo": amberflo}
# Only usage of these days and only so many invoices are landed: what matters here is each shape, not its number.
SOME_EVENTS, SOME_INVOICES = 200, 60


def told(folder) -> dict[tuple[str, str], list[dict]]:
    """The company of the simulator, cut short, with rows of our own added."""
    folder.mkdir()
    with RawWriter(folder) as out:
        for module in MODULES.values():
            module.emit(SimpleNamespace(company=company_of.build()), out, Dirt(True))
    landed = {}
    for vendor in MODULES:
        for table in source_tables(vendor):
            rows = pq.read_table(folder / vendor / f"{table}.parquet").to_pylist()
            limit = SOME_EVENTS if "events" in table else SOME_INVOICES if "invoice" in table or "line" in table else len(rows)
            landed[vendor, table] = rows[:5] + rows[-limit:]
    for (vendor, table), rows in OWN_ROWS.items():
        landed[vendor, table] += rows
    return landed


def live(**row) -> dict:
    return {"environment_type": "PRODUCTION", "snapshot_id": "snap-2026-04-21", "updated_at": "2026-04-21 22:00:00"} | row


def usage_line(line_id, **row) -> dict:
    return live(id=line_id, invoice_id="own_inv", credit_type_id=metronome.DOLLARS, product_id="own_docs", quantity="1", starting_at="2026-03-01 00:00:00",
                ending_before="2026-04-01T02:00:00+02:00", **row)


def schedule(*amounts, unit=metronome.DOLLARS) -> str:
    items = [{"id": f"s{place}", "amount": amount, "date": "2026-01-01T00:00:00Z", "end_date": "2027-01-01T00:00:00Z"} for place, amount in enumerate(amounts)]
    return json.dumps({"credit_type_id": unit, "schedule_items": items})


def deduction(kind: str, amount) -> str:
    return json.dumps([{"type": kind, "timestamp": "2026-04-01T00:00:00Z", "amount": amount, "segment_id": "s0", "invoice_id": "own_inv"}])


OWN_ROWS = {
    ("metronome", "credit_type"): [live(id="own_credits", name="AI credits", is_currency="false")],
    ("metronome", "contracts_product_list_item_versions"): [
        live(id="v1", product_list_item_id="own_docs", type="USAGE", version="1", name="Own documents", starting_at="2026-01-01"),
        live(id="v2", product_list_item_id="own_fixed", type="FIXED", version="1", name="Own fixed", starting_at="2026-01-01"),
    ],
    ("metronome", "invoice"): [
        live(id="own_inv", status="FINALIZED", credit_type_id=metronome.DOLLARS, customer_id="own_customer", contract_id="own_child",
             start_timestamp="2026-03-01", end_timestamp="2026-04-01", issued_at="2026-04-02"),
        live(id="own_all", status="FINALIZED", credit_type_id=metronome.DOLLARS, customer_id="own_boss", contract_id="own_parent",
             start_timestamp="2026-03-01", end_timestamp="2026-04-01", issued_at="2026-04-02"),
    ],
    ("metronome", "line_item"): [
        usage_line("own_usage", total="10000.005", commit_id="own_commit"), usage_line("own_applied", total="-7500", commit_id="own_commit"),
        usage_line("own_credits_line", total="500") | {"credit_type_id": "own_credits"},
        usage_line("own_promise", total="-300", commit_id="own_promise"), usage_line("own_broken", total="1,000"),
        usage_line("own_trueup", total="4000", commit_id="own_promise") | {"product_id": "own_fixed"},
        usage_line("own_copy", total="10000.005", commit_id="own_commit") | {"invoice_id": "own_all"},
        usage_line("own_copy_2", total="-7500", commit_id="own_commit") | {"invoice_id": "own_all"},
        usage_line("own_copy_3", total="500") | {"invoice_id": "own_all", "credit_type_id": "own_credits"},
        usage_line("own_copy_4", total="-300", commit_id="own_promise") | {"invoice_id": "own_all"},
        usage_line("own_copy_5", total="1,000") | {"invoice_id": "own_all"},
        usage_line("own_copy_6", total="4000", commit_id="own_promise") | {"invoice_id": "own_all", "product_id": "own_fixed"},
    ],
    ("metronome", "contract_hierarchy_configurations"): [
        live(contract_id="own_parent", invoice_consolidation_type="CONCATENATE"),
        live(contract_id="own_child", parent_contract_id="own_parent", parent_customer_id="own_boss", payer="PARENT"),
    ],
    ("metronome", "contracts_balances"): [
        live(id="own_commit", customer_id="own_customer", type="prepaid", access_schedule=schedule(300000, unit="own_credits"), invoice_schedule=schedule(100000),
             ledger=deduction("prepaid_automated_invoice_deduction", -7500.5)),
        live(id="own_rolled", customer_id="own_customer", type="prepaid", access_schedule=schedule(3000, unit="own_credits"), rolled_over_from_commit_id="own_commit",
             ledger=deduction("prepaid_segment_expiration", -30)),
        live(id="own_promise", customer_id="own_customer", type="postpaid", access_schedule=schedule(500000), invoice_schedule=schedule(500000),
             ledger=deduction("postpaid_automated_invoice_deduction", -300)),
        live(id="own_unknown", customer_id="own_customer", type="prepaid", access_schedule=schedule(100), invoice_schedule='{"do_not_invoice": true}',
             ledger=deduction("prepaid_manual", -1)),
        live(id="own_bad", customer_id="own_customer", type="credit", access_schedule="{not json", ledger="[1, 2"),
    ],
    ("metronome", "contracts_rate_card_entries"): [
        live(id="own_tiers", rate_card_id="own_card", product_id="own_docs", credit_type_id=metronome.DOLLARS, starting_at="2026-01-01",
             rate='{"rate_type": "TIERED", "tiers": [{"size": 10, "price": 50}, {"size": 90.5, "price": 25}, {"price": 1e-7}]}'),
    ],
    ("amberflo", "invoices"): [
        {"invoiceUri": "own", "invoiceKey": '{"customerId": "own_customer", "productId": "1", "productPlanId": "own"}', "invoicePriceStatus": "price_locked",
         "invoiceStartTimeInSeconds": "1772323200", "invoiceEndTimeInSeconds": "1775001600", "_loaded_at": "2026-04-03 00:00:00",
         "productItemInvoices": '[{"productItemId": "i", "meterApiName": "m", "productItemVariants": [{"key": "a", "totalBill": {"price": 10, "meterUnits": 3}},'
                                ' {"key": "b", "totalBill": {"price": 20}}]}]',
         "productPlanFees": '[{"id": "f", "cost": 3}]', "totalBill": '{"itemPrice": 30, "fixPrice": 3, "totalDiscount": 3, "prepaid": 10, "totalPrice": 21.5}'},
        {"invoiceUri": "own_bad", "invoicePriceStatus": "price_locked", "productItemInvoices": "[not json", "totalBill": "?", "_loaded_at": "soon"},
    ],
    ("amberflo", "prepaid_orders"): [
        {"id": "own_order", "customerId": "own_customer", "startTimeInSeconds": "1767225600", "prepaidPrice": "100", "originalWorth": "300", "originalCurrency": "usd"},
        {"id": "own_bad", "customerId": "own_customer", "startTimeInSeconds": "now", "prepaidPrice": "free", "paymentStatus": "settled"},
    ],
    ("amberflo", "meter_events"): [
        {"uniqueId": "own", "meterApiName": "m", "customerId": "own_customer", "meterValue": "1e-7", "meterTimeInMillis": "1775037600500", "dimensions": '{"usecase": "é"}'},
        {"uniqueId": "own_bad", "meterApiName": "m", "customerId": "own_customer", "meterValue": "4,0", "meterTimeInMillis": "then", "dimensions": "{not json"},
    ],
    ("amberflo", "product_item_prices"): [
        {"productItemId": "own_item", "productItemPriceMap": '{"p": {"productItemPriceName": "P", "price": {"type": "PricePerUnitLeafNode", "allowPartialBatch": false,'
                                                             ' "tiers": [{"startAfterUnit": 0, "batchSize": 1000, "pricePerBatch": 0.25}]}}}'},
        {"productItemId": "own_bad", "productItemPriceMap": '["p"]'},
    ],
    ("amberflo", "product_plans"): [
        {"id": "own_plan", "productPlanName": "Own", "billingPeriod": '{"interval": "year", "intervalsCount": 1}', "feeMap": '{"a b": {"cost": "120"}}'},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgres_host) -> dict[str, Dbt]:
    rows = told(tmp_path_factory.mktemp("told") / "raw")
    built = {}
    for target in ("duckdb", "postgres"):
        environment = _new_database(postgres_host, "metering") if target == "postgres" else {}
        built[target] = Dbt(tmp_path_factory.mktemp(target), target=target, environment=environment)
        land_rows(built[target], rows)
        done = build_staging(built[target], list(MODULES))
        assert done.ok, done.output[-4000:]
    return built


def plain(row: tuple) -> tuple:
    return tuple(str(value.normalize() if isinstance(value, Decimal) else value) for value in row)


@pytest.mark.parametrize("vendor", MODULES)
def test_every_row_is_the_same_on_both_engines(both, vendor) -> None:
    for entity in ENTITIES:
        duck, postgres = (sorted(map(plain, dbt.query(f"select * from staging.stg_{vendor}__{entity}"))) for dbt in both.values())
        assert len(duck) > 1, entity
        assert duck == postgres, (entity, [pair for pair in zip(duck, postgres, strict=False) if pair[0] != pair[1]][:2])


FIGURES = {
    "lines of the child": ("""
        select source_record_id, net_amount, exclusion_reason, row_issue from staging.stg_metronome__revenue_lines
        where source_record_id in ('own_usage', 'own_applied', 'own_credits_line', 'own_promise', 'own_broken', 'own_trueup') order by 1
    """, [
        ("own_applied", Decimal("-75"), None, None), ("own_broken", None, None, 'total: "1,000" is not a number'),
        ("own_credits_line", Decimal("500"), "not_money", None), ("own_promise", Decimal("-3"), "postpaid_application", None),
        ("own_trueup", Decimal("40"), None, None), ("own_usage", Decimal("100.00005"), None, None),
    ]),
    "copies on the parent's invoice": ("""
        select exclusion_reason, count(*) from staging.stg_metronome__revenue_lines where invoice_native_id = 'own_all' group by 1 order by 1
    """, [("consolidated_copy", 4), ("not_money", 1), ("postpaid_application", 1)]),
    "who pays": ("""
        select distinct customer_native_id, payer_native_id from staging.stg_metronome__revenue_lines where invoice_native_id = 'own_inv'
    """, [("own_customer", "own_boss")]),
    "what credits cost": ("""
        select source_record_id, granted_units, paid_amount, exclusion_reason, row_issue from staging.stg_metronome__credit_grants
        where customer_native_id = 'own_customer' order by 1
    """, [
        ("own_bad|0", None, None, None, "access_schedule: no segment can be read"), ("own_commit|s0", Decimal(300000), Decimal("999.9999999"), None, None),
        ("own_promise|s0", Decimal(5000), None, "postpaid_commitment", None), ("own_rolled|s0", Decimal(3000), Decimal("9.999999999"), None, None),
        ("own_unknown|s0", Decimal(1), None, None, "cost_basis: nobody says what was paid"),
    ]),
    "what was drawn": ("""
        select entry_type, units, money_amount, feature_ref, cast(occurred_at as date), exclusion_reason from staging.stg_metronome__credit_entries
        where customer_native_id = 'own_customer' and row_issue is null order by 1, 2
    """, [
        ("burn", Decimal("-7500.5"), Decimal("-25.001666664"), "Own documents", "2026-03-31", None),
        ("burn", Decimal(-3), None, "Own documents", "2026-03-31", "postpaid_commitment"),
        ("expire", Decimal(-30), Decimal("-0.1"), None, "2026-04-01", None),
    ]),
    "tiers of Metronome": ("""
        select tier_index, bracket_from, bracket_up_to, unit_amount from staging.stg_metronome__prices
        where price_native_id = 'own_tiers' and exclusion_reason is null order by 1
    """, [(0, 0, 10, Decimal("0.5")), (1, 10, Decimal("100.5"), Decimal("0.25")), (2, Decimal("100.5"), None, Decimal("0.000000001"))]),
    "lines of Amberflo": ("""
        select source_table, revenue_type, gross_amount, round(discount_amount, 4), round(credit_applied_amount, 4), round(net_amount, 4), row_issue
        from staging.stg_amberflo__revenue_lines
        where invoice_native_id in ('own', 'own_bad') and source_record_id not like 'own_bad|%' order by invoice_native_id, 1, 3
    """, [
        ("invoices", "usage", Decimal("1.5"), 0, 0, Decimal("1.5"), None),
        ("invoices.lines", "subscription", Decimal(3), Decimal("-0.2727"), Decimal("-0.9091"), Decimal("1.8182"), None),
        ("invoices.lines", "usage", Decimal(10), Decimal("-0.9091"), Decimal("-3.0303"), Decimal("6.0606"), None),
        ("invoices.lines", "usage", Decimal(20), Decimal("-1.8182"), Decimal("-6.0606"), Decimal("12.1212"), None),
        ("invoices", "usage", None, 0, 0, None, "totalBill: no total price can be read"),
    ]),
    "total at Amberflo": ("select sum(net_amount) from staging.stg_amberflo__revenue_lines where invoice_native_id = 'own'", [(Decimal("21.5"),)]),
    "drawn at Amberflo": ("""
        select sum(units), sum(money_amount) from staging.stg_amberflo__credit_entries where customer_native_id = 'own_customer' and row_issue is null
    """, [(Decimal(-10), Decimal("-3.333333333"))]),
    "prices of Amberflo": ("""
        select source_record_id, charge_model, unit_amount, unit_size, billing_months, row_issue from staging.stg_amberflo__prices
        where source_record_id like 'own%' and exclusion_reason is null order by 1
    """, [
        ("own_bad", "other", None, None, None, "productItemPriceMap: no tiers can be read"), ("own_item|p|0", "package", Decimal("0.25"), 1000, None, None),
        ("own_plan|a b", "per_unit", 120, 1, 12, None),
    ]),
    "events of Amberflo": ("""
        select request_ref, quantity, feature_ref, row_issue from staging.stg_amberflo__usage_events where customer_ref = 'own_customer' order by 1
    """, [("own", Decimal("0.0000001"), "é", None), ("own_bad", None, "m", 'meterValue: "4,0" is not a number')]),
}  # fmt: skip


@pytest.mark.parametrize("what", FIGURES)
@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_figures_of_harder_shapes(both, target, what) -> None:
    sql, wanted = FIGURES[what]
    found = both[target].query(sql.replace("cast(occurred_at as date)", "cast(cast(occurred_at as date) as text)"))
    assert found == wanted
