"""Write what follows from the vendors' YAML files and from the column contract, so that nobody writes it twice.

    python -m scripts.sync_vendors            write the generated files
    python -m scripts.sync_vendors --check    change nothing; fail where a generated file is out of date

Generated: macros/_generated/vendor_registry.sql (who provides which entity, whose raw rows are counted), one
int_<entity>_judged.sql and int_<entity>.sql per canonical entity, and their YAML contracts with the column
descriptions of docs/canonical_columns.yml.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import jinja2
import yaml

from scripts._common import ROOT, Refusal, main, say

STAGING = ROOT / "models" / "staging"
CANONICAL = ROOT / "models" / "intermediate" / "canonical"
REGISTRY = ROOT / "macros" / "_generated" / "vendor_registry.sql"
DESCRIPTIONS = ROOT / "docs" / "canonical_columns.yml"
NOTICE = "Written by `python -m scripts.sync_vendors`; edit the contract or the descriptions, not this file."
WORDS = {
    "text": "string", "money": "decimal(28,9)", "quantity": "decimal(28,9)",
    # BigQuery's NUMERIC ends at nine decimals.
    "rate": "{{ 'bignumeric' if target.type == 'bigquery' else 'decimal(18, 12)' }}",
    "count": "decimal(18,0)", "date": "date", "timestamp": "timestamp", "boolean": "boolean",
}


def macro_value(file: str, name: str, *arguments):
    """What a macro of macros/canonical returns, evaluated without dbt."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    returned = []
    source = (ROOT / "macros" / "canonical" / file).read_text()
    environment.globals["return"] = lambda value: returned.append(value) or ""
    getattr(environment.from_string(source).module, name)(*arguments)
    return returned[0]


def canonical_columns(entity: str) -> list[tuple[str, str]]:
    return macro_value("canonical_columns.sql", "canonical_columns", entity)


def entity_rules(entity: str) -> dict:
    return macro_value("entity_rules.sql", "entity_rules", entity)


def entities() -> list[str]:
    """Every entity of the column contract, in its order."""
    body = (ROOT / "macros" / "canonical" / "canonical_columns.sql").read_text()
    return re.findall(r"^        '(\w+)': \[$", body, re.MULTILINE)


def providers() -> tuple[dict[str, list[dict]], list[dict]]:
    """From every vendor's model YAML: the models per entity, and the raw tables whose rows are counted."""
    provides: dict[str, list[dict]] = {entity: [] for entity in entities()}
    counts: list[dict] = []
    for file in sorted(STAGING.glob("**/_*__models.yml")):
        for model in (yaml.safe_load(file.read_text()) or {}).get("models", []):
            meta = (model.get("config") or {}).get("meta") or {}
            if "provides" not in meta:
                continue
            entity, vendor = meta["provides"], model["name"].removeprefix("stg_").split("__")[0]
            if entity not in provides:
                raise Refusal(f"{file.relative_to(ROOT)}: {model['name']} provides unknown entity '{entity}'")
            provides[entity].append({"vendor": vendor, "model": model["name"]})
            for table in meta.get("counts") or []:
                counts.append({"vendor": vendor, "source_table": table, "entity": entity})
    for entry in counts:
        twice = [c for c in counts if (c["vendor"], c["source_table"]) == (entry["vendor"], entry["source_table"])]
        if len(twice) > 1:
            names = " and ".join(sorted(c["entity"] for c in twice))
            raise Refusal(f"{entry['vendor']}.{entry['source_table']} is counted by more than one model: {names}")
    return (
        {entity: sorted(models, key=lambda m: m["model"]) for entity, models in provides.items()},
        sorted(counts, key=lambda c: (c["vendor"], c["source_table"])),
    )


def registry_text() -> str:
    provides, counts = providers()
    lines = [f"{{# {NOTICE} #}}", "{% macro vendor_registry() %}", "    {{ return({", "        'provides': {"]
    for number, (entity, models) in enumerate(provides.items(), 1):
        comma = "," if number < len(provides) else ""
        if not models:
            lines.append(f"            '{entity}': []{comma}")
            continue
        lines.append(f"            '{entity}': [")
        for place, model in enumerate(models, 1):
            lines.append(
                f"                {{'vendor': '{model['vendor']}', 'model': '{model['model']}'}}"
                + ("," if place < len(models) else "")
            )
        lines.append(f"            ]{comma}")
    lines += ["        },", "        'counts': ["]
    for place, entry in enumerate(counts, 1):
        lines.append(
            f"            {{'vendor': '{entry['vendor']}', 'source_table': '{entry['source_table']}', "
            f"'entity': '{entry['entity']}'}}" + ("," if place < len(counts) else "")
        )
    return "\n".join([*lines, "        ]", "    }) }}", "{% endmacro %}", ""])


CHANGES = {
    "immutable": "A row is a fact: equal rows under one id are one fact, two payloads under one id are quarantined\n"
    "-- until event_conflict_picks names the true one.",
    "versioned": "The newest version of an id counts, whatever the order of arrival.",
    "sliced": "The latest batch of a vendor table, account and period replaces the period's earlier batches.",
}


def judged_text(entity: str) -> str:
    rules = entity_rules(entity)
    body = "judged_slices" if "clock" in rules else "judged_rows"
    slices = "" if body == "judged_rows" else (
        "\n-- Computed by whole UTC days (slice_date); a day that lost its last row keeps one row with fate tombstone."
    )
    return (
        f"-- Grain: one row as a vendor's loader landed it, of every vendor in use that provides {entity}.\n"
        f"-- {CHANGES[rules['change']]}\n"
        f"-- Nothing is left out: row_fate says valid, duplicate or quarantined, fate_reason says why.{slices}\n"
        f"{{{{ {body}('{entity}') }}}}\n"
    )


def valid_text(entity: str) -> str:
    return (
        f"-- Grain: one row per record of {entity} that counts. Left out: duplicates, quarantined rows and rows that a\n"
        f"-- rule excludes (test mode, draft, void, deleted and the like); int_{entity}_judged keeps them all.\n"
        f"{{{{ valid_rows('{entity}') }}}}\n"
    )


def contract_text() -> str:
    described = yaml.safe_load(DESCRIPTIONS.read_text())

    def column(entity: str, name: str, kind: str) -> list[str]:
        words = described["entities"].get(entity, {}).get(name) or described["columns"].get(name)
        if not words:
            raise Refusal(f"{DESCRIPTIONS.relative_to(ROOT)}: column '{name}' of {entity} has no description")
        spelled = f'"{kind}"' if kind.startswith("{") else kind
        return [f"      - name: {name}", f"        data_type: {spelled}", f"        description: {words!r}"]

    lines = [f"# {NOTICE}", "version: 2", "", "models:"]
    for entity in entities():
        rules, summary = entity_rules(entity), described["entities"][entity]["row"]
        contract = [(name, WORDS[word]) for name, word in canonical_columns(entity)]
        slices = [("slice_date", "date"), ("slice_version", "string")] if "clock" in rules else []
        judged = [("row_hash", "string"), ("row_fate", "string"), ("fate_reason", "string"), *slices]
        if slices:
            judged.append(("rules_version", "string"))
        lines += [
            f"  - name: int_{entity}_judged",
            f"    description: {'Every landed row, with its fate: ' + summary!r}",
            "    config:", "      contract: {enforced: true}", "    columns:",
        ]
        for name, kind in [*contract, ("record_key", "string"), *judged]:
            lines += column(entity, name, kind)
            if name == "row_fate":
                fates = "valid, duplicate, quarantined" + (", tombstone" if slices else "")
                lines += [
                    "        data_tests:", "          - not_null",
                    f"          - accepted_values: {{arguments: {{values: [{fates}]}}}}",
                ]
        lines += [
            f"  - name: int_{entity}", f"    description: {'Rows that count: ' + summary!r}",
            "    config:", "      materialized: view", "      contract: {enforced: true}",
            "      meta: {grain: [record_key]}",
            "    data_tests:", "      - unique_grain: {arguments: {columns: [record_key]}}", "    columns:",
        ]
        for name, kind in [*contract, ("record_key", "string"), *slices]:
            lines += column(entity, name, kind)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def generated() -> dict[Path, str]:
    """Every generated file with the text it ought to have."""
    files = {REGISTRY: registry_text(), CANONICAL / "_canonical__entities.yml": contract_text()}
    for entity in entities():
        files[CANONICAL / f"int_{entity}_judged.sql"] = judged_text(entity)
        files[CANONICAL / f"int_{entity}.sql"] = valid_text(entity)
    return files


def stale() -> list[Path]:
    return [file for file, text in generated().items() if not file.exists() or file.read_text() != text]


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only report what is out of date")
    behind = stale()
    if parser.parse_args().check and behind:
        names = ", ".join(str(file.relative_to(ROOT)) for file in behind)
        raise Refusal(f"out of date: {names}; run `python -m scripts.sync_vendors`")
    for file in behind:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(generated()[file])
    say(f"{len(behind)} of {len(generated())} generated files were out of date")
    return 0


if __name__ == "__main__":
    main(run)
