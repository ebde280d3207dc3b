"""What a person says about one identifier, end to end from the generic tables: it speaks for the customer that it names
and for nobody else, and the question it answers is asked no more.

Every customer pays and has a domain of its own, but for the five that carry a placeholder and have none.
"""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.python.conftest import ROOT, Dbt
from tests.python.staged import land_rows, source_tables

LANDED = {"customers", "customer_identifiers", "revenue_lines"}
SEEN = {"loaded_at": "2026-04-02 00:00:00", "source_updated_at": "2026-04-01 12:00:00"}
SHARED = {"linked": "acct_9", "other": "acct_9", "owner": "acct_8", "not_hers": "acct_8", "first": "acct_7", "second": "acct_7"}
PLACED = [f"placed_{number}" for number in range(5)]
KEYS = {"holder": "key_1", "linked": "key_2"}
LINKS = (
    "link,generic:customer_id:linked,generic:external_id:acct_9",
    "never_link,generic:customer_id:not_hers,generic:external_id:acct_8",
    "link,generic:customer_id:owner,generic:api_key:key_1",
)
ASSIGNED = "api_key,key_2,generic:customer_id:other,2026-03-01,,Handed over"


def tables() -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {name: [] for name in LANDED}

    def add(table: str, record_id: str, **cells) -> None:
        rows[table].append({"source_record_id": record_id, **SEEN, **cells})

    def carries(name: str, kind: str, value: str) -> None:
        add("customer_identifiers", f"{name}_{kind}", customer_native_id=name, identifier_kind=kind, identifier_value=value)

    for name in (*SHARED, "holder", *PLACED):
        add("customers", name, display_name=f"{name} company", created_at="2026-01-01 00:00:00")
        add("revenue_lines", f"line_{name}", line_kind="charge", revenue_type="subscription", invoice_native_id=f"i_{name}",
            invoice_status="paid", customer_native_id=name, quantity="1", gross_amount="10", net_amount="10",
            currency_code="USD", service_start_at="2026-03-01 00:00:00", service_end_at="2026-04-01 00:00:00",
            invoiced_at="2026-03-01 00:00:00")
        if name not in PLACED:
            carries(name, "domain", f"{name}.example")
    for name, account in SHARED.items():
        carries(name, "external_id", account)
    for name in PLACED:
        carries(name, "external_id", "default-workspace")
    for name, key in KEYS.items():
        carries(name, "api_key", key)
    return rows


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Dbt:
    folder = tmp_path_factory.mktemp("decisions")
    project = folder / "project"
    project.mkdir()
    for name in ("models", "macros", "tests", "analyses"):
        (project / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    shutil.copytree(ROOT / "seeds", project / "seeds")
    business = project / "seeds" / "business"
    decided = "".join(f"{link},said so,finance\n" for link in LINKS)
    (business / "customer_links.csv").write_text(f"action,left_identifier,right_identifier,reason,author\n{decided}")
    (business / "identifier_assignments.csv").write_text(f"identifier_kind,identifier_value,customer,valid_from,valid_to,reason\n{ASSIGNED}\n")
    (folder / "warehouse").mkdir()
    dbt = Dbt(folder / "warehouse", project=project)
    land_rows(dbt, {("generic", table): rows for table, rows in tables().items()})
    settings = {
        "vendors_enabled": ["generic"], "as_of": "2026-04-01",
        "missing": [f"generic.{table}" for table in source_tables("generic") if table not in LANDED],
    }  # fmt: skip
    done = dbt.run("build", "--select", "+int_identifier_assignments", "+int_identity_review", "--exclude", "resource_type:test",
                   "resource_type:unit_test", vars=settings)
    assert done.ok, done.output[-4000:]
    return dbt


def assigned(company: Dbt, value: str) -> list[tuple]:
    return company.query(f"""
        select customer_native_id, valid_from, valid_to
        from intermediate.int_identifier_assignments inner join intermediate.int_customer_map using (customer_key)
        where identifier_value = '{value}' order by valid_from nulls first
    """)


def asked(company: Dbt, value: str) -> set[tuple]:
    return set(company.query(f"select review_type, contradiction from intermediate.int_identity_review where right_identifier like '%:{value}'"))


def test_no_decision_about_an_identifier_merges_customers(company):
    (found,) = company.query("select count(*), count(distinct customer_key) from intermediate.int_customer_map")
    assert found == (12, 12)


def test_an_account_id_of_two_payers_goes_to_the_one_that_a_person_links(company):
    assert assigned(company, "acct_9") == [("linked", None, None)]
    assert asked(company, "acct_9") == set()


def test_an_account_id_that_a_person_takes_from_one_is_the_others(company):
    assert assigned(company, "acct_8") == [("owner", None, None)]
    assert asked(company, "acct_8") == set()


def test_an_account_id_of_two_payers_is_asked_while_nobody_decides(company):
    assert assigned(company, "acct_7") == []
    assert ("ambiguous", "2 customers carry it") in asked(company, "acct_7")


def test_a_placeholder_is_nobodys_and_is_asked(company):
    assert assigned(company, "default-workspace") == []
    assert asked(company, "default-workspace") == {("ambiguous", "5 customers carry it")}


def test_a_linked_key_goes_to_its_customer_without_the_record_that_carries_it(company):
    assert assigned(company, "key_1") == [("owner", None, None)]


def test_a_key_is_its_carriers_until_the_day_of_the_handover(company):
    handover = date(2026, 3, 1)
    assert assigned(company, "key_2") == [("linked", None, handover), ("other", handover, None)]
