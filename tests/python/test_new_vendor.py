"""A new tool starts from a folder that parses, refuses to build until it is mapped, and then has the contract's columns."""

from __future__ import annotations

import re
import shutil

import duckdb
import pytest
import yaml

from scripts import new_vendor, sync_vendors
from scripts._common import Refusal
from tests.python.conftest import ROOT, Dbt
from tests.python.test_project_rules import GRAIN, TEXT_RULES, refused

ENTITIES = ["ai_calls", "provider_cost_lines"]


@pytest.fixture
def project(tmp_path):
    """Enough of a project for scripts.new_vendor: the seed of layers and one tool that is there already."""
    (tmp_path / "seeds" / "reference").mkdir(parents=True)
    shutil.copyfile(ROOT / "seeds" / "reference" / "vendor_layers.csv", tmp_path / "seeds" / "reference" / "vendor_layers.csv")
    (tmp_path / "models" / "staging" / "billing" / "taken").mkdir(parents=True)
    (tmp_path / "models" / "staging" / "billing" / "taken" / "_taken__sources.yml").write_text("sources: []")
    return tmp_path


def made(project, layer="gateway", vendor="acme", entities=ENTITIES) -> dict[str, str]:
    return {file.name: file.read_text() for file in new_vendor.scaffold(project, layer, vendor, entities)}


def test_the_folder_kit_and_its_seed_row(project):
    files = made(project)
    assert list(files) == ["_acme__sources.yml", "_acme__models.yml", "stg_acme__ai_calls.sql", "stg_acme__provider_cost_lines.sql", "vendor_layers.csv"]
    assert files["vendor_layers.csv"].splitlines()[-1] == "acme,gateway"
    sources, models = yaml.safe_load(files["_acme__sources.yml"]), yaml.safe_load(files["_acme__models.yml"])
    like = yaml.safe_load((ROOT / "models/staging/gateway/openai/_openai__sources.yml").read_text())["sources"][0]
    for part in ("database", "schema", "config"):
        assert str(sources["sources"][0][part]) == str(like[part]).replace("openai", "acme")
    assert [model["config"]["meta"]["provides"] for model in models["models"]] == ENTITIES
    assert [test["config"]["enabled"] for test in models["unit_tests"]] == [sources["sources"][0]["config"]["enabled"]] * 2
    for name, text in files.items():
        if name.endswith(".sql"):
            assert GRAIN.match(text)
            assert {rule for rule in TEXT_RULES if refused(rule, text)} == set()


@pytest.mark.parametrize("entity", sync_vendors.entities())
def test_columns_stand_in_the_order_of_the_contract(project, entity):
    text = made(project, entities=[entity])[f"stg_acme__{entity}.sql"]
    columns = re.findall(r" as (\w+),?$", text.split("final as (")[1].split("from landed")[0], re.M)
    assert columns == [name for name, _ in sync_vendors.canonical_columns(entity)]
    assert len(text.splitlines()) < 80


@pytest.mark.parametrize(("arguments", "words"), [
    (("gateways", "acme", ["ai_calls"]), "unknown layer 'gateways': choose from billing"),
    (("gateway", "Acme", ["ai_calls"]), "'Acme' is no name for a tool"), (("gateway", "a__b", ["ai_calls"]), "is no name for a tool"),
    (("gateway", "acme", ["calls"]), "unknown entity 'calls': choose from customers"), (("gateway", "taken", ["ai_calls"]), "taken is there already"),
])
def test_names_that_cannot_be_meant_are_refused_and_leave_nothing(project, arguments, words):
    before = sorted(project.rglob("*"))
    with pytest.raises(Refusal, match=re.escape(words)):
        new_vendor.scaffold(project, *arguments)
    assert sorted(project.rglob("*")) == before


def test_a_tool_that_has_a_layer_keeps_it(project):
    assert "vendor_layers.csv" not in made(project, "observability", "helicone", ["spans"])


def test_it_parses_refuses_to_build_and_builds_once_mapped(project, warehouse, scratch_project):
    folder = scratch_project({f"models/{name}": text for name, text in made(project).items() if not name.endswith(".csv")})
    settings = {"vendors_enabled": ["acme"], "missing": []}
    with duckdb.connect(str(warehouse / "raw.duckdb")) as raw:
        raw.execute("create schema acme")
        for entity in ENTITIES:
            raw.execute(f"create table acme.{entity} as select 'first' as id, timestamp '2026-03-01' as updated_at, timestamp '2026-03-02' as _loaded_at")
    dbt = Dbt(warehouse, project=folder)
    off = dbt.run("run", vars={"vendors_enabled": [], "missing": []})
    assert off.ok and "Nothing to do" in off.output, off.output
    refusal = dbt.run("run", vars=settings)
    assert not refusal.ok
    assert "stg_acme__ai_calls: column source_rank is not mapped yet; put the count there that the vendor gives" in " ".join(refusal.output.split())
    for entity in ENTITIES:
        file = folder / "models" / f"stg_acme__{entity}.sql"
        file.write_text(re.sub(r"\{\{ unmapped\('\w+', '(\w+)'\) \}\}", r"cast(null as {{ type_of('\1') }})", file.read_text()))
    done = dbt.run("build", vars=settings)
    assert done.ok, done.output
    assert done.output.count("PASS stg_acme") == len(ENTITIES)
    found = dbt.query("select column_name from duckdb_columns() where table_name = 'stg_acme__ai_calls' order by column_index")
    assert [name for (name,) in found] == [name for name, _ in sync_vendors.canonical_columns("ai_calls")]
