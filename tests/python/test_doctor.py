"""The doctor: what it finds in a warehouse, what it proposes, and that it changes nothing."""

from __future__ import annotations

import hashlib

import duckdb
import pytest
import yaml

from scripts import doctor
from scripts._common import Refusal
from tests.python.conftest import ROOT, Dbt, postgres_connection

SETTINGS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
VENDORS = {vendor.name: vendor for vendor in doctor.declared_vendors(ROOT)}


def columns_of(vendor: str, table: str, without: tuple = ()) -> str:
    (found,) = [entry for entry in VENDORS[vendor].tables if entry.name == table]
    return ", ".join(f'"{name}" {"timestamp" if name in doctor.CLOCKS else "text"}' for name in found.columns if name not in without)


def land(connection, schema: str, vendor: str, tables: dict[str, str] | None = None, missing=()) -> None:
    """Tables of a vendor with every declared column; `tables` gives other column lists, or None for no table."""
    connection.execute(f'create schema if not exists "{schema}"')
    for table in VENDORS[vendor].tables:
        if f"{vendor}.{table.name}" in missing:
            continue
        columns = (tables or {}).get(table.name, columns_of(vendor, table.name))
        if columns:
            connection.execute(f'create table "{schema}"."{table.name}" ({columns})')


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A warehouse folder of the test's own and a project file that a test may change."""
    monkeypatch.setenv("LAYER_SIX_WAREHOUSE", str(tmp_path))
    project = tmp_path / "project"
    project.mkdir()
    (project / "models").symlink_to(ROOT / "models")

    def write(**settings) -> None:
        (project / "dbt_project.yml").write_text(yaml.safe_dump({"vars": {**SETTINGS, **settings}}))

    write()
    return tmp_path, project, write


def look(project, capsys, *arguments) -> tuple[int, str]:
    code = doctor.run(["--project-dir", str(project), *arguments])
    return code, capsys.readouterr().out


def pasted(text: str) -> dict:
    """The settings that the output offers, as a YAML parser reads them."""
    block = text.split("under vars:\n")[1].split("\n\nThey ")[0]
    return yaml.safe_load(block)


@pytest.fixture
def demo(place):
    """The demo's stack, every table without rows."""
    with duckdb.connect(str(place[0] / "raw.duckdb")) as raw:
        for vendor in SETTINGS["vendors_enabled"]:
            land(raw, vendor, vendor, missing=SETTINGS["missing"])
    return place


def test_the_demo_needs_no_change(demo, capsys):
    folder, project, _ = demo
    before = hashlib.sha256((folder / "raw.duckdb").read_bytes()).hexdigest()
    code, text = look(project, capsys)
    assert code == 0 and "They are what the file says." in text
    found = pasted(text)
    assert (found["vendors_enabled"], sorted(found["missing"])) == (SETTINGS["vendors_enabled"], sorted(SETTINGS["missing"]))
    assert "Nothing found of: " in text and "portkey" in text.split("Nothing found of: ")[1].split("\n")[0]
    # told by another tool, so no answer is lost
    assert "what was billed: told by stripe, orb" in " ".join(text.split()).replace("│ │ │ ", "")
    assert "Answers nobody can give yet" not in text
    assert hashlib.sha256((folder / "raw.duckdb").read_bytes()).hexdigest() == before
    assert sorted(path.name for path in folder.iterdir()) == ["project", "raw.duckdb"]


def test_what_is_missing_what_it_costs_and_what_to_write(place, capsys):
    folder, project, write = place
    write(vendors_enabled=["litellm", "orb", "stripe"], missing=["litellm.LiteLLM_SpendLogs.status", "litellm.LiteLLM_SpendLogs.model_group"])
    with duckdb.connect(str(folder / "raw.duckdb")) as raw:
        # an older proxy, a biller without a needed column, a report nobody has enabled, nothing of orb
        land(raw, "litellm", "litellm", {"LiteLLM_SpendLogs": columns_of("litellm", "LiteLLM_SpendLogs", ("status", "litellm_call_id"))})
        land(raw, "stripe", "stripe", {"invoice_line_item": columns_of("stripe", "invoice_line_item", ("amount",)), "refund": None, "coupon": None})
        land(raw, "openai", "openai", {"openai_usage_embeddings": None, "openai_usage_moderations": None})
        raw.execute("insert into openai.openai_costs (loaded_at) values (timestamp '2026-03-05 06:00:00')")
        raw.execute("insert into stripe.customer (_fivetran_synced) values (timestamp '2026-03-01 02:00:00')")
        raw.execute("insert into litellm.LiteLLM_SpendLogs (_loaded_at) values (timestamp '2026-01-01 02:00:00')")
    code, text = look(project, capsys)
    flat = " ".join(text.replace("│", " ").split())
    assert code == 1
    assert pasted(text) == {
        "vendors_enabled": ["litellm", "stripe", "openai"],
        "missing": [
            "litellm.LiteLLM_SpendLogs.status", "litellm.LiteLLM_SpendLogs.litellm_call_id",
            *[f"stripe.{table.name}" for table in VENDORS["stripe"].tables if table.name in ("coupon", "invoice_line_item", "refund")],
            "openai.openai_usage_embeddings", "openai.openai_usage_moderations",
        ],
    }
    for sentence in (
        "required stripe.invoice_line_item.amount stripe.invoice_line_item cannot be read at all",
        "optional litellm.LiteLLM_SpendLogs.status unknown in ai_calls: success or failure, since 2025-05",
        "optional openai.openai_usage_embeddings part of the model providers' token counts",
        "stripe.invoice_line_item lacks amount, so the proposal leaves the whole table out",
        "orb is enabled and nothing of it is in schema orb: load it, or name its schema in raw_schemas.",
        "litellm ends on 2026-01-01, 59 days before the others: does its loader still run?",
        "litellm.LiteLLM_SpendLogs: The retention job of the proxy deletes old rows",
        "after such a removal run `python -m scripts.build --full-refresh`",
        "the infrastructure bill infra_cost, idle capacity: margin is before infrastructure",
        "- vendors_enabled: add openai", "- vendors_enabled: remove orb", "- missing: add litellm.LiteLLM_SpendLogs.litellm_call_id",
        "- missing: remove litellm.LiteLLM_SpendLogs.model_group, it is there", "openai.openai_costs 2026-03-05 06:00:00",
    ):
        assert sentence in flat, sentence
    # pasted, it is the settings: nothing is left to say
    write(**pasted(text))
    assert look(project, capsys)[0] == 0


def test_a_loader_with_names_of_its_own(place, capsys):
    folder, project, write = place
    write(vendors_enabled=["stripe"], missing=[])
    with duckdb.connect(str(folder / "raw.duckdb")) as raw:
        land(raw, "fivetran_stripe", "stripe")
        spelled = columns_of("litellm", "LiteLLM_SpendLogs").replace("startTime", "start_time").replace("endTime", "end_time")
        land(raw, "litellm", "litellm", {"LiteLLM_SpendLogs": spelled})
        raw.execute("create schema portkey; create table portkey.PortKeyLogs (id text)")
    code, text = look(project, capsys)
    flat = " ".join(text.split())
    assert code == 1
    assert pasted(text)["raw_schemas"] == {"stripe": "fivetran_stripe"} and pasted(text)["vendors_enabled"] == ["stripe"]
    assert "- raw_schemas: add stripe: fivetran_stripe" in text
    assert 'litellm.LiteLLM_SpendLogs has columns under other names: a view in a schema of your own that selects "start_time" as "startTime", "end_time" as "endTime" makes them usable.' in flat
    assert 'portkey.portkey_logs seems to be "PortKeyLogs"' in flat
    write(vendors_enabled=["stripe"], missing=[], raw_schemas={"stripe": "fivetran_stripe"})
    assert look(project, capsys, "--quick")[0] == 0


def test_an_empty_warehouse_and_none(place, capsys):
    folder, project, write = place
    with pytest.raises(Refusal, match="no raw tables"):
        look(project, capsys)
    duckdb.connect(str(folder / "raw.duckdb")).close()
    code, text = look(project, capsys)
    assert code == 1 and "No raw table of any tool was found." in text and pasted(text) == {"vendors_enabled": [], "missing": []}
    write(vendors_enabled=[], missing=[])
    assert look(project, capsys)[0] == 0


def test_postgres_is_looked_at_in_its_own_schemas(place, capsys, module_postgres_env, monkeypatch):
    _, project, write = place
    write(vendors_enabled=["openai"], missing=[])
    for name, value in module_postgres_env.items():
        monkeypatch.setenv(name, value)
    with postgres_connection(module_postgres_env) as connection, connection.cursor() as cursor:
        land(cursor, "raw_openai", "openai")
        cursor.execute("create schema openai; create table openai.openai_costs (id text)")
        cursor.execute("insert into raw_openai.openai_costs (loaded_at) values (timestamp '2026-03-05 06:00:00')")
    code, text = look(project, capsys, "--target", "postgres")
    assert code == 0, text
    assert "raw_openai" in text and "2026-03-05 06:00:00" in text


def test_every_table_of_every_tool_is_linked_to_an_entity():
    """A table that no entity reads would be missing without a cost; a tool's counted tables are its entities' own."""
    lost = [f"{vendor.name}.{table.name}" for vendor in VENDORS.values() for table in vendor.tables if not table.entities]
    assert lost == []
    assert {entity for vendor in VENDORS.values() for entity in vendor.entities} <= set(doctor.ANSWERS)
    assert all(any(table.counted for table in vendor.tables) for vendor in VENDORS.values())
    (log,) = VENDORS["litellm"].tables
    assert (log.entities, log.counted, log.required) == ({"ai_calls"}, True, True) and "deletes old rows" in log.deletes
    assert VENDORS["portkey"].tables[0].deletes.startswith("Portkey drops logs")


def test_what_is_proposed_builds(place, capsys, tmp_path):
    """The proposal is what the start of a build asks for: no line about raw data is left."""
    folder, project, write = place
    write(vendors_enabled=[], missing=[])
    with duckdb.connect(str(folder / "raw.duckdb")) as raw:
        land(raw, "openai", "openai", {"openai_costs": columns_of("openai", "openai_costs", ("quantity", "organization_id")), "openai_usage_embeddings": None})
        land(raw, "portkey", "portkey", {"portkey_logs": columns_of("portkey", "portkey_logs", ("span_id", "mode", "_loaded_at"))})
    settings = pasted(look(project, capsys)[1])
    assert settings["vendors_enabled"] == ["openai", "portkey"] and len(settings["missing"]) == 6
    done = Dbt(folder).run("run", "--select", "path:models/staging/gateway", vars=settings)
    assert done.ok, done.output
