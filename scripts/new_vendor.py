"""Start a folder for one more tool: sources, models with a unit test, and one mapping per entity in contract order.

python -m scripts.new_vendor gateway acme ai_calls customers

Every column that has to be mapped stands there as a placeholder, which stops a build with the column's name until
it is replaced. Nothing of an existing tool is touched.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

from scripts import sync_vendors
from scripts._common import ROOT, Refusal, main, say

# folder of models/staging -> word of seeds/reference/vendor_layers.csv
LAYERS = {
    "billing": "billing", "metering": "metering", "observability": "trace", "infra_cost": "infrastructure", "gateway": "gateway",
}
RAW_COLUMNS = {"id": "text", "updated_at": "timestamp", "_loaded_at": "timestamp"}
YAML_TYPES = {"text": "string", "timestamp": "timestamp"}
# What a scaffold can know of a row before anybody has read the vendor's documents.
KNOWN = {
    "vendor": "'{vendor}'", "source_table": "'{entity}'", "source_account": "''", "source_record_id": "id",
    "source_updated_at": "{{{{ safe_timestamp('updated_at') }}}}", "loaded_at": "{{{{ safe_timestamp('loaded_at') }}}}",
    "exclusion_reason": "cast(null as {{{{ type_of('text') }}}})", "row_issue": "cast(null as {{{{ type_of('text') }}}})",
}
SWITCH = "\"{{ '%s' in var('vendors_enabled', []) }}\""


def mapping_text(vendor: str, entity: str) -> str:
    """stg_<vendor>__<entity>.sql: every column of the contract in its order."""
    columns = []
    for name, word in sync_vendors.canonical_columns(entity):
        value = KNOWN[name].format(vendor=vendor, entity=entity) if name in KNOWN else f"{{{{ unmapped('{name}', '{word}') }}}}"
        columns.append(f"        {value} as {name}")
    raw = ", ".join(f"'{name}': '{word}'" for name, word in RAW_COLUMNS.items())
    return f"""-- Grain: one row per TODO. What a row means, the unit of its amounts, and what is kept but not counted: TODO.
-- Rows are never dropped here: one that must not count gets an exclusion_reason, a cell that cannot be read a
-- row_issue (macro row_issue). The raw table and its columns are guesses: put the vendor's own names.
with landed as (
    {{{{ raw_rows('{vendor}', '{entity}', {{{raw}}}) }}}}
),

final as (
    select
{(',' + chr(10)).join(columns)}
    from landed
)

select * from final
"""


def sources_text(vendor: str, entities: list[str]) -> str:
    lines = [
        "sources:", f"  - name: {vendor}", f"    description: TODO what {vendor} is and in which shape its loader lands it.",
        "    database: \"{{ var('raw_database', 'raw' if target.type == 'duckdb' else target.database or none) }}\"",
        f"    schema: \"{{{{ var('raw_schemas', {{}}).get('{vendor}', '{vendor}' if target.type == 'duckdb' else 'raw_{vendor}') }}}}\"",
        f"    config: {{enabled: {SWITCH % vendor}}}", "    tables:",
    ]
    told = {"id": "Id of the record.", "updated_at": "When the record last changed, UTC.", "_loaded_at": "When the loader wrote the row."}
    for entity in entities:
        lines += [f"      - name: {entity}", "        description: TODO one row per what, and what happens to deleted rows.", "        columns:"]
        for name, word in RAW_COLUMNS.items():
            optional = ", config: {meta: {optional: true}}" if name == "_loaded_at" else ""
            lines.append(f'          - {{name: {name}, data_type: {YAML_TYPES[word]}, description: "{told[name]}"{optional}}}')
    return "\n".join(lines) + "\n"


def models_text(vendor: str, entities: list[str]) -> str:
    lines = ["models:"]
    for entity in entities:
        grain = "[source_account, slice_batch, source_record_id]" if is_sliced(entity) else "[source_account, source_record_id]"
        lines += [
            f"  - name: stg_{vendor}__{entity}", f"    description: TODO what of {vendor} this maps to canonical {entity}, and the unit of its amounts.",
            "    config:", f"      enabled: {SWITCH % vendor}", f"      meta: {{provides: {entity}, counts: [{entity}], grain: {grain}}}",
        ]
    lines += ["", "unit_tests:"]
    for entity in entities:
        expected = ", ".join(["source_record_id: first", *(f"{name}: null" for name, _ in sync_vendors.canonical_columns(entity) if name not in KNOWN)])
        lines += [
            f"  - name: {vendor}_{entity}", "    description: TODO one test per trap of the vendor that touches money, tokens or identity.",
            f"    model: stg_{vendor}__{entity}", f"    config: {{enabled: {SWITCH % vendor}}}",
            "    given:", f"      - input: source('{vendor}', '{entity}')", "        format: sql", "        rows: |",
            "          select 'first' as id, timestamp '2026-03-01 00:00:00' as updated_at, timestamp '2026-03-02 00:00:00' as _loaded_at",
            "    expect:", "      rows:", f"        - {{{expected}}}", "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def is_sliced(entity: str) -> bool:
    return sync_vendors.entity_rules(entity)["change"] == "sliced"


def scaffold(project: Path, layer: str, vendor: str, entities: list[str]) -> list[Path]:
    """Write the folder and the seed row; refuses names that cannot be meant and a tool that is there already."""
    if layer not in LAYERS:
        raise Refusal(f"unknown layer '{layer}': choose from {', '.join(LAYERS)}", 64)
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", vendor) or "__" in vendor:
        raise Refusal(f"'{vendor}' is no name for a tool: use small letters, digits and single underscores", 64)
    known = sync_vendors.entities()
    if strange := [entity for entity in entities if entity not in known]:
        raise Refusal(f"unknown entity '{strange[0]}': choose from {', '.join(known)}", 64)
    if there := list((project / "models" / "staging").glob(f"**/_{vendor}__sources.yml")):
        raise Refusal(f"{vendor} is there already: {there[0].parent.relative_to(project)}", 73)
    entities = list(dict.fromkeys(entities))
    folder = project / "models" / "staging" / layer / vendor
    files = {
        folder / f"_{vendor}__sources.yml": sources_text(vendor, entities), folder / f"_{vendor}__models.yml": models_text(vendor, entities),
        **{folder / f"stg_{vendor}__{entity}.sql": mapping_text(vendor, entity) for entity in entities},
    }
    folder.mkdir(parents=True)
    for file, text in files.items():
        file.write_text(text)
    return [*files, *add_layer(project, layer, vendor)]


def add_layer(project: Path, layer: str, vendor: str) -> list[Path]:
    """The row of vendor_layers.csv by which identities of the tool rank, where it has none yet."""
    seed = project / "seeds" / "reference" / "vendor_layers.csv"
    with seed.open(newline="") as file:
        if vendor in (row["vendor"] for row in csv.DictReader(file)):
            return []
    text = seed.read_text()
    seed.write_text(text + ("" if text.endswith("\n") else "\n") + f"{vendor},{LAYERS[layer]}\n")
    return [seed]


def run(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.new_vendor", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layer", help=", ".join(LAYERS))
    parser.add_argument("vendor", help="name of the tool, such as acme")
    parser.add_argument("entity", nargs="+", help="canonical entities that it tells, such as ai_calls")
    options = parser.parse_args(arguments)
    for file in scaffold(ROOT, options.layer, options.vendor, options.entity):
        say(f"  {file.relative_to(ROOT)}")
    for file in sync_vendors.stale():
        file.write_text(sync_vendors.generated()[file])
        say(f"  {file.relative_to(ROOT)}")
    say(
        f"Next: name the raw tables and columns in _{options.vendor}__sources.yml, replace every unmapped(...) and TODO, then\n"
        f"  dbt test --select \"path:models/staging/{options.layer}/{options.vendor},test_type:unit\" --vars '{{vendors_enabled: [{options.vendor}], missing: []}}'\n"
        "and `python -m scripts.sync_vendors` whenever a model provides or counts something else."
    )
    return 0


if __name__ == "__main__":
    main(run)
