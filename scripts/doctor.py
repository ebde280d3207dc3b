"""Look at the raw tables of a warehouse, change nothing, and say what Layer Six can answer with them.

python -m scripts.doctor                       DuckDB: raw.duckdb in the warehouse folder
python -m scripts.doctor --target postgres     the server of profiles.yml, read only

Per tool: which raw tables and columns are there, which are missing, whether they are needed and what that costs in
answers; how fresh each table is; where rows may vanish without a trace. At the end stand the settings for
dbt_project.yml. Exit code 0: they are what the file says already; 1: they differ.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from scripts._catalog import TARGETS, Found, look
from scripts._common import ROOT, main

# entity -> what it tells, and which answers go missing where no tool in use tells it
ANSWERS = {
    "customers": ("who the customers are", "dim_customers: customers of other tools keep their ids for names"),
    "customer_identifiers": ("which ids belong to one customer", "every mart by customer: usage and cost fall to (unattributed)"),
    "subscriptions": ("contracts and plans", "dim_contracts, fct_tier_margin_monthly: no plan, no tier, no contract end"),
    "subscription_items": ("what each contract pays", "mrr and list_mrr in fct_customer_margin_monthly; price scenarios"),
    "prices": ("list prices", "rpt_scenario_summary: a change of list price has nothing to change"),
    "meters": ("what is metered", "names of metered usage in revenue lines"),
    "revenue_lines": ("what was billed", "revenue and margin are unknown in every mart: rpt_margin_cards, rpt_unprofitable_customers"),
    "credit_grants": ("prepaid credit", "prepaid revenue is earned over its service period instead of when it is used"),
    "credit_entries": ("use of prepaid credit", "revenue_prepaid in fct_customer_margin_monthly"),
    "payment_fees": ("card fees", "other_cost is too low by the fees; collected in fct_customer_margin_monthly"),
    "usage_events": ("metered events", "events as evidence behind invoiced usage"),
    "spans": ("traces around calls", "customer and feature of calls that name none themselves"),
    "ai_calls": ("model calls", "ai_cost by customer, feature and model; fct_usage_daily: calls and tokens"),
    "provider_cost_lines": ("the model providers' invoices", "fct_provider_spend_monthly: AI cost is not trued up to what is paid"),
    "provider_usage_lines": ("the model providers' token counts", "tokens beside an invoice, to explain a difference"),
    "infra_cost_lines": ("the infrastructure bill", "infra_cost, idle capacity: margin is before infrastructure"),
}
# By which column a table says when its rows came or changed, most telling first.
CLOCKS = (
    "_loaded_at", "loaded_at", "_fivetran_synced", "_airbyte_extracted_at", "_airbyte_emitted_at", "_sdc_received_at", "_sdc_extracted_at",
    "_sdc_batched_at", "record_extracted_at", "record_exported_at", "source_updated_at", "updated_at", "created_at", "created", "timestamp",
)
STALE_DAYS = 7


@dataclass
class Table:
    """A raw table as a tool's source file declares it, and what was found of it."""

    vendor: str
    name: str
    required: bool
    columns: dict[str, tuple[bool, str]]  # name -> required, description
    deletes: str = ""
    entities: set[str] = field(default_factory=set)
    counted: bool = False
    found: str | None = None
    spelled: dict[str, str] = field(default_factory=dict)  # lower case -> as the engine spells it
    other_names: dict[str, str] = field(default_factory=dict)  # missing column -> the one that looks like it
    newest: str | None = None

    @property
    def missing(self) -> list[str]:
        return [name for name in self.columns if name.lower() not in self.spelled] if self.found else []

    @property
    def lacking(self) -> list[str]:
        """Required columns that are not there."""
        return [name for name in self.missing if self.columns[name][0]]

    @property
    def usable(self) -> bool:
        return bool(self.found) and not self.lacking


@dataclass
class Vendor:
    name: str
    layer: str
    entities: set[str]
    tables: list[Table]
    schema: str = ""

    @property
    def seen(self) -> bool:
        return any(table.found for table in self.tables)

    @property
    def usable(self) -> bool:
        return any(table.usable and table.counted for table in self.tables)

    @property
    def absences(self) -> list[str]:
        """What `missing` has to name for the build to go."""
        names = []
        for table in self.tables:
            path = f"{self.name}.{table.name}"
            names += [f"{path}.{column}" for column in table.missing] if table.usable else [path]
        return names


def bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_optional(entry: dict) -> bool:
    meta = {**(entry.get("meta") or {}), **((entry.get("config") or {}).get("meta") or {})}
    return bool(meta.get("optional"))


def deletion(entry: dict) -> str:
    """Where the source file says that rows vanish: in its meta, or in its words."""
    meta = (entry.get("config") or {}).get("meta") or {}
    words = str(meta.get("hard_deletes") or entry.get("description") or "")
    sentences = re.split(r"(?<=[.;])\s+", " ".join(words.split()))
    return words if meta.get("hard_deletes") else " ".join(one for one in sentences if re.search(r"\bvanish|\bdeletes\b", one))


def declared_vendors(project: Path) -> list[Vendor]:
    """Every tool that has a folder in models/staging, with the entities that each of its tables feeds."""
    vendors = []
    for file in sorted((project / "models" / "staging").glob("**/_*__sources.yml")):
        for source in (yaml.safe_load(file.read_text()) or {}).get("sources", []):
            name = source["name"]
            tables = [
                Table(
                    # any subset of generic may be landed: its file says so of the whole, not of each table
                    name, table.get("identifier") or table["name"], not is_optional(table) and name != "generic",
                    {column["name"]: (not is_optional(column), column.get("description", "")) for column in table.get("columns", [])},
                    deletion(table),
                )
                for table in source.get("tables", [])
            ]
            entities = link_entities(file.parent, name, tables)
            layer = file.parent.parent.name if file.parent.parent.name != "staging" else "any"
            vendors.append(Vendor(name, layer, entities, tables))
    return vendors


def link_entities(folder: Path, vendor: str, tables: list[Table]) -> set[str]:
    """Which table feeds which entity, read off the text of the vendor's models and of what they refer to."""
    texts = {file.stem: file.read_text() for file in folder.glob("*.sql")}
    provided = {}
    for file in folder.glob("_*__models.yml"):
        for model in (yaml.safe_load(file.read_text()) or {}).get("models", []):
            meta = (model.get("config") or {}).get("meta") or {}
            if "provides" in meta:
                provided[model["name"]] = meta["provides"]
                for table in tables:
                    table.counted |= table.name in (meta.get("counts") or [])
    for model, entity in provided.items():
        reached, ahead = set(), [model]
        while ahead:
            reached.add(at := ahead.pop())
            ahead += [name for name in re.findall(r"ref\('(\w+)'\)", texts.get(at, "")) if name in texts and name not in reached]
        words = {word for name in reached for word in re.findall(r"'([^'\s]+)'", texts.get(name, ""))}
        for table in tables:
            if table.name in words:
                table.entities.add(entity)
    return set(provided.values())


def examine(vendors: list[Vendor], found: Found, target: str, raw_schemas: dict) -> None:
    """Fills in what was found: the schema that the settings name, else one that looks like the tool's."""
    for vendor in vendors:
        wanted = raw_schemas.get(vendor.name) or (vendor.name if target == "duckdb" else f"raw_{vendor.name}")
        vendor.schema = next((schema for schema in found if schema.lower() == wanted.lower()), wanted)
        if not matches(vendor, found.get(vendor.schema, {})):
            others = {schema: matches(vendor, tables) for schema, tables in found.items() if vendor.name in schema.lower()}
            vendor.schema = max(others, key=lambda schema: (others[schema], schema), default=vendor.schema) if any(others.values()) else vendor.schema
        landed = found.get(vendor.schema, {})
        for table in vendor.tables:
            table.found = next((name for name in landed if name.lower() == table.name.lower()), None)
            table.spelled = {column.lower(): column for column in landed.get(table.found, [])}
            alike = {bare(column): column for column in landed.get(table.found, [])}
            table.other_names = {name: alike[bare(name)] for name in table.missing if bare(name) in alike}
            if not table.found:
                near = next((name for name in landed if bare(name) == bare(table.name)), None)
                table.other_names = {"": near} if near else {}


def matches(vendor: Vendor, tables: dict) -> int:
    known = {bare(table.name) for table in vendor.tables}
    return sum(1 for name in tables if bare(name) in known)


def date_tables(vendors: list[Vendor], newest) -> None:
    """The newest row of every table that was found, by the best clock it has."""
    asked = []
    for vendor in vendors:
        for table in vendor.tables:
            clock = next((table.spelled[name] for name in CLOCKS if name in table.spelled), None)
            if clock:
                asked.append((table, (vendor.schema, table.found, clock)))
    for (table, _), value in zip(asked, newest([place for _, place in asked]), strict=True):
        table.newest = value


def day_of(value: str | None) -> datetime | None:
    found = re.match(r"\d{4}-\d{2}-\d{2}", value or "")
    return datetime.fromisoformat(found.group()) if found else None


@dataclass
class Proposal:
    vendors_enabled: list[str]
    missing: list[str]
    raw_schemas: dict[str, str]

    @classmethod
    def of(cls, vendors: list[Vendor], settings: dict, target: str) -> Proposal:
        usable = {vendor.name: vendor for vendor in vendors if vendor.usable}
        kept = [name for name in settings.get("vendors_enabled") or [] if name in usable]
        names = kept + [name for name in usable if name not in kept]
        schemas = {
            name: usable[name].schema for name in names
            if usable[name].schema.lower() != (name if target == "duckdb" else f"raw_{name}")
        }
        return cls(names, [absence for name in names for absence in usable[name].absences], schemas)

    def differences(self, settings: dict) -> list[str]:
        """What has to change in the settings, in words; of `missing` only what concerns tools in use matters."""
        enabled, declared = settings.get("vendors_enabled") or [], settings.get("missing") or []
        lines = [f"vendors_enabled: add {name}" for name in self.vendors_enabled if name not in enabled]
        lines += [f"vendors_enabled: remove {name}" for name in enabled if name not in self.vendors_enabled]
        lines += [f"missing: add {entry}" for entry in self.missing if entry not in declared]
        lines += [
            f"missing: remove {entry}, it is there" for entry in declared
            if entry not in self.missing and str(entry).split(".")[0] in self.vendors_enabled
        ]
        told = settings.get("raw_schemas") or {}
        lines += [f"raw_schemas: add {name}: {schema}" for name, schema in self.raw_schemas.items() if told.get(name, "").lower() != schema.lower()]
        return lines

    def as_yaml(self) -> str:
        lines = [f"  vendors_enabled: [{', '.join(self.vendors_enabled)}]", "  missing:" + ("" if self.missing else " []")]
        lines += [f"    - {entry}" for entry in self.missing]
        if self.raw_schemas:
            lines += ["  raw_schemas:", *(f"    {name}: {schema}" for name, schema in self.raw_schemas.items())]
        return "\n".join(lines)


def tellers(vendors: list[Vendor]) -> dict[str, list[str]]:
    """entity -> the usable tools that tell it."""
    told: dict[str, list[str]] = {entity: [] for entity in ANSWERS}
    for vendor in vendors:
        for entity in sorted({entity for table in vendor.tables if table.usable and table.counted for entity in table.entities}):
            told.setdefault(entity, []).append(vendor.name)
    return told


def gaps(vendors: list[Vendor]) -> list[tuple[str, str, str]]:
    """(need, what is missing, what it costs) for every tool of which something was found."""
    rows, told = [], tellers(vendors)
    for vendor in vendors:
        for table in vendor.tables if vendor.seen else []:
            path = f"{vendor.name}.{table.name}"
            feeds = ", ".join(sorted(table.entities)) or "nothing yet"
            if not table.found:
                costs = []
                for entity in sorted(table.entities):
                    what, marts = ANSWERS[entity]
                    others = ", ".join(name for name in told[entity] if name != vendor.name)
                    if others:
                        costs.append(f"{what}: told by {others}")
                    else:
                        costs.append(f"part of {what}" if vendor.name in told[entity] or not table.counted else marts)
                rows.append(("required" if table.required else "optional", path, "; ".join(costs) or "nothing yet"))
            for column in table.missing:
                required, words = table.columns[column]
                costs = f"{path} cannot be read at all" if required else f"unknown in {feeds}: {first_sentence(words) or column}"
                rows.append(("required" if required else "optional", f"{path}.{column}", costs))
    return sorted(rows, key=lambda row: (row[0] != "required", row[1]))


def first_sentence(words: str) -> str:
    return re.split(r"(?<=[a-z)])[.;] ", words.strip())[0].rstrip(".")


def advice(vendors: list[Vendor], settings: dict, target: str) -> list[str]:
    lines = []
    ends = {vendor.name: max((day for table in vendor.tables if (day := day_of(table.newest))), default=None) for vendor in vendors}
    # the middle one, so that neither a tool that stopped nor one with a wrong clock judges the others
    middle = sorted(end for end in ends.values() if end)
    middle = middle[len(middle) // 2] if middle else None
    for vendor in vendors:
        if ends[vendor.name] and (behind := (middle - ends[vendor.name]).days) > STALE_DAYS:
            lines.append(f"{vendor.name} ends on {ends[vendor.name]:%Y-%m-%d}, {behind} days before the others: does its loader still run?")
        if vendor.name in (settings.get("vendors_enabled") or []) and not vendor.seen:
            lines.append(f"{vendor.name} is enabled and nothing of it is in schema {vendor.schema}: load it, or name its schema in raw_schemas.")
        for table in vendor.tables:
            path = f"{vendor.name}.{table.name}"
            if table.lacking:
                lines.append(f"{path} lacks {', '.join(table.lacking)}, so the proposal leaves the whole table out: rows without them would be refused.")
            if table.other_names:
                lines.append(rename_advice(vendor, table, target))
            if table.found and table.deletes:
                lines.append(
                    f"{path}: {table.deletes.rstrip('.;')}. Rows that a loader removes leave no trace; after such a removal "
                    "run `python -m scripts.build --full-refresh`."
                )
    return lines


def rename_advice(vendor: Vendor, table: Table, target: str) -> str:
    """A view under the expected names, for a loader that spells them its own way."""
    if "" in table.other_names:
        return (
            f'{vendor.name}.{table.name} seems to be "{table.other_names[""]}": make it a view of that name in a schema of your own, '
            f"with these columns: {', '.join(table.columns)}."
        )
    renamed = ", ".join(f'"{other}" as "{name}"' for name, other in table.other_names.items())
    return f"{vendor.name}.{table.name} has columns under other names: a view in a schema of your own that selects {renamed} makes them usable."


def report(vendors: list[Vendor], proposal: Proposal, settings: dict, target: str, console) -> None:
    from rich.table import Table as Grid

    def grid(title: str, *columns: str) -> Grid:
        made = Grid(title=title, title_justify="left", title_style="bold")
        for column in columns:
            made.add_column(column, overflow="fold")
        return made

    seen = [vendor for vendor in vendors if vendor.seen]
    overview = grid("What is there", "tool", "layer", "schema", "tables", "newest row", "")
    for vendor in seen:
        dates = sorted(table.newest for table in vendor.tables if day_of(table.newest))
        verdict = "usable" if vendor.usable else "not usable yet"
        overview.add_row(
            vendor.name, vendor.layer.replace("_", " "), vendor.schema, f"{sum(1 for t in vendor.tables if t.found)} of {len(vendor.tables)}",
            dates[-1][:16] if dates else "unknown", verdict,
        )
    console.print(overview if seen else "No raw table of any tool was found.")
    absent = [vendor.name for vendor in vendors if not vendor.seen]
    if absent:
        where = "its own name" if target == "duckdb" else "raw_ and its name"
        console.print(f"Nothing found of: {', '.join(absent)} (a tool is looked for in the schema of {where}, and in any that contains it)", style="dim")

    if rows := gaps(vendors):
        missing = grid("What is missing, and what that costs", "", "not landed", "without it")
        for need, what, costs in rows:
            missing.add_row(f"[red]{need}[/red]" if need == "required" else need, what, costs)
        console.print(missing)

    freshness = grid("How fresh the tables are", "table", "newest row")
    for vendor in seen:
        for table in vendor.tables:
            if table.found and table.counted:
                freshness.add_row(f"{vendor.name}.{table.name}", table.newest[:19] if table.newest else "no load time, or no rows")
    if seen:
        console.print(freshness)

    told = tellers(vendors)
    answers = grid("Answers nobody can give yet", "no tool tells", "so you will not have")
    for entity, (what, marts) in ANSWERS.items():
        if not told[entity]:
            answers.add_row(what, marts)
    if answers.row_count:
        console.print(answers)
    if lines := advice(vendors, settings, target):
        console.print("\n[bold]Advice[/bold]")
        for line in lines:
            console.print(f"- {line}", markup=False)

    console.print("\n[bold]Settings for dbt_project.yml, under vars:[/bold]")
    # not through the console: a long line must not be broken where somebody will paste it
    console.file.write(proposal.as_yaml() + "\n")
    differences = proposal.differences(settings)
    if differences:
        console.print(f"\n[bold]They differ from the file in {len(differences)} place{'s' if len(differences) > 1 else ''}:[/bold]")
        for line in differences:
            console.print(f"- {line}", markup=False)
    else:
        console.print("\n[bold]They are what the file says.[/bold]")


def run(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.doctor", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default=os.environ.get("LAYER_SIX_TARGET", "duckdb"), choices=TARGETS, help="where to look (default: LAYER_SIX_TARGET, else duckdb)")
    parser.add_argument("--quick", action="store_true", help="leave out how fresh tables are, which reads one column of each")
    parser.add_argument("--project-dir", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    from rich.console import Console

    settings = yaml.safe_load((options.project_dir / "dbt_project.yml").read_text()).get("vars") or {}
    vendors = declared_vendors(options.project_dir)
    found, newest = look(options.target, settings.get("raw_database"))
    examine(vendors, found, options.target, settings.get("raw_schemas") or {})
    if not options.quick:
        date_tables(vendors, newest)
    proposal = Proposal.of(vendors, settings, options.target)
    console = Console(width=None if sys.stdout.isatty() else 118, highlight=False)
    console.print(f"Layer Six looked at the raw tables on {options.target} and changed nothing.\n")
    report(vendors, proposal, settings, options.target, console)
    return 1 if proposal.differences(settings) else 0


if __name__ == "__main__":
    main(run)
