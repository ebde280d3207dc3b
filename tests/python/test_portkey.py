"""Portkey's export through staging: 801 bodies that real providers sent, and the simulated company beside LiteLLM.

The bodies are those of a price library's own tests, each with the token counts its authors expect.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal

import duckdb
import pytest

from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import MODEL_NAMES, MODELS, Scale
from tests.python.conftest import ROOT, Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows, land_simulated, source_tables, staged_connection

BODIES = DATA / "genai_prices" / "usages_give.json"
BUCKETS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")
# Whose way of counting a body follows, by its model; a body without a known model was sent by one of the rest.
OWNERS = {"gpt": "openai", "o1": "openai", "o3": "openai", "o4": "openai", "claude": "anthropic", "gemini": "google", "deepseek": "deepseek"}

needs_bodies = pytest.mark.skipif(not BODIES.exists(), reason=f"the real bodies are not on this machine ({BODIES})")


def expected_buckets(body: dict) -> tuple[int, ...]:
    """The counts that the library expects, read the way of the body's own provider; its input includes all caches."""
    named = (body["body"].get("model") or body["body"].get("modelVersion") or "").split("-")[0]
    owner, readings = OWNERS.get(named), body["extracted"]
    own = [r for r in readings if any(e["provider_id"] == owner and e["api_flavor"] != "embeddings" for e in r["extractors"])]
    if not own:
        own = [r for r in readings if any(e["provider_id"] not in ("x-ai", "perplexity") for e in r["extractors"])]
    if any(e["provider_id"] == "cohere" and e["api_flavor"] == "default" for r in own for e in r["extractors"]):
        own = [r for r in own if any(e["api_flavor"] == "default" for e in r["extractors"])]
    usage = max((r["usage"] for r in own), key=lambda u: (u.get("output_tokens", 0), u.get("cache_read_tokens", 0) + u.get("cache_write_tokens", 0)))
    read, written = usage.get("cache_read_tokens", 0), usage.get("cache_write_tokens", 0)
    return usage.get("input_tokens", 0) - read - written, read, written, usage.get("output_tokens", 0)


def body_logs() -> list[dict]:
    """Every body as one log; what the log itself counts is left out, so that only the body can tell."""
    common = {"created_at": "2026-03-01 10:00:00", "is_success": "1", "cost": "0.5", "cost_currency": "USD", "metadata": "{}", "cache_status": "MISS"}
    return [
        {**common, "id": f"body-{number:03}", "response": json.dumps({k: v for k, v in body["body"].items() if k != "file"})}
        for number, body in enumerate(json.loads(BODIES.read_text()))
    ]


def read_seed(name: str) -> list[dict]:
    with (ROOT / "seeds" / "reference" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


HAND_WRITTEN = [
    {"id": "plain", "trace_id": "t1", "created_at": "2026-03-01T10:00:00Z", "is_success": "true", "cost": "0.25", "req_units": "12.0", "res_units": "3.0"},
    {"id": "denied", "trace_id": "t2", "created_at": "2026-03-01T10:00:00Z", "is_success": "0", "cost": "1.5", "mode": "fallback", "last_used_option_index": "0"},
    {"id": "answered", "trace_id": "t2", "created_at": "2026-03-01T10:00:01Z", "is_success": "1", "cost": "1e-7", "mode": "fallback", "last_used_option_index": "1"},
    {"id": "hit", "trace_id": "t3", "created_at": "2026-03-01 10:00:00", "is_success": "1", "cost": "7", "cache_status": "HIT"},
    {"id": "broken", "trace_id": "t4", "created_at": "yesterday", "is_success": "1", "cost": "1", "response": "{"},
]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    simulate(folder, Scale.named("small"), vendors=("litellm", "portkey"))
    return folder


def written_rows() -> list[dict]:
    return HAND_WRITTEN + (body_logs() if BODIES.exists() else [])


@pytest.fixture(scope="module")
def duck(company, tmp_path_factory) -> Dbt:
    """DuckDB: both gateways' staging of one company, and the bodies beside it in the types of the export."""
    dbt = Dbt(tmp_path_factory.mktemp("portkey"))
    land_simulated(dbt, company, ["litellm", "portkey"])
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        raw.execute("alter table portkey.portkey_logs alter created_at type text")
        names = sorted({name for row in written_rows() for name in row})
        raw.execute(f"create temp table written ({', '.join(f'{name} text' for name in names)})")
        raw.executemany(f"insert into written values ({', '.join('?' * len(names))})", [[row.get(name) for name in names] for row in written_rows()])
        raw.execute("insert into portkey.portkey_logs by name select * from written")
    assert (done := build_staging(dbt, ["litellm", "portkey"])).ok, done.output
    return dbt


@pytest.fixture(scope="module")
def staged(duck, company):
    """`counted_<vendor>`: the newest version of every attempt of the company."""
    connection = staged_connection(duck, company)
    for vendor in ("litellm", "portkey"):
        connection.execute(f"""
            create temp table counted_{vendor} as select * from staging.stg_{vendor}__ai_calls
            where exclusion_reason is null and length(source_record_id) > 20
            qualify row_number() over (partition by source_record_id order by source_updated_at desc) = 1
        """)
    return connection


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def bodies(request, tmp_path_factory) -> Dbt:
    """The real bodies and a few logs written by hand, staged on each engine."""
    if request.param == "duckdb":
        return request.getfixturevalue("duck")
    host = request.getfixturevalue("postgres_host")
    dbt = Dbt(tmp_path_factory.mktemp("bodies"), target="postgres", environment=_new_database(host, "portkey"))
    land_rows(dbt, {("portkey", "portkey_logs"): written_rows()})
    assert (done := build_staging(dbt, ["portkey"])).ok, done.output
    return dbt


@needs_bodies
def test_every_real_body_gives_the_expected_buckets(bodies):
    found = {
        name: tuple(int(count or 0) for count in counts)
        for name, *counts in bodies.query(f"select source_record_id, {', '.join(BUCKETS)} from staging.stg_portkey__ai_calls where source_record_id like 'body-%'")
    }
    expected = {f"body-{n:03}": expected_buckets(body) for n, body in enumerate(json.loads(BODIES.read_text()))}
    assert len(found) == 801
    assert {name: (found[name], counts) for name, counts in expected.items() if found[name] != counts} == {}


def test_rows_written_by_hand(bodies):
    assert bodies.query("""
        select source_record_id, cost_amount, cost_rounding_amount, input_tokens, output_tokens, is_retry, is_cache_hit, row_issue
        from staging.stg_portkey__ai_calls where length(source_record_id) < 10 and source_record_id not like 'body-%' order by 1
    """) == [
        ("answered", Decimal("0.000000001"), 0, None, None, False, False, None),
        ("broken", Decimal("0.01"), 0, None, None, False, False, 'created_at: "yesterday" is not a time'),
        ("denied", Decimal("0.015"), 0, None, None, True, False, None),
        ("hit", 0, 0, None, None, False, True, None),
        ("plain", Decimal("0.0025"), 0, 12, 3, False, False, None),
    ]


def test_the_company_is_told_as_by_litellm(staged):
    """Attempt by attempt: cost, tokens, flags and references; ids where the call was answered."""
    said = """
        started_at, case when is_retry then 'retry' else status end as status, is_retry, is_cache_hit, is_internal, is_paid_by_caller,
        provider, provider_response_id, case when not is_internal and not is_retry then trace_id end as trace_id, gateway_call_id,
        customer_ref, end_user_ref, api_key_ref, replace(feature_ref, '-', '_') as feature_ref, cost_amount, cost_rounding_amount, cost_basis,
        coalesce(input_tokens, 0), coalesce(cache_read_tokens, 0), coalesce(cache_write_tokens, 0), coalesce(cache_write_1h_tokens, 0), output_tokens
    """
    litellm = f"select {said.replace('provider_response_id', '''case when status = 'success' then provider_response_id end''', 1)} from counted_litellm"
    portkey = f"select {said} from counted_portkey"
    for one, other in ((litellm, portkey), (portkey, litellm)):
        assert staged.execute(f"select * from ({one} except all {other}) limit 3").fetchall() == []
    assert staged.execute("select count(*) > 10000 from counted_portkey").fetchone() == (True,)


def test_cost_and_tokens_are_the_truths(staged):
    """To the nano-dollar and the token, by month and model, for every call that the gateway priced."""
    found = """
        select date_trunc('month', started_at), model, count(*), sum(case when is_paid_by_caller then 0 else cost_amount + cost_rounding_amount end),
            sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens)
        from counted_portkey where not is_internal and not is_cache_hit and status = 'success' or is_retry group by all
    """
    truth = """
        select date_trunc('month', started_at), reported_as, count(*), sum(case when kind = 4 or is_unpriced then 0 else cost_nano end) * 0.000000001::decimal(12, 12),
            sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens)
        from truth_calls join truth_models on truth_calls.model = truth_models.place where in_gateway and kind in (0, 1, 4) group by all
    """
    rows = ", ".join(f"({place}, '{MODELS[name].reported_as}')" for place, name in enumerate(MODEL_NAMES))
    staged.execute(f"create or replace temp view truth_models as select * from (values {rows}) as models (place, reported_as)")
    for one, other in ((found, truth), (truth, found)):
        assert staged.execute(f"select * from ({one} except all {other}) limit 3").fetchall() == []


def test_the_faults_are_there(company, staged):
    with duckdb.connect() as con:
        faults = dict(con.execute(f"select what, rows from '{company}/truth/dirt.parquet' where vendor = 'portkey'").fetchall())
    assert min(faults.values()) > 0 and len(faults) == 17
    counts = staged.execute("""
        select count(*) - count(distinct id), count(*) filter (cache_status like '%HIT' and id in (select id from raw.portkey.portkey_logs where cost = 0)),
            count(distinct id) filter (response_status_code = 446)
        from raw.portkey.portkey_logs
    """).fetchone()
    assert counts[0] == faults["exported by two jobs"] + faults["price corrected by a later job"]
    assert counts[1] >= faults["cache hit"] and counts[2] == faults["billed attempt taken over"]
    assert staged.execute("select count(*) from counted_portkey where is_retry").fetchone()[0] == faults["billed attempt taken over"]


def test_the_export_lands_under_its_own_names(company):
    """Every field that staging reads is one that the simulator writes, so that no column is only imagined."""
    with duckdb.connect() as con:
        landed = {row[0] for row in con.execute(f"describe select * from '{company}/raw/portkey/portkey_logs.parquet'").fetchall()}
    assert {column["name"] for column in source_tables("portkey")["portkey_logs"]} <= landed


@needs_bodies
def test_the_price_list_gives_the_expected_cost(staged):
    """Staged buckets at the newest price of the seed, against what the library expects of the body's own provider."""
    prices: dict[tuple, dict] = {}
    for row in read_seed("model_prices"):
        key = (row["provider"], row["model"])
        prices[key] = max(prices.get(key, row), row, key=lambda price: price["effective_from"])
    aliases = {(row["provider"], row["alias"]): row["model"] for row in read_seed("model_aliases")}
    found = dict(staged.execute(f"select source_record_id, [{', '.join(BUCKETS)}] from staging.stg_portkey__ai_calls where source_record_id like 'body-%'").fetchall())
    tied, differing = 0, Counter()
    for number, body in enumerate(json.loads(BODIES.read_text())):
        named = body["body"].get("model") or body["body"].get("modelVersion") or ""
        owner = OWNERS.get(named.split("-")[0])
        model = aliases.get((owner, named), named)
        if (owner, model) not in prices:
            continue
        price = prices[(owner, model)]
        rates = [Decimal(price[name] or price["input_per_mtok"]) for name in ("input_per_mtok", "cache_read_per_mtok", "cache_write_per_mtok", "output_per_mtok")]
        amounts = [(count or 0) * rate / 1_000_000 for count, rate in zip(found[f"body-{number:03}"], rates, strict=True)]
        wanted = {
            (Decimal(e.get("input_price") or 0), Decimal(e.get("output_price") or 0))
            for reading in body["extracted"] for e in reading["extractors"] if e["provider_id"] == owner and e["api_flavor"] != "embeddings"
        }
        if (sum(amounts[:3]), amounts[3]) in wanted:
            tied += 1
        else:
            differing[model] += 1
    # audio costs more than text; a context above 200,000 tokens doubles; the seed has a cut that the library lacks
    assert differing == {"gemini-2.5-flash": 7, "gemini-2.0-flash": 2, "claude-sonnet-4-5": 1, "gpt-5.6-sol": 5}
    assert tied == 385


@needs_bodies
def test_the_library_is_the_one_that_was_documented():
    with (DATA / "genai_prices" / "expected_prices_give.csv").open() as file:
        rows = list(csv.DictReader(file))
    sums = [sum(Decimal(row[f"expected_{side}_price_usd"] or 0) for row in rows) for side in ("input", "output")]
    assert sums == [Decimal("15.0372083144"), Decimal("2.470450864")]
