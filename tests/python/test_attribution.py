"""Who used a call and for what: editing seeds/business/lookup_paths.csv moves the cost, without touching a model."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.python.conftest import ROOT, Dbt
from tests.python.staged import land_rows, source_tables

LANDED = ("customers", "customer_identifiers", "ai_calls", "spans")
ANSWERS = ["+fct_attribution_coverage_monthly", "+int_trace_conflicts"]
# what an edited seed can change, once all is built
EDITED = [
    "lookup_paths", "stg_pricing__lookup_paths_checked", "stg_pricing__lookup_paths",
    "stg_pricing__lookup_paths+,+fct_attribution_coverage_monthly", "int_trace_conflicts",
]


def call(name: str, cost: int, day: int = 10, **values) -> dict:
    """A call of `cost` dollars: powers of two, so that a sum says which calls are in it."""
    return {"source_record_id": name, "source_rank": 2, "provider": "openai", "model": "gpt-5", "status": "success",
            "input_tokens": 10, "output_tokens": 1, "cost_amount": cost, "cost_basis": "provider_reported", "currency_code": "USD",
            "started_at": f"2026-03-{day:02} 10:00:00", "loaded_at": "2026-03-31 00:00:00", "trace_id": name} | values


def identifier(customer: str, kind: str, value: str, **values) -> dict:
    return {"source_record_id": f"{customer}/{kind}/{value}", "customer_native_id": customer, "identifier_kind": kind,
            "identifier_value": value, "loaded_at": "2026-03-31 00:00:00"} | values


CUSTOMERS = [{"source_record_id": name, "display_name": name, "is_internal": name == "own", "loaded_at": "2026-03-31 00:00:00"} for name in ("one", "two", "own")]
IDENTIFIERS = [
    *[identifier(name, "external_id", f"acct_{name}") for name in ("one", "two", "own")],
    identifier("one", "api_key", "moving", valid_to="2026-03-14 00:00:00"),
    identifier("two", "api_key", "moving", valid_from="2026-03-14 00:00:00"),
    identifier("one", "api_key", "torn", valid_to="2026-03-10 12:00:00"),
    identifier("two", "api_key", "torn", valid_from="2026-03-10 12:00:00"),
    identifier("one", "api_key", "ended", valid_to="2026-03-05 00:00:00"),
]
CALLS = [
    call("stated", 1, customer_ref="acct_one", feature_ref="chat", labels=json.dumps({"tenant_id": "acct_two", "team": "search"})),
    call("labelled", 2, labels=json.dumps({"tags": ["tenant_id:acct_two"]})),
    call("key_13", 4, day=13, api_key_ref="moving"), call("key_14", 8, day=14, api_key_ref="moving"),
    call("torn", 16, api_key_ref="torn"), call("ended", 32, api_key_ref="ended"),
    call("stranger", 64, customer_ref="acct_nobody"), call("silent", 128),
    call("traced", 256), call("contested", 512),
    call("staff", 1024, customer_ref="acct_own"), call("judge", 2048, customer_ref="acct_one", is_internal="true"),
    call("evaluated", 4096, customer_ref="acct_one", environment="evaluation"),
]
SPANS = [
    {"source_record_id": f"s{number}", "trace_id": trace, "customer_ref": customer, "feature_ref": "chat",
     "started_at": "2026-03-10 10:00:00", "ended_at": "2026-03-10 10:00:01", "loaded_at": "2026-03-31 00:00:00"}
    for number, (trace, customer) in enumerate([("traced", "acct_one"), ("contested", "acct_one"), ("contested", "acct_two")])
]
COSTS = """
    select customers.customer_name, ledger.rule_id, ledger.amount from marts.fct_margin_ledger as ledger
    left join intermediate.int_customers_resolved as customers on ledger.customer_key = customers.customer_key
    where ledger.entry_side = 'cost'
"""
BY_DEFAULT = {
    "one": 1 + 4 + 256 + 4096, "two": 8, "Internal use": 1024 + 2048,
    "calls:nothing_stated": 2 + 128, "calls:claimed_by_two_customers": 16, "calls:assigned_to_nobody_that_day": 32,
    "calls:known_to_nobody": 64, "calls:conflict_in_trace": 512,
}


class Project:
    """This project on four tables of the user's own, with a copy of its seeds to edit."""

    def __init__(self, folder):
        project, warehouse = folder / "project", folder / "warehouse"
        project.mkdir()
        warehouse.mkdir()
        for name in ("models", "macros", "tests", "analyses"):
            (project / name).symlink_to(ROOT / name)
        shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
        shutil.copytree(ROOT / "seeds", project / "seeds")
        self.dbt = Dbt(warehouse, project=project)
        self.paths = project / "seeds" / "business" / "lookup_paths.csv"
        self.written = self.paths.read_text()
        self.links = self.paths.with_name("customer_links.csv")
        self.links_written = self.links.read_text()
        self.vars = {
            "vendors_enabled": ["generic"], "as_of": "2026-03-31",
            "missing": [f"generic.{table}" for table in source_tables("generic") if table not in LANDED],
        }
        rows = dict(zip(LANDED, (CUSTOMERS, IDENTIFIERS, CALLS, SPANS), strict=True))
        land_rows(self.dbt, {("generic", table): rows[table] for table in LANDED})

    def link(self, *rows: str) -> dict[str, Decimal]:
        """The same under the written links and these."""
        self.links.write_text("\n".join([self.links_written.rstrip("\n"), *rows]) + "\n")
        return self.build(selection=ANSWERS)

    def build(self, *paths: str, without: str | None = None, selection: list[str] | None = None) -> dict[str, Decimal]:
        """Cost by customer, and by reason where nobody is known, under the written paths and these."""
        kept = [line for line in self.written.splitlines() if not without or without not in line]
        self.paths.write_text("\n".join([*kept, *paths]) + "\n")
        is_first = not (self.dbt.warehouse / "build.duckdb").exists()
        done = self.dbt.run(
            "build", "--select", *(selection or (ANSWERS if is_first else EDITED)), "--indirect-selection", "cautious",
            "--exclude-resource-type", "unit_test", *([] if is_first else ["test"]), vars=self.vars,
        )
        assert done.ok, done.output[-4000:]
        costs: dict[str, Decimal] = defaultdict(Decimal)
        for customer, rule, amount in self.dbt.query(COSTS):
            costs[rule.split("/feature:")[0] if customer == "Unattributed" else customer] += amount
        return dict(costs)

    def rules(self, customer: str) -> dict[str, Decimal]:
        costs: dict[str, Decimal] = defaultdict(Decimal)
        for name, rule, amount in self.dbt.query(COSTS):
            if name == customer:
                costs[rule.split("/feature:")[0]] += amount
        return dict(costs)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("attribution"))


def test_editing_the_paths_moves_cost_and_says_why(project):
    assert project.build() == BY_DEFAULT
    assert project.rules("one") == {"calls:stated:external_id": 4097, "calls:api_key:api_key": 4, "calls:trace:external_id": 256}
    assert project.dbt.query("select count(*) from intermediate.int_ai_calls where labels is not null") == [(0,)]
    coverage = project.dbt.query("select amount, unattributed_amount, main_unattributed_reason, calls, calls_unattributed from marts.fct_attribution_coverage_monthly")
    assert coverage == [(8191, 754, "calls:conflict_in_trace", 13, 6)]
    conflict = "select trace_id, customers, calls, calls_without_customer, cost_without_customer_amount from intermediate.int_trace_conflicts"
    assert project.dbt.query(conflict) == [("contested", 2, 1, 1, 512)]

    # another key, after what the call states: only the call that states nothing moves
    labelled = BY_DEFAULT | {"two": 8 + 2, "calls:nothing_stated": 128}
    assert project.build("customer,15,label,TENANT_ID,external_id,,") == labelled
    assert project.rules("two") == {"calls:label=TENANT_ID:external_id": 2, "calls:api_key:api_key": 8}

    # the same key before it: the order of the file decides
    assert project.build("customer,5,label,TENANT_ID,external_id,,") == labelled | {"one": BY_DEFAULT["one"] - 1, "two": 8 + 2 + 1}

    # the path of another vendor reads nothing here; a path switched off names nobody any more
    without_key = BY_DEFAULT | {"one": BY_DEFAULT["one"] - 4, "calls:nothing_stated": 2 + 128 + 4 + 8 + 16 + 32}
    for name in ("two", "calls:claimed_by_two_customers", "calls:assigned_to_nobody_that_day"):
        del without_key[name]
    assert project.build("customer,5,label,tenant_id,external_id,litellm,", without=",api_key,") == without_key

    # and back: what the edits left behind is gone
    assert project.build() == BY_DEFAULT


def test_a_person_names_the_customer_of_a_trace(project):
    project.build()
    named = {"one": BY_DEFAULT["one"] + 512, "two": BY_DEFAULT["two"] + 1}
    links = ("link,any:trace_id:contested,generic:customer_id:one,they asked for it,finance",
             "link,any:trace_id:stated,generic:external_id:acct_two,a test by the other one,finance")
    unchanged = {name: cost for name, cost in BY_DEFAULT.items() if name != "calls:conflict_in_trace"}
    assert project.link(*links) == unchanged | named | {"one": named["one"] - 1}
    assert project.rules("one")["calls:trace_id:trace_id"] == 512
    assert project.dbt.query("select count(*) from intermediate.int_trace_conflicts") == [(0,)]
    assert project.link() == BY_DEFAULT


def test_a_feature_is_looked_up_by_its_own_paths(project):
    features = "select feature_key, rule_id, amount from marts.fct_margin_ledger where amount in (1, 130) order by amount"
    project.build()
    assert project.dbt.query(features)[0] == ("chat_assistant", "calls:stated:external_id", 1)
    assert project.dbt.query(features)[1] == ("(unattributed)", "calls:nothing_stated/feature:nothing_stated", 130)
    project.build("feature,5,label,team,tag,,")
    assert project.dbt.query(features)[0][0] == "semantic_search"


def test_the_paths_of_the_file_are_those_that_the_figures_were_made_with():
    with (ROOT / "seeds" / "business" / "lookup_paths.csv").open(newline="") as file:
        rows = sorted((row["target"], int(row["priority"]), row["reference"], row["identifier_kind"]) for row in csv.DictReader(file))
    assert [(target, reference, kind) for target, _, reference, kind in rows] == [
        ("customer", "trace_id", "trace_id"), ("customer", "stated", "external_id"), ("customer", "trace", "external_id"), ("customer", "end_user", "external_id"),
        ("customer", "api_key", "api_key"), ("customer", "project", "project"), ("customer", "end_user", "user_id"),
        ("feature", "stated", ""), ("feature", "trace", ""),
    ]
