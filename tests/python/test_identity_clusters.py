"""Label propagation of macros/identity against union-find: chains of 50, a hub of 100,000, random links; company names
in many scripts, alike on DuckDB and Postgres."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import duckdb
import pytest

from tests.python.engines import answers
from tests.python.macro_harness import Macros

ROUNDS = len(list((Path(__file__).resolve().parents[2] / "models/intermediate/identity/rounds").glob("int_identity_labels_*.sql")))


def chains(count: int, length: int) -> list[tuple[str, str]]:
    """Chains whose names are in sequence: the worst case where names, and not their hashes, gave the order."""
    return [(f"chain {c} {n:04}", f"chain {c} {n + 1:04}") for c in range(count) for n in range(length - 1)]


def hub(degree: int) -> list[tuple[str, str]]:
    return [(f"record {n}", "hub") for n in range(degree)]


def random_links(nodes: int, links: int, seed: int) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    return [(f"random {dice.randrange(nodes)}", f"random {dice.randrange(nodes)}") for _ in range(links)]


def union_find(links: list[tuple[str, str]]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in links:
        parent[root(left)] = root(right)
    return {node: root(node) for node in parent}


def labels(links: list[tuple[str, str]], rounds: int = ROUNDS, edits: dict | None = None) -> dict[str, str]:
    """The project's own rounds, one statement after the other, as dbt runs them."""
    macros = Macros("duckdb", folders=("cross_db", "identity"), edits=edits)
    nodes = sorted({node for link in links for node in link})
    with duckdb.connect() as session:
        for name, columns, rows in (
            ("links", "left_node text, right_node text", links),
            ("nodes", "node text, node_label text", [(node, hashlib.md5(node.encode()).hexdigest()) for node in nodes]),
        ):
            session.execute(f"create table {name} ({columns})")
            lists = [list(values) for values in zip(*rows, strict=True)]
            session.execute(f"insert into {name} select unnest(cast(? as text[])), unnest(cast(? as text[]))", lists)
        last, label = "nodes", "node_label"
        for turn in range(1, rounds + 1):
            session.execute(f"create table labels_{turn} as {macros.identity_labels('links', last, label)}")
            last, label = f"labels_{turn}", "label"
        return dict(session.execute(f"select node, label from {last}").fetchall())


def same_groups(found: dict[str, str], expected: dict[str, str]) -> bool:
    """The same nodes together: each label stands for one root and each root for one label."""
    pairs = {(found[node], expected[node]) for node in expected}
    return set(found) == set(expected) and len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})


@pytest.mark.parametrize("links", [
    chains(400, 50), chains(3, 1000), hub(100_000), random_links(5_000, 4_000, seed=1), random_links(5_000, 20_000, seed=2),
    chains(50, 50) + hub(2_000) + random_links(300, 200, seed=3) + [("record 7", "chain 3 0012"), ("hub", "random 5")],
], ids=["chains of 50", "chains of 1,000", "hub of 100,000", "sparse", "dense", "all joined"])
def test_rounds_find_the_components(links):
    assert same_groups(labels(links), union_find(links))


def test_one_round_is_not_enough():
    """The comparison can fail: a chain of 50 needs more than one round."""
    links = chains(20, 50)
    assert not same_groups(labels(links, rounds=1), union_find(links))


NAMES = [
    ("Acme, Inc.", "acme inc"), ("ACME Incorporated", "acme incorporated"), ("Müller & Söhne GmbH", "muller and sohne gmbh"),
    ("Société Générale S.A.", "societe generale sa"), ("O'Neil’s  (UK) Ltd", "oneils uk ltd"), ("Łódź Sp. z o.o.", "lodz sp z oo"),
    ("株式会社サンプル", "株 サンプル"), ("サンプル株式会社", "サンプル 株"), ("ООО «Ромашка»", "ооо ромашка"), ("ΑΛΦΑ Α.Ε.", "αλφα αε"),
    ("深圳市示例有限公司", "深圳市示例 youxian"), ("Straße AG", "strasse ag"), ("  ", ""), ("İstanbul Ltd.", "istanbul ltd"),
    ("Æther—Works/Lab", "aether works lab"),
]  # fmt: skip


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_names_become_the_same_words_on_every_engine(engine, request):
    macros = Macros(engine, folders=("cross_db", "identity"))
    statement = f"select name, {macros.company_words('name')} from names order by place"
    rows = [(str(place), name) for place, (name, _) in enumerate(NAMES)]
    tables = {"names": ({"place": "integer", "name": "text"}, rows)}
    connection = request.getfixturevalue("postgres_env") if engine == "postgres" else None
    (found,) = answers(engine, [statement], tables, connection)
    assert [tuple(row) for row in found] == NAMES
