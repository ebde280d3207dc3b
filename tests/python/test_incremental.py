"""Whatever the order and the batches in which events arrive, an incremental run leaves what a full refresh leaves.

One set of landed rows (duplicates, late and restated rows, rows restated into another day, withdrawn rows, rows
without an id or a time, contradicting payloads, picks that come and go) is told in random orders and random
batches to the real event models: the judged entities, and the chain from sightings to daily calls. Some runs stop
between two models. Every model must end byte-equal to its full refresh, and equal under every order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.cli.main import dbtRunner

from scripts import sync_vendors

ROOT = sync_vendors.ROOT
ENTITIES = ["usage_events", "spans", "ai_calls"]
CALL_MODELS = ["int_call_sightings", "int_calls", "int_call_traces", "int_call_labels", "int_calls_daily", "int_trace_statements"]
STORED = [f"int_{entity}_judged" for entity in ENTITIES] + CALL_MODELS
SQL_TYPES = {
    "text": "varchar", "money": "decimal(28,9)", "rate": "decimal(18,12)", "quantity": "decimal(28,9)",
    "count": "decimal(18,0)", "date": "date", "timestamp": "timestamp", "boolean": "boolean",
}
START = dt.datetime(2026, 3, 1)
DAYS = 9
FOREVER = 1_000


def moment(rng: random.Random, day: int | None = None) -> dt.datetime:
    day = rng.randrange(DAYS) if day is None else day
    return START + dt.timedelta(days=day, seconds=rng.choice([0, 1, 40_000, 86_399, rng.randrange(86_400)]))


def base_row(entity: str, record_id: str | None, rng: random.Random) -> dict:
    names = [name for name, _ in sync_vendors.canonical_columns(entity)]
    return dict.fromkeys(names) | {
        "source_account": rng.choice(["", "eu"]), "source_record_id": record_id, "vendor": "generic", "source_table": entity,
        "loaded_at": START + dt.timedelta(days=20, minutes=rng.randrange(100_000)),
    }


def usage_event(record_id: str | None, rng: random.Random) -> dict:
    row = base_row("usage_events", record_id, rng)
    row |= {
        "occurred_at": moment(rng), "quantity": rng.choice([1, 2, 3, 5, 8]), "customer_ref": f"acct_{rng.randrange(4)}",
        "event_name": "documents.analyzed",
    }
    return hashed(row)


def hashed(row: dict) -> dict:
    said = f"{row['occurred_at']}|{row['quantity']}|{row['customer_ref']}"
    return row | {"payload_hash": hashlib.md5(said.encode()).hexdigest()}


def span(record_id: str | None, rng: random.Random) -> dict:
    row = base_row("spans", record_id, rng)
    started = moment(rng)
    return row | {
        "trace_id": f"trace_{rng.randrange(30)}", "started_at": started, "ended_at": started + dt.timedelta(seconds=9),
        "customer_ref": rng.choice([None, "acct_1", "acct_2"]), "feature_ref": rng.choice([None, "chat"]),
        "source_updated_at": started + dt.timedelta(hours=rng.randrange(200)), "span_kind": "server",
        "labels": rng.choice([None, f'{{"tenant_id": "t{rng.randrange(2)}"}}']),
    }


def ai_call(record_id: str | None, rng: random.Random) -> dict:
    row = base_row("ai_calls", record_id, rng)
    started, number = moment(rng), rng.randrange(40)
    return row | {
        "source_rank": rng.randrange(1, 4), "provider_response_id": rng.choice([None, f"resp_{number}"]),
        "gateway_call_id": rng.choice([None, f"gw_{number}"]), "trace_id": rng.choice([None, f"trace_{number % 30}"]),
        "span_id": rng.choice([None, f"span_{number}"]), "provider": "openai", "model": "gpt-5", "status": "success",
        "is_retry": rng.random() < 0.1, "is_cache_hit": rng.random() < 0.1, "is_batch": False, "is_internal": False,
        "is_paid_by_caller": False, "input_tokens": rng.randrange(1000), "output_tokens": rng.randrange(300),
        "cost_amount": rng.choice([None, rng.randrange(1, 10_000) / 1000]), "currency_code": "USD",
        "customer_ref": rng.choice([None, "acct_3"]), "started_at": started, "ended_at": started,
        "source_updated_at": started + dt.timedelta(hours=rng.randrange(100)),
        "labels": rng.choice([None, f'{{"properties": {{"org": "o{rng.randrange(3)}"}}, "tags": ["tenant_id:t{number % 3}"]}}']),
    }


MAKERS = {"usage_events": usage_event, "spans": span, "ai_calls": ai_call}
CLOCKS = {"usage_events": "occurred_at", "spans": "started_at", "ai_calls": "started_at"}


def dirty_copy(entity: str, row: dict, rng: random.Random) -> dict:
    """Another landed row about the same record: a copy, a restatement, a move, a withdrawal or plain dirt."""
    copy = dict(row, loaded_at=row["loaded_at"] + dt.timedelta(minutes=rng.randrange(-5000, 5000)))
    kind = rng.choice(["copy", "copy", "restated", "moved", "moved", "deleted", "broken", "no time", "no id"])
    clock, later = CLOCKS[entity], dt.timedelta(hours=rng.randrange(1, 400))
    if entity != "usage_events" and kind in ("restated", "moved", "deleted"):
        copy["source_updated_at"] = row["source_updated_at"] + rng.choice([later, -later, dt.timedelta(0)])
    if kind == "restated" and entity == "usage_events":
        copy["quantity"] = row["quantity"] + rng.randrange(2)
    elif kind == "restated":
        copy["customer_ref"] = rng.choice(["acct_5", "acct_6"])
    elif kind == "moved":
        copy[clock] = moment(rng)
        copy |= {"ended_at": copy[clock]} if "ended_at" in copy else {}
    elif kind == "deleted":
        copy["exclusion_reason"] = "deleted"
    elif kind == "broken":
        copy["row_issue"] = 'quantity: "many" is not a number'
    elif kind == "no time":
        copy[clock] = None
    elif kind == "no id":
        copy["source_record_id"] = rng.choice([None, "", "  "])
    return hashed(copy) if entity == "usage_events" else copy


def landed_rows(rng: random.Random) -> list[tuple[str, dict]]:
    rows = []
    for entity, make in MAKERS.items():
        for number in range(30):
            row = make(f"{entity}_{number}", rng)
            rows.append((entity, row))
            rows += [(entity, dirty_copy(entity, row, rng)) for _ in range(rng.choice([0, 0, 1, 2, 4]))]
    return rows


def upserted_pairs(rng: random.Random) -> list[tuple[str, dict, dict]]:
    """Records alone on their day that a loader overwrites in place, some with another day: the old day empties."""
    pairs = []
    for entity, make in MAKERS.items():
        for number in range(4):
            old = make(f"{entity}_overwritten_{number}", rng)
            old |= {CLOCKS[entity]: START + dt.timedelta(days=30 + number)}
            new = old | {CLOCKS[entity]: START + dt.timedelta(days=rng.choice([30 + number, 31 + number, 50]))}
            new |= {"customer_ref": "acct_7", "loaded_at": START + dt.timedelta(days=200, minutes=number)}
            old, new = (row | ({"ended_at": row["started_at"]} if "ended_at" in row else {}) for row in (old, new))
            pairs.append((entity, *(hashed(row) if entity == "usage_events" else row for row in (old, new))))
    return pairs


def picks(rows: list[tuple[str, dict]], rng: random.Random) -> list[tuple[str, str]]:
    """A few decisions about events that really contradict each other."""
    payloads: dict[str, set[str]] = {}
    for entity, row in rows:
        if entity == "usage_events" and (row["source_record_id"] or "").strip():
            payloads.setdefault(row["source_record_id"], set()).add(row["payload_hash"])
    contested = sorted(record for record, hashes in payloads.items() if len(hashes) > 1)
    return [(record, rng.choice(sorted(payloads[record]))) for record in contested[: len(contested) // 2 + 1]]


def visibility(count: int, batches: int, rng: random.Random, vanish: float) -> list[tuple[int, int]]:
    """For each row the batch it arrives with and the batch before which a loader has removed it again."""
    spans_seen = []
    for _ in range(count):
        arrives = rng.randrange(batches)
        gone = rng.randrange(arrives + 1, batches + 2) if rng.random() < vanish else FOREVER
        spans_seen.append((arrives, gone))
    return spans_seen


def overwriting(batches: int, rng: random.Random) -> list[tuple[int, int]]:
    """When the old and when the new content of one overwritten row can be seen."""
    overwritten = rng.randrange(1, batches)
    return [(rng.randrange(overwritten), overwritten), (overwritten, FOREVER)]


def write_raw(file: Path, rows: list, orders: list[dict]) -> None:
    """All rows once, and per order when each of them (and each pick) can be seen."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema if not exists generic")
        for entity in ENTITIES:
            columns = sync_vendors.canonical_columns(entity)
            typed = ", ".join(f"{name} {SQL_TYPES[word]}" for name, word in columns)
            connection.execute(f"create table generic.{entity} (row_number integer, {typed})")
            data = [
                [number, *(row[name] for name, _ in columns)]
                for number, (kind, row) in enumerate(rows) if kind == entity
            ]
            connection.executemany(
                f"insert into generic.{entity} values ({', '.join('?' * (len(columns) + 1))})", data
            )
        connection.execute("create table generic.arrivals (arrival_order int, row_number int, seen_from int, seen_until int)")
        connection.execute(
            "create table generic.picks (arrival_order int, source_record_id text, chosen text, seen_from int, seen_until int)"
        )
        for order in orders:
            connection.executemany(
                "insert into generic.arrivals values (?, ?, ?, ?)",
                [[order["number"], number, *seen] for number, seen in enumerate(order["rows"])],
            )
            connection.executemany(
                "insert into generic.picks values (?, ?, ?, ?, ?)",
                [[order["number"], *pick, *seen] for pick, seen in zip(order["picks"], order["pick_seen"], strict=True)],
            )


SEEN = (
    "arrivals.arrival_order = {{ var('arrival_order') }} and arrivals.seen_from <= {{ var('batch') }} "
    "and {{ var('batch') }} < arrivals.seen_until"
)


def write_project(folder: Path) -> None:
    """A project of the real event models on raw tables that show, per variable, what has arrived so far."""
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    for hook in ("on-run-start", "on-run-end"):
        settings.pop(hook, None)
    settings["vars"] |= {"vendors_enabled": ["generic"], "missing": []}
    shutil.copytree(ROOT / "macros", folder / "macros")
    registry = {
        "provides": {e: [{"vendor": "generic", "model": f"stg_generic__{e}"}] for e in ENTITIES}, "counts": []
    }
    files = {
        "dbt_project.yml": yaml.safe_dump(settings),
        "macros/_generated/vendor_registry.sql":
            "{% macro vendor_registry() %}{{ return(" + repr(registry) + ") }}{% endmacro %}",
        "models/staging/_sources.yml": yaml.safe_dump({"sources": [{
            "name": "generic", "database": "raw", "tables": [{"name": t} for t in [*ENTITIES, "arrivals", "picks"]],
        }]}),
        "models/staging/pricing/stg_pricing__currency_exponents.sql": "select 'USD' as currency_code",
        "models/staging/pricing/stg_pricing__event_conflict_picks.sql":
            "select 'usage_events' as entity, 'generic' as vendor, source_record_id, chosen as chosen_payload_hash "
            "from {{ source('generic', 'picks') }} as arrivals where " + SEEN,
        # no path reads a label at first, then one does, then another key is named
        "models/staging/pricing/stg_pricing__lookup_paths.sql":
            "select 'customer' as target, 5 as priority, 'label' as reference, "
            "case when {{ var('batch') }} < 2 then 'org' else 'tenant_id' end as key, cast(null as text) as vendor "
            "where {{ var('batch') }} > 0 union all "
            "select 'customer', 6, 'trace', 'tenant_id', null where {{ var('batch') }} > 0 union all "
            "select 'customer', 7, 'trace_id', null, null",
        # a person names a trace late
        "models/intermediate/ai_cost/int_named_traces.sql":
            "select trace_id from {{ source('generic', 'spans') }} where trace_id is not null and {{ var('batch') }} > 1 "
            "group by trace_id order by trace_id limit 3",
        "models/staging/pricing/_config.yml": yaml.safe_dump({"models": [
            {"name": f"stg_pricing__{name}", "config": {"materialized": "view"}}
            for name in ("currency_exponents", "event_conflict_picks", "lookup_paths")
        ]}),
    }
    for entity in ENTITIES:
        names = ", ".join(f"landed.{name}" for name, _ in sync_vendors.canonical_columns(entity))
        files[f"models/staging/stg_generic__{entity}.sql"] = (
            f"select {names} from {{{{ source('generic', '{entity}') }}}} as landed "
            "left join {{ source('generic', 'arrivals') }} as arrivals on landed.row_number = arrivals.row_number "
            f"where {SEEN}"
        )
        for name in (f"int_{entity}_judged", f"int_{entity}"):
            files[f"models/intermediate/canonical/{name}.sql"] = (sync_vendors.CANONICAL / f"{name}.sql").read_text()
    contracts = yaml.safe_load((sync_vendors.CANONICAL / "_canonical__entities.yml").read_text())
    wanted = {f"int_{entity}{suffix}" for entity in ENTITIES for suffix in ("", "_judged")}
    contracts["models"] = [model for model in contracts["models"] if model["name"] in wanted]
    files["models/intermediate/canonical/_entities.yml"] = yaml.safe_dump(contracts)
    for name in CALL_MODELS:
        text = (ROOT / "models" / "intermediate" / "ai_cost" / f"{name}.sql").read_text()
        files[f"models/intermediate/ai_cost/{name}.sql"] = text
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


class Arrivals:
    """Runs the project's models for one arrival order and batch, in this process and with one parsed manifest."""

    def __init__(self, folder: Path, rows: list, orders: list[dict]):
        self.folder, self.project = folder, folder / "project"
        self.project.mkdir()
        write_project(self.project)
        shutil.copyfile(ROOT / "profiles.yml.example", folder / "profiles.yml")
        write_raw(folder / "raw.duckdb", rows, orders)
        os.environ.update(
            LAYER_SIX_WAREHOUSE=str(folder), DBT_PROFILES_DIR=str(folder), DBT_PROJECT_DIR=str(self.project),
            DBT_TARGET_PATH=str(folder / "target"), DBT_LOG_PATH=str(folder / "logs"),
            DBT_SEND_ANONYMOUS_USAGE_STATS="false", LAYER_SIX_TARGET="duckdb",
        )
        self.manifest = self.invoke(["parse"], 0, 0).result

    def invoke(self, arguments: list[str], order: int, batch: int):
        variables = f"{{arrival_order: {order}, batch: {batch}}}"
        done = dbtRunner(manifest=getattr(self, "manifest", None)).invoke(
            [*arguments, "--vars", variables, "--log-level", "none", "--threads", "1"]
        )
        assert done.success, done.exception or [r.message for r in done.result.results if r.status == "error"]
        return done

    def run(self, order: int, batch: int, full: bool = False, only: list[str] | None = None) -> None:
        chosen = ["--select", *only] if only else []
        self.invoke(["run", *chosen, *(["--full-refresh"] if full else [])], order, batch)

    def contents(self) -> dict[str, list[tuple]]:
        """Sorted rows of every stored model; the run's name and tombstones are how it was computed, not what it says."""
        found = {}
        with duckdb.connect(str(self.folder / "build.duckdb")) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for model in STORED:
                alive = "row_fate <> 'tombstone'" if model.endswith("_judged") else {
                    "int_call_sightings": "record_key", "int_calls_daily": "call_group_key", "int_trace_statements": "trace_id",
                }.get(model, "call_key") + " is not null"
                rows = connection.execute(
                    f"select * exclude (slice_version) from intermediate.{model} where {alive}"
                ).fetchall()
                found[model] = sorted(rows, key=repr)
        return found


def tell(arrivals: Arrivals, order: dict, rng: random.Random) -> dict[str, list[tuple]]:
    """All batches of one order, some runs cut off between two models; returns what the last run has left."""
    for batch in range(order["batches"]):
        is_cut = 0 < batch < order["batches"] - 1 and rng.random() < 0.3
        before_cut = ["staging", *[f"int_{entity}_judged" for entity in rng.sample(ENTITIES, rng.randrange(1, 4))]]
        if is_cut and rng.random() < 0.5:
            before_cut += ["int_ai_calls", "int_spans", *CALL_MODELS[: rng.randrange(1, 3)]]
        arrivals.run(order["number"], batch, full=batch == 0, only=before_cut if is_cut else None)
    return arrivals.contents()


def prove_orders(folder: Path, seed: int, count: int) -> None:
    rng = random.Random(seed)
    rows, pairs = landed_rows(rng), upserted_pairs(rng)
    decisions = picks(rows, rng)
    every_row = rows + [(entity, row) for entity, *pair in pairs for row in pair]
    orders = []
    for number in range(count):
        batches = rng.randrange(3, 6)
        vanish = 0.0 if number % 3 else 0.15  # in every third order a loader also removes rows
        seen = visibility(len(rows), batches - 1, rng, vanish)  # the last batch is quiet: few days, and picks
        orders.append({
            "number": number, "batches": batches, "vanish": vanish, "picks": decisions,
            "rows": seen + [span_seen for _ in pairs for span_seen in overwriting(batches, rng)],
            "pick_seen": visibility(len(decisions), batches, rng, 0.4 if vanish else 0.0),
        })
    arrivals = Arrivals(folder, every_row, orders)
    reference = None
    for order in orders:
        incremental = tell(arrivals, order, rng)
        arrivals.run(order["number"], order["batches"] - 1, full=True)
        full = arrivals.contents()
        for model in STORED:
            assert incremental[model] == full[model], f"{model} after order {order['number']} of seed {seed}"
        if not order["vanish"]:
            reference = reference or full
            assert full == reference, f"order {order['number']} of seed {seed} ends elsewhere"
    fates = {row for model in STORED[:3] for row in fates_of(arrivals, model)}
    assert {"valid", "duplicate", "quarantined"} <= fates


def fates_of(arrivals: Arrivals, model: str) -> list[str]:
    with duckdb.connect(str(arrivals.folder / "build.duckdb")) as connection:
        return [row[0] for row in connection.execute(f"select distinct row_fate from intermediate.{model}").fetchall()]


@pytest.fixture
def own_environment(monkeypatch):
    """dbt in this process reads its places from the environment: put everything back afterwards."""
    for name in ("LAYER_SIX_WAREHOUSE", "DBT_PROFILES_DIR", "DBT_PROJECT_DIR", "DBT_TARGET_PATH", "DBT_LOG_PATH"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


def test_three_orders(tmp_path, own_environment):
    prove_orders(tmp_path, seed=20260421, count=3)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(5))
def test_fifty_orders(tmp_path, own_environment, seed):
    prove_orders(tmp_path, seed=seed, count=10)
