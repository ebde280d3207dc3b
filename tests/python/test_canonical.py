"""What becomes of a landed row: valid, duplicate or quarantined with a reason, and the counts add up."""

from __future__ import annotations

import datetime as dt
import shutil

import duckdb
import pytest
import yaml

from scripts import sync_vendors
from tests.python.conftest import ROOT, Dbt

AT = dt.datetime(2026, 3, 5, 12)
SQL_TYPES = {
    "text": "varchar", "money": "decimal(28,9)", "rate": "decimal(18,12)", "quantity": "decimal(28,9)",
    "count": "decimal(18,0)", "date": "date", "timestamp": "timestamp", "boolean": "boolean",
}


def at(hours: int) -> dt.datetime:
    return AT + dt.timedelta(hours=hours)


def line(name: str, **values) -> dict:
    """A sound revenue line; `name` is what the test calls the row."""
    return {"display": name, "line_kind": "charge", "net_amount": 10, "currency_code": "USD", "service_start_at": AT,
            "quantity": 1, "loaded_at": at(1), "source_updated_at": AT} | values


def entry(name: str, **values) -> dict:
    return {"display": name, "units": 1, "money_amount": 1, "currency_code": "USD", "occurred_at": AT, "loaded_at": at(1)} | values


def bill(name: str, **values) -> dict:
    return {"display": name, "provider": "aws", "billed_amount": 5, "effective_amount": 5, "currency_code": "USD",
            "charge_start_at": AT, "slice_period": dt.date(2026, 3, 1), "slice_batch": "b1", "loaded_at": at(1)} | values


def call(name: str, **values) -> dict:
    return {"display": name, "provider": "openai", "cost_amount": 1, "currency_code": "USD", "started_at": AT,
            "loaded_at": at(1), "source_updated_at": AT} | values


# entity -> rows in the order they landed: (row, expected fate, words of the reason)
LANDED = {
    "revenue_lines": [
        (line("old", source_record_id="a", net_amount=1), "duplicate", "older version"),
        (line("new", source_record_id="a", net_amount=2, source_updated_at=at(2)), "valid", None),
        (line("late old", source_record_id="a", net_amount=3, loaded_at=at(90)), "duplicate", "older version"),
        (line("copy", source_record_id="a", net_amount=2, source_updated_at=at(2), loaded_at=at(0)), "duplicate", "copy"),
        (line("other account", source_record_id="a", source_account="eu"), "valid", None),
        (line("no id", source_record_id=""), "valid", None),
        (line("no id again", source_record_id=""), "valid", None),
        (line("null id", source_record_id=None), "valid", None),
        (line("broken", source_record_id="b", row_issue='amount: "abc" is not a number'), "quarantined", "abc"),
        (line("broken newest", source_record_id="c", source_updated_at=at(9), net_amount=None), "quarantined", "net_amount: missing"),
        (line("sound before it", source_record_id="c"), "valid", None),
        (line("void newest", source_record_id="d", source_updated_at=at(9), exclusion_reason="void", net_amount=None), "valid", None),
        (line("voided", source_record_id="d"), "duplicate", "older version"),
        (line("currency", source_record_id="e", currency_code="XQQ"), "quarantined", '"XQQ" is not a known currency'),
        (line("no currency", source_record_id="f", currency_code=None), "quarantined", "currency_code: missing"),
        (line("negative", source_record_id="g", quantity=-1), "quarantined", "is negative"),
        (line("negative credit", source_record_id="h", quantity=-1, line_kind="credit_note"), "valid", None),
        (line("backwards", source_record_id="i", service_end_at=at(-1)), "quarantined", "before service_start_at"),
        (line("no period", source_record_id="j", service_start_at=None), "quarantined", "service_start_at and invoiced_at: missing"),
        (line("invoiced only", source_record_id="k", service_start_at=None, invoiced_at=AT), "valid", None),
    ],
    "credit_entries": [
        (entry("fact", source_record_id="a"), "valid", None),
        (entry("copy of fact", source_record_id="a", loaded_at=at(5)), "duplicate", "copy"),
        (entry("one side", source_record_id="b", units=1), "quarantined", "another payload"),
        (entry("other side", source_record_id="b", units=2), "quarantined", "another payload"),
        (entry("withdrawn", source_record_id="c", units=2, exclusion_reason="deleted"), "valid", None),
        (entry("what was withdrawn", source_record_id="c", units=3), "duplicate", "withdrawn"),
    ],
    "infra_cost_lines": [
        (bill("first batch"), "duplicate", "later batch"),
        (bill("second batch", slice_batch="b2", loaded_at=at(2)), "valid", None),
        (bill("equal line", slice_batch="b2", loaded_at=at(2)), "valid", None),
        (bill("named", slice_batch="b2", loaded_at=at(2), source_record_id="x"), "valid", None),
        (bill("named again", slice_batch="b2", loaded_at=at(2), source_record_id="x"), "duplicate", "same id"),
        (bill("other period", slice_period=dt.date(2026, 2, 1)), "valid", None),
        (bill("other account", source_account="eu"), "valid", None),
        (bill("appended", source_account="gcp", is_append_only=True), "valid", None),
        (bill("appended later", source_account="gcp", is_append_only=True, slice_batch="b9", loaded_at=at(9)), "valid", None),
        (bill("no amount", source_account="us", billed_amount=None, effective_amount=None), "quarantined", "missing"),
    ],
    "ai_calls": [
        (call("alone", source_record_id="a"), "valid", None),
        (call("no cost", source_record_id="b", cost_amount=None, currency_code=None), "valid", None),
        (call("negative", source_record_id="c", output_tokens=-1), "quarantined", "output_tokens: -1 is negative"),
        (call("no time", source_record_id="d", started_at=None), "quarantined", "started_at: missing"),
        (call("moved away", source_record_id="e"), "duplicate", "older version"),
        (call("moved to", source_record_id="e", started_at=at(50), source_updated_at=at(50)), "valid", None),
    ],
}
NAMED_IN = {"revenue_lines": "invoice_native_id", "credit_entries": "price_native_id", "infra_cost_lines": "tags",
            "ai_calls": "span_id"}
# These columns are part of the content, so rows that must be equal get the same label there.
SAME = {"copy": "new", "copy of fact": "fact", "no id again": "no id", "equal line": "second batch", "named again": "named", "appended later": "appended"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> Dbt:
    """The real judging models of four entities over hand-made raw rows, built once."""
    folder = tmp_path_factory.mktemp("judged")
    project = folder / "project"
    shutil.copytree(ROOT / "macros", project / "macros")
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    settings = {key: value for key, value in settings.items() if key not in ("on-run-start", "on-run-end")}
    settings["vars"] |= {"vendors_enabled": ["generic"], "missing": []}
    registry = {
        "provides": {e: [{"vendor": "generic", "model": f"stg_generic__{e}"}] for e in LANDED},
        "counts": [{"vendor": "generic", "source_table": e, "entity": e} for e in LANDED],
    }
    files = {
        "dbt_project.yml": yaml.safe_dump(settings),
        "macros/_generated/vendor_registry.sql":
            "{% macro vendor_registry() %}{{ return(" + repr(registry) + ") }}{% endmacro %}",
        "models/sources.yml": yaml.safe_dump(
            {"sources": [{"name": "generic", "database": "raw", "tables": [{"name": e} for e in LANDED]}]}
        ),
        "models/stg_pricing__currency_exponents.sql": "select 'USD' as currency_code",
        "models/stg_pricing__lookup_paths.sql": "select cast(null as text) as key where false",
        "models/stg_pricing__event_conflict_picks.sql":
            "select cast(null as text) as entity, cast(null as text) as vendor, cast(null as text) as source_record_id, "
            "cast(null as text) as chosen_payload_hash where false",
        "models/intermediate/int_row_accounting.sql": (sync_vendors.CANONICAL / "int_row_accounting.sql").read_text(),
    }
    for entity in LANDED:
        names = ", ".join(name for name, _ in sync_vendors.canonical_columns(entity))
        files[f"models/stg_generic__{entity}.sql"] = f"select {names} from {{{{ source('generic', '{entity}') }}}}"
        for name in (f"int_{entity}_judged", f"int_{entity}"):
            files[f"models/intermediate/{name}.sql"] = (sync_vendors.CANONICAL / f"{name}.sql").read_text()
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    with duckdb.connect(str(folder / "raw.duckdb")) as connection:
        connection.execute("create schema generic")
        for entity, rows in LANDED.items():
            columns = sync_vendors.canonical_columns(entity)
            connection.execute(f"create table generic.{entity} ({', '.join(f'{n} {SQL_TYPES[w]}' for n, w in columns)})")
            for row, _, _ in rows:
                label = SAME.get(row["display"], row["display"])
                row = {"vendor": "generic", "source_table": entity, "source_account": ""} | row | {NAMED_IN[entity]: label}
                marks = ", ".join("?" * len(columns))
                connection.execute(f"insert into generic.{entity} values ({marks})", [row.get(n) for n, _ in columns])
    dbt = Dbt(folder, project=project)
    done = dbt.run("run")
    assert done.ok, done.output
    return dbt


@pytest.mark.parametrize("entity", LANDED)
def test_fate_and_reason(judged, entity):
    label = NAMED_IN[entity]
    found = sorted(judged.query(f"select {label}, row_fate, fate_reason from intermediate.int_{entity}_judged"), key=repr)
    expected = [(SAME.get(row["display"], row["display"]), fate, words) for row, fate, words in LANDED[entity]]
    assert len(found) == len(expected)
    unmatched = list(found)
    for name, fate, words in expected:
        matches = [r for r in unmatched if r[:2] == (name, fate) and (r[2] is None if words is None else words in (r[2] or ""))]
        assert matches, f"{name} should be {fate} ({words}); found {[r for r in found if r[0] == name]}"
        unmatched.remove(matches[0])


@pytest.mark.parametrize("entity", LANDED)
def test_only_rows_that_count_go_on_and_keys_are_unique(judged, entity):
    counted = judged.query(f"select count(*), count(distinct record_key) from intermediate.int_{entity}")[0]
    expected = sum(1 for row, fate, _ in LANDED[entity] if fate == "valid" and "exclusion_reason" not in row)
    assert counted == (expected, expected)


def test_every_landed_row_is_accounted_for(judged):
    rows = judged.query(
        "select source_table, raw_rows, valid_rows, duplicate_rows, quarantined_rows, excluded_rows "
        "from intermediate.int_row_accounting"
    )
    fates = {e: [fate for _, fate, _ in landed] for e, landed in LANDED.items()}
    assert {row[0]: row[1:5] for row in rows} == {
        e: (len(f), f.count("valid"), f.count("duplicate"), f.count("quarantined")) for e, f in fates.items()
    }
    assert {row[0]: row[5] for row in rows} == {"revenue_lines": 1, "credit_entries": 1, "infra_cost_lines": 0, "ai_calls": 0}


def test_generated_files_are_up_to_date():
    assert sync_vendors.stale() == [], "run `python -m scripts.sync_vendors`"


def test_contracts_say_what_the_column_contract_says():
    models = {m["name"]: m for m in yaml.safe_load((sync_vendors.CANONICAL / "_canonical__entities.yml").read_text())["models"]}
    for entity in sync_vendors.entities():
        columns = [(name, sync_vendors.WORDS[word]) for name, word in sync_vendors.canonical_columns(entity)]
        for name in (f"int_{entity}_judged", f"int_{entity}"):
            written = [(c["name"], c["data_type"]) for c in models[name]["columns"]]
            assert written[: len(columns)] == columns, name
            assert all(c["description"] for c in models[name]["columns"])


def test_every_entity_has_a_rule_of_change():
    for entity in sync_vendors.entities():
        rules = sync_vendors.entity_rules(entity)
        names = {name for name, _ in sync_vendors.canonical_columns(entity)}
        assert rules["change"] in ("immutable", "versioned", "sliced")
        assert (rules["change"] == "sliced") == ("slice_batch" in names), entity
        for currency, amounts in rules.get("money", {}).items():
            assert {currency, *amounts} <= names, entity


def test_a_provider_of_an_unknown_entity_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "_acme__models.yml"
    file.write_text("models: [{name: stg_acme__calls, config: {meta: {provides: calls}}}]")
    monkeypatch.setattr(sync_vendors, "STAGING", tmp_path)
    monkeypatch.setattr(sync_vendors, "ROOT", tmp_path.parent)
    monkeypatch.setattr(sync_vendors, "entities", lambda: ["ai_calls"])
    with pytest.raises(sync_vendors.Refusal, match="unknown entity 'calls'"):
        sync_vendors.providers()
