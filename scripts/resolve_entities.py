"""python -m scripts.resolve_entities INPUT.csv OUTPUT.csv --id COLUMN --name COLUMN: which rows are one organisation.

Lands the rows as customer records of a company of their own, builds the project's identity models on them (the same
SQL, the same seeds: legal forms, mail providers, rules, explicit links) and writes every input row with one more
column, entity_id: the id of the record that leads its group. In the product a rule of names alone only proposes; here
rules down to --min-score join rows too, since a list of names has nothing better. What contradicts (two legal forms
of one name, two tax ids) never joins."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import yaml

from scripts._common import ROOT, Refusal, dbt_env, dbt_executable, main, say

COLUMNS = {"name": "display_name", "email": "email", "domain": "email_domain", "tax_id": "tax_id"}
MODELS = ("int_customer_map", "int_identity_pairs", "int_identity_owners")


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path, metavar="INPUT.csv")
    parser.add_argument("output", type=Path, metavar="OUTPUT.csv")
    parser.add_argument("--id", required=True, metavar="COLUMN", help="column that tells the rows apart")
    parser.add_argument("--name", required=True, metavar="COLUMN", help="column with the name of the organisation")
    for option in ("email", "domain", "tax-id"):
        parser.add_argument(f"--{option}", metavar="COLUMN", help=f"column with its {option.replace('-', ' ')}, if there is one")
    parser.add_argument("--min-score", type=float, default=0.5, help="rules of at least this score join rows (default 0.5: equal names)")
    options = parser.parse_args()
    header, rows = read(options.input)
    chosen = {target: column for target in COLUMNS if (column := getattr(options, target))}
    for column in (options.id, *chosen.values()):
        if column not in header:
            raise Refusal(f"{options.input}: has no column {column}; it has {', '.join(header)}", 2)
    for line, row in enumerate(rows, start=2):
        if not row[options.id].strip():
            raise Refusal(f"{options.input}, record {line}: column {options.id} is empty; every row needs an id", 2)
    with tempfile.TemporaryDirectory(prefix="layer_six_entities_") as folder:
        entities, joined_by = resolve(Path(folder), rows, options.id, chosen, options.min_score)
    write(options.output, header, rows, [entities[row[options.id].strip()] for row in rows])
    sizes = Counter(Counter(entities.values()).values())
    say(f"{len(rows):,} rows, {len(entities):,} ids, {len(set(entities.values())):,} entities -> {options.output}")
    say("ids per entity: " + ", ".join(f"{count} of {size}" for size, count in sorted(sizes.items())))
    say("joined by: " + (", ".join(f"{rule} {count:,}" for rule, count in joined_by) or "nothing") + " (pairs of records)")
    return 0


def read(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream, restval="")
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as problem:
        raise Refusal(f"{file}: cannot be read as a CSV file in UTF-8 ({problem})", 2) from problem
    if not reader.fieldnames or not rows:
        raise Refusal(f"{file}: has no rows", 2)
    return list(reader.fieldnames), rows


def write(file: Path, header: list[str], rows: list[dict[str, str]], entities: list[str]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([*header, "entity_id"])
        writer.writerows([*(row[column] for column in header), entity] for row, entity in zip(rows, entities, strict=True))


def resolve(folder: Path, rows: list[dict[str, str]], id_column: str, chosen: dict[str, str], min_score: float):
    """id -> entity_id, and how many pairs each rule joined, by the project's own models on DuckDB."""
    land(folder, rows, id_column, chosen)
    tables = yaml.safe_load((ROOT / "models/staging/generic/_generic__sources.yml").read_text())["sources"][0]["tables"]
    settings = {
        "vendors_enabled": ["generic"], "missing": [f"generic.{table['name']}" for table in tables if table["name"] != "customers"],
        "identity_merge_score": min_score, "as_of": "2026-01-01",
    }
    say("building the identity models on these rows")
    command = [
        dbt_executable("duckdb"), "--quiet", "build", "--project-dir", str(ROOT), "--target", "duckdb", "--vars", json.dumps(settings),
        "--select", *(f"+{model}" for model in MODELS), "--exclude", "resource_type:unit_test", "resource_type:test",
    ]
    env = {
        **os.environ, **dbt_env("duckdb"), "LAYER_SIX_WAREHOUSE": str(folder), "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    finished = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if finished.returncode:
        raise Refusal("the identity models did not build:\n" + (finished.stdout + finished.stderr).strip()[-2000:])
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as built:
        entities = dict(built.execute("""
            select one.customer_native_id, leader.customer_native_id
            from intermediate.int_customer_map as one
            join intermediate.int_customer_map as leader on one.customer_key = leader.customer_key and leader.record_rank = 1
        """).fetchall())
        joined_by = built.execute("""
            select rule_id, count(*) from intermediate.int_identity_pairs where is_link group by 1 order by 2 desc, 1
        """).fetchall()
    return entities, joined_by


def land(folder: Path, rows: list[dict[str, str]], id_column: str, chosen: dict[str, str]) -> None:
    tables = yaml.safe_load((ROOT / "models/staging/generic/_generic__sources.yml").read_text())["sources"][0]["tables"]
    columns = [column["name"] for table in tables if table["name"] == "customers" for column in table["columns"]]
    records = [
        {"source_record_id": row[id_column].strip(), "loaded_at": "2026-01-01 00:00:00",
         **{COLUMNS[target]: row[column].strip() or None for target, column in chosen.items()}}
        for row in rows
    ]
    file = folder / "customers.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(records)
    with duckdb.connect(str(folder / "raw.duckdb")) as raw:
        raw.execute("create schema generic")
        raw.execute("create table generic.customers as select * from read_csv(?, all_varchar = true, header = true)", [str(file)])


if __name__ == "__main__":
    main(run)
