"""Time and peak memory of the identity models over a million identifiers: chains of 50 records that each share one
account with the next, one account that records in 100,000 accounts of a tool carry (more in one would be a placeholder,
which joins nobody), and pairs; names and mail domains beside them.

python -m scripts.bench_identity                 1,000,000 identifiers on DuckDB
python -m scripts.bench_identity --identifiers 100000
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path

import duckdb
import yaml

from scripts._common import ROOT, Refusal, dbt_executable, main, say, warehouse
from scripts.bench import measured

SOURCES = ROOT / "models/staging/generic/_generic__sources.yml"
CHAIN = 50

# record i of a chain carries the accounts i and i + 1; the hub's records carry one; two records make a pair
IDENTIFIERS = f"""
    select '' as tool_account, 'c' || (i // {CHAIN}) || '-' || (i % {CHAIN}) as record, 'chain-' || (i // {CHAIN}) || '-' || (i % {CHAIN} + step) as account
    from range(chain_records) as records(i), range(2) as steps(step)
    union all select 'a' || i, 'h' || i, 'hub' from range(hub_records) as records(i)
    union all select '', 'p' || i, 'pair-' || (i // 2) from range(pair_records) as records(i)
"""


def land(raw: Path, identifiers: int) -> int:
    """Lands the records and returns how many customers they are."""
    chain_records = identifiers // 5 // CHAIN * CHAIN
    hub_records, pair_records = identifiers // 10, identifiers // 2
    tables = {table["name"]: [column["name"] for column in table["columns"]] for table in yaml.safe_load(SOURCES.read_text())["sources"][0]["tables"]}
    sizes = {"chain_records": chain_records, "hub_records": hub_records, "pair_records": pair_records}
    query = IDENTIFIERS
    for word, number in sizes.items():
        query = query.replace(word, str(number))
    clock = {"source_account": "tool_account", "source_updated_at": "'2026-01-01'", "loaded_at": "'2026-01-01'"}
    told = {
        "customer_identifiers": {
            "source_record_id": "record || '|' || account", "customer_native_id": "record", "identifier_kind": "'external_id'",
            "identifier_value": "account", **clock,
        },
        "customers": {
            "source_record_id": "record", "display_name": "'Company ' || hash(record) % 1000003 || ' Inc.'",
            "email_domain": "'d' || hash(record) % 500009 || '.example'", **clock,
        },
    }
    with duckdb.connect(str(raw)) as connection:
        connection.execute("create schema generic")
        for table, mapped in told.items():
            columns = ", ".join(f"{mapped.get(column, 'cast(null as text)')} as {column}" for column in tables[table])
            rows = f"({query})" if table == "customer_identifiers" else f"(select distinct tool_account, record from ({query}))"
            connection.execute(f"create table generic.{table} as select {columns} from {rows}")
    return chain_records // CHAIN + 1 + pair_records // 2


def run() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench_identity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identifiers", type=int, default=1_000_000)
    options = parser.parse_args()
    home = warehouse() / "bench" / "identity"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    customers = land(home / "raw.duckdb", options.identifiers)
    tables = [table["name"] for table in yaml.safe_load(SOURCES.read_text())["sources"][0]["tables"]]
    settings = {"vendors_enabled": ["generic"], "as_of": "2026-02-01",
                "missing": [f"generic.{table}" for table in tables if table not in ("customers", "customer_identifiers")]}
    env = {**os.environ, "LAYER_SIX_WAREHOUSE": str(home), "DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs"),
           "LAYER_SIX_MEMORY": os.environ.get("LAYER_SIX_MEMORY", "8GB")}
    say(f"{options.identifiers:,} identifiers: building the identity models")
    seconds, memory = measured([
        dbt_executable("duckdb"), "--quiet", "build", "--target", "duckdb", "--vars", json.dumps(settings),
        "--select", "+int_identifier_assignments", "--exclude", "resource_type:unit_test", "resource_type:test",
    ], env)
    results = json.loads((home / "target" / "run_results.json").read_text())["results"]
    identity = {
        result["unique_id"].split(".")[-1]: result["execution_time"] for result in results
        if ".int_identity_" in result["unique_id"] or result["unique_id"].endswith(("int_customer_map", "int_carried_identifiers"))
    }
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as built:
        found = built.execute("select count(distinct customer_key) from intermediate.int_customer_map").fetchone()[0]
        crossing = built.execute("""
            select count(*) from intermediate.int_identity_edges as edges
            join intermediate.int_identity_labels_8 as left_labels on edges.left_node = left_labels.node
            join intermediate.int_identity_labels_8 as right_labels on edges.right_node = right_labels.node
            where edges.stands and left_labels.label <> right_labels.label
        """).fetchone()[0]
    longest = sorted(identity.items(), key=lambda item: -item[1])[:5]
    say(f"whole selection {seconds:.0f} s, peak {memory:,.0f} MB; identity models {sum(identity.values()):.0f} s of model time in {len(identity)} models")
    say("longest: " + ", ".join(f"{name} {taken:.1f} s" for name, taken in longest))
    say(f"customers {found:,}; {customers:,} by construction before domains and names; links that cross clusters {crossing}")
    if crossing or found > customers:
        raise Refusal("the clusters did not converge")
    return 0


if __name__ == "__main__":
    main(run)
