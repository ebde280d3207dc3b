"""The project's own rules, read off the files and off one `dbt parse`: what a reviewer would otherwise look for.

Every rule names the places that break it, and `test_each_text_rule_can_fail` shows each text rule a text it refuses.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from pathlib import Path

import pytest

from tests.python.conftest import ROOT, Dbt

MODELS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted((ROOT / "models").rglob("*.sql"))}
MACROS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted((ROOT / "macros").rglob("*.sql"))}
GENERATED = "macros/_generated/"

CORE_READ_BY_INTERMEDIATE = {"dim_customers", "fct_margin_ledger", "fct_usage_daily"}

# Tables of names and types grow with the contract, not with logic.
MACRO_LINES_EXEMPT = {"macros/canonical/canonical_columns.sql", "macros/canonical/entity_rules.sql"}
# These replace an adapter's own macros, whose names are given.
ADAPTER_OVERRIDES = {
    "macros/cross_db/fakesnow_compat.sql", "macros/cross_db/spark_create_view_as.sql", "macros/cross_db/spark_seed_rows.sql"
}
VENDORS = sorted({path.parent.name for path in (ROOT / "models" / "staging").rglob("_*__sources.yml")})
DISPATCHES = ("default__", "duckdb__", "postgres__", "spark__", "databricks__", "snowflake__", "bigquery__", "redshift__")

COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}|/\*.*?\*/", re.S)
TEXT = re.compile(r"'(?:[^']|'')*'")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
OPENING = re.compile(r"\A(?:\s|\{%.*?%\}|\{\{\s*config\(.*?\}\}|\{#.*?#\})*", re.S)
GRAIN = re.compile(r"-- Grain: \S")

# name of the rule -> (what is refused, where it holds, what is taken out first, a text it refuses)
ANYWHERE = "models/"
MONEY_PATH = ("models/intermediate/", "models/marts/")
TEXT_RULES = {
    "source() outside staging": (r"\bsource\(", MONEY_PATH, COMMENT, "select * from {{ source('a', 'b') }}"),
    "engine asked for": (r"\btarget\.(?:type|name)\b", ANYWHERE, COMMENT, "{% if target.type == 'duckdb' %}"),
    "introspection": (
        r"\b(?:run_query|get_columns_in_relation|get_column_values|get_relation)\(", ANYWHERE, COMMENT, "{{ run_query('x') }}",
    ),
    "clock": (r"\bnow\(\)|\bcurrent_(?:timestamp|date)\b|\bgetdate\(", ANYWHERE, COMMENT, "select current_timestamp"),
    "dialect cast": (r"::", ANYWHERE, TEXT, "select a::text"),
    "inexact number": (r"\b(?:float\d?|double|real|avg\()", ANYWHERE, TEXT, "select avg(amount)"),
    "bare division": (r"/", ANYWHERE, TAG, "select a / b"),
    "inner join": (r"\binner join\b|(?<!left )(?<!full )(?<!cross )(?<!outer )\bjoin\b", MONEY_PATH, TAG, "from a\njoin b on true"),
    "line of more than 120 characters": (r"[^\n]{121}", ANYWHERE, None, "x" * 121),
    "indentation not in steps of four": (r"(?m)^(?:    )*(?: {1,3}(?=[^ \n])|\t)|[ \t]+$", ANYWHERE, None, "select\n   a"),
    "dialect clause": (r"\bqualify\b|\bgroup by all\b|\bilike\b", ANYWHERE, TEXT, "select 1 qualify true"),
}  # fmt: skip


def refused(rule: str, text: str) -> str | None:
    """What the rule refuses in a text; comments and literals never count where the rule speaks of SQL."""
    pattern, _, taken_out, _ = TEXT_RULES[rule]
    for one in {None: (), COMMENT: (COMMENT,), TAG: (COMMENT, TAG, TEXT), TEXT: (COMMENT, TEXT)}[taken_out]:
        text = one.sub(" ", text)
    found = re.search(pattern, text, re.I)
    return found.group() if found else None


@pytest.mark.parametrize("rule", TEXT_RULES)
def test_no_model_contains(rule):
    where = TEXT_RULES[rule][1]
    broken = {file: refused(rule, text) for file, text in MODELS.items() if file.startswith(where)}
    assert {file: found for file, found in broken.items() if found} == {}


@pytest.mark.parametrize("rule", TEXT_RULES)
def test_each_text_rule_can_fail(rule):
    assert refused(rule, TEXT_RULES[rule][3])
    assert not refused(rule, "-- Grain: one row\nselect cast(amount as numeric) as amount\nfrom a\nleft join b on a.c = b.c\n")


def test_the_rules_read_the_project():
    """Guards the guards: an empty listing would pass everything."""
    assert len(MODELS) > 100 and len(MACROS) > 100 and {"stripe", "litellm"} <= set(VENDORS)


def test_models_are_short():
    lines = {file: len(text.splitlines()) for file, text in MODELS.items()}
    assert {file: count for file, count in lines.items() if count > 150} == {}


def test_half_of_the_models_are_very_short():
    # Lines of SQL: blank lines and comments make a model longer and better. One line of macro per seed would only
    # make the measure look better than the models that people read.
    written = [text for file, text in MODELS.items() if not file.startswith("models/staging/pricing/checked/")]
    lines = [[line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--")] for text in written]
    median = statistics.median(map(len, lines))
    print(f"median lines of SQL in a model: {median}")
    assert median <= 40


def test_macros_are_short_and_named_like_their_file():
    sized, named = {}, {}
    for file, text in MACROS.items():
        if file.startswith(GENERATED):
            continue
        for body in re.findall(r"\{%-?\s*macro.*?endmacro\s*-?%\}", text, re.S):
            if len(body.splitlines()) > 60 and file not in MACRO_LINES_EXEMPT:
                sized[file] = len(body.splitlines())
        if file in ADAPTER_OVERRIDES:
            continue
        stem = Path(file).stem
        for name in re.findall(r"\{%-?\s*macro\s+(\w+)", text):
            if stem not in {name, *(name.removeprefix(prefix) for prefix in DISPATCHES)}:
                named.setdefault(file, []).append(name)
    assert sized == {}
    assert named == {}


def test_every_model_says_its_grain_first():
    silent = [file for file, text in MODELS.items() if not GRAIN.match(text, OPENING.match(text).end())]
    assert silent == []


def test_no_vendor_is_named_right_of_the_canonical_models():
    word = re.compile(r"(?<![a-z])(?:" + "|".join(set(VENDORS) - {"generic"}) + r")(?![a-z])", re.I)
    right = {
        file: COMMENT.sub(" ", text) for file, text in MODELS.items()
        if file.startswith(MONEY_PATH) and not file.startswith("models/intermediate/canonical/")
    }  # fmt: skip
    assert word.search("left join stg_stripe__invoices")
    assert {file: found.group() for file, text in right.items() if (found := word.search(text))} == {}


def repeated_share(texts: dict[str, str], height: int = 6) -> float:
    """The share of windows of six lines that stand in more than one place; blank lines and comments do not count."""
    windows = []
    for text in texts.values():
        lines = [line.strip() for line in COMMENT.sub("", text).splitlines() if line.strip()]
        windows += [tuple(lines[i : i + height]) for i in range(len(lines) - height + 1)]
    seen = Counter(windows)
    return sum(count for count in seen.values() if count > 1) / max(len(windows), 1)


def test_models_repeat_little():
    ten = "\n".join(f"line {number}" for number in range(10))
    assert repeated_share({"a": ten, "b": ten}) == 1 and repeated_share({"a": ten}) == 0
    share = repeated_share(MODELS)
    print(f"six-line windows that occur more than once: {share:.1%}")
    assert share <= 0.08


@pytest.fixture(scope="session")
def manifest(tmp_path_factory) -> dict:
    dbt = Dbt(tmp_path_factory.mktemp("rules"))
    done = dbt.run("parse")
    assert done.ok, done.output
    return done.manifest


def models_under(manifest: dict, *folders: str) -> dict[str, dict]:
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return {node["name"]: node for node in nodes if node["original_file_path"].startswith(folders)}


def test_contracts_are_enforced_from_the_canonical_models_on(manifest):
    corridor = ("int_revenue_entries", "int_ai_cost_entries", "int_infra_cost_entries", "int_other_cost_entries")
    held = models_under(manifest, "models/intermediate/canonical/", "models/marts/")
    held |= {name: node for name, node in models_under(manifest, "models/").items() if name in corridor}
    assert len(held) > 40 and set(corridor) <= set(held)
    assert [name for name, node in held.items() if not node["config"]["contract"]["enforced"]] == []
    assert [
        f"{name}.{column['name']}" for name, node in held.items() for column in node["columns"].values()
        if not column["description"].strip() or not column["data_type"]
    ] == []  # fmt: skip


def test_every_model_is_described(manifest):
    assert [name for name, node in models_under(manifest, "models/").items() if not node["description"].strip()] == []


def test_layers_point_one_way(manifest):
    """staging -> intermediate -> marts; marts read typed seeds of staging, and the ledger and the dimensions of
    the core are marts that later steps in intermediate build on."""
    order = {"staging": 0, "intermediate": 1, "marts": 2}
    nodes = models_under(manifest, "models/")
    layer = {node["unique_id"]: node["fqn"][1] for node in nodes.values()}
    against, skipped = [], []
    for name, node in nodes.items():
        for parent in (p for p in node["depends_on"]["nodes"] if p in layer):
            core = layer[parent] == "marts" and parent.rsplit(".", 1)[1] in CORE_READ_BY_INTERMEDIATE
            if order[layer[parent]] > order[node["fqn"][1]] and not (core and node["fqn"][1] == "intermediate"):
                against.append((name, parent))
            if node["fqn"][1] == "marts" and layer[parent] == "staging" and ".stg_pricing__" not in parent:
                skipped.append((name, parent))
    assert against == [] and skipped == []
