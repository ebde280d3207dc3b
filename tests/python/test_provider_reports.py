"""OpenAI's and Anthropic's own reports: what is pulled twice, by page, by the hour or by another grouping counts once.

Reports written by hand stand in the same tables as the simulated company's, under organisations of their own.
"""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest

from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale
from tests.python.conftest import Dbt, _new_database
from tests.python.staged import DATA, build_staging, land_rows, land_simulated, source_tables, staged_connection

DAY, NEXT, HOUR = 1730419200, 1730505600, 3600
FIRST, LATER = "2024-11-02 06:00:00", "2024-11-03 06:00:00"
REPORTS = DATA / "openai_usage_api"


def cost(organization, day, item, amount, loaded_at=FIRST, grouping="project_id,line_item", project="proj_1", **other) -> dict:
    return {
        "bucket_start": day, "amount_value": amount, "amount_currency": "usd", "line_item": item, "project_id": project,
        "grouping_set": grouping, "organization_id": organization, "loaded_at": loaded_at, **other,
    }


def usage(organization, start, end, tokens, loaded_at=FIRST, grouping="model", **other) -> dict:
    return {
        "bucket_start": start, "bucket_end": end, "input_tokens": tokens, "input_cached_tokens": 0, "output_tokens": 0, "num_model_requests": 1,
        "model": "gpt-5", "grouping_set": grouping, "organization_id": organization, "loaded_at": loaded_at, **other,
    }


def claude(organization, day, amount, loaded_at=FIRST, grouping="description,workspace_id", **other) -> dict:
    return {
        "bucket_start": f"{day}T00:00:00Z", "amount": amount, "currency": "USD", "description": "Input", "cost_type": "tokens", "workspace_id": "wrkspc_1",
        "model": "claude-opus-4-5", "token_type": "uncached_input_tokens", "grouping_set": grouping, "organization_id": organization, "loaded_at": loaded_at, **other,
    }


UNGROUPED = {"item": None, "grouping": "", "project": None}
WRITTEN = {
    ("openai", "openai_costs"): [
        # one pull in two pages, the second of which repeats the last line of the first; a line that differs in amount only
        cost("pages", DAY, "gpt-5, input", 1), cost("pages", DAY, "gpt-5, output", 2), cost("pages", DAY, "gpt-5, output", 2), cost("pages", DAY, "gpt-5, output", 4),
        # pulled again a day later: the later pull is the day, with a line less, and leaves other days alone
        cost("again", DAY, "gpt-5, input", 1), cost("again", DAY, "gpt-5, output", 2), cost("again", NEXT, "gpt-5, input", 8), cost("again", DAY, "gpt-5, input", "1.5", LATER),
        # three groupings of one day
        cost("groups", DAY, "gpt-5, input", 1), cost("groups", DAY, "Vector storage", 2),
        cost("groups", DAY, amount=3, loaded_at=LATER, **UNGROUPED), cost("groups", DAY, None, 3, LATER, "project_id"),
        # only a coarse pull: it stands beside calls, since nothing says that it does not
        cost("coarse", DAY, amount=5, **UNGROUPED),
        cost("wrong", DAY, "gpt-5, input", "six"), cost("wrong", DAY, "gpt-5, output", None), cost("wrong", DAY, "gpt-5, cached input", 1, amount_currency=None),
    ],
    ("openai", "openai_usage_completions"): [
        usage("hours", DAY, DAY + HOUR, 1), usage("hours", DAY + HOUR, DAY + 2 * HOUR, 2), usage("hours", DAY + HOUR, DAY + 2 * HOUR, 3, LATER),
        usage("widths", DAY, DAY + HOUR, 1), usage("widths", DAY, NEXT, 16),
        usage("users", DAY, NEXT, 4, user_id="u_1"), usage("users", DAY, NEXT, 4, user_id="u_2"), usage("users", DAY, NEXT, 4, user_id="u_2"),
    ],
    ("openai", "openai_usage_embeddings"): [usage("widths", DAY, NEXT, 32)],
    ("openai", "openai_usage_moderations"): [],
    ("anthropic", "anthropic_cost_report"): [
        claude("again", "2025-08-01", "100"), claude("again", "2025-08-01", "150.5", LATER), claude("again", "2025-08-02", "7"),
        claude("speeds", "2025-08-01", "100", speed="standard"), claude("speeds", "2025-08-01", "100", speed="fast"),
        claude("coarse", "2025-08-01", "900", grouping="workspace_id", description=None, cost_type=None, model=None, token_type=None),
        claude("tools", "2025-08-01", "50", description="Web search", cost_type="web_search", model=None, token_type=None),
    ],
    ("anthropic", "anthropic_usage_report"): [],
}
VALID = {  # organisation -> what its costs are in the end, and how many lines say so
    ("openai", "pages"): (Decimal(7), 3), ("openai", "again"): (Decimal("9.5"), 2), ("openai", "groups"): (Decimal(3), 2), ("openai", "coarse"): (Decimal(5), 1),
    ("anthropic", "again"): (Decimal("1.575"), 2), ("anthropic", "speeds"): (Decimal(2), 2), ("anthropic", "coarse"): (Decimal(9), 1), ("anthropic", "tools"): (Decimal("0.5"), 1),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    simulate(folder, Scale.named("small"), vendors=("openai", "anthropic"))
    return folder


@pytest.fixture(scope="module")
def judged(company, tmp_path_factory):
    """Both providers from raw reports to the invoices that the cost corridor reads."""
    dbt = Dbt(tmp_path_factory.mktemp("reports"))
    land_simulated(dbt, company, ["openai", "anthropic"], as_text=True)
    with duckdb.connect(str(dbt.warehouse / "raw.duckdb")) as raw:
        for (vendor, table), rows in WRITTEN.items():
            for row in rows:
                    landed = {c["name"]: row[c["name"]] for c in source_tables(vendor)[table] if row.get(c["name"]) is not None}
                    names = ", ".join(f"? as {name}" for name in landed)
                    raw.execute(f"insert into {vendor}.{table} by name select {names}", [str(value) for value in landed.values()])
    wanted = ["+int_provider_invoices_daily", "+int_provider_usage_lines"]
    done = dbt.run("build", "--select", *wanted, "--exclude", "resource_type:test", "resource_type:unit_test", vars={"vendors_enabled": ["openai", "anthropic"], "missing": []})
    assert done.ok, done.output
    return staged_connection(dbt, company)


def test_costs_count_once(judged):
    found = judged.execute("""
        select vendor, source_account, sum(amount), count(*) from intermediate.int_provider_cost_lines
        where source_account not like 'org-%' group by all
    """).fetchall()
    assert {(vendor, account): (amount, lines) for vendor, account, amount, lines in found} == VALID
    refused = judged.execute("select fate_reason from intermediate.int_provider_cost_lines_judged where source_account = 'wrong' order by 1").fetchall()
    assert [reason for (reason,) in refused] == ["amount: missing", 'amount_value: "six" is not a number', "currency_code: missing"]


def test_a_report_without_line_items_is_compared_with_calls_and_not_added_to_them(judged):
    kinds = judged.execute("""
        select line_kind, sum(invoiced_amount) from intermediate.int_provider_invoices_daily
        where vendor = 'openai' and service_date < date '2025-01-01' and model = '(none)' group by all order by all
    """).fetchall()
    assert kinds == [("calls", Decimal(5)), ("without_calls", Decimal(2))]
    coarse = "select distinct amount_kind from intermediate.int_provider_cost_lines where source_account = 'coarse'"
    assert judged.execute(coarse).fetchall() == [(None,)]


def test_tokens_count_once_whatever_the_width_of_a_bucket(judged):
    found = dict(judged.execute("""
        select source_account || ' ' || source_table, sum(input_tokens) from intermediate.int_provider_usage_lines where source_account not like 'org-%' group by all
    """).fetchall())
    assert found == {
        "hours openai_usage_completions": 4, "users openai_usage_completions": 8, "widths openai_usage_completions": 16, "widths openai_usage_embeddings": 32,
    }


@pytest.mark.parametrize(("provider", "account"), [("openai", "proj_production"), ("anthropic", "wrkspc_production")])
def test_the_company_s_invoices_and_tokens_are_the_truths(judged, provider, account):
    """Early pulls, second groupings and days that restate leave what the truth says, bucket by bucket."""
    buckets = {"input": "input", "cached_input": "cache_read", "cache_write": "cache_write", "output": "output"}
    for bucket, name in buckets.items():
        found = f"""
            select usage_date, sum(amount) from intermediate.int_provider_cost_lines
            where provider = '{provider}' and provider_account_ref = '{account}' and token_bucket = '{bucket}' and source_account like 'org-%' group by 1
        """
        truth = f"""
            select usage_date, sum({name}_tokens_nano) * 0.000000001::decimal(12, 12) from truth_usage_daily
            where provider = '{provider}' group by 1 having sum({name}_tokens_nano) > 0
        """
        assert judged.execute(f"(({found}) except all ({truth})) union all (({truth}) except all ({found})) limit 3").fetchall() == [], bucket
    found = f"""
        select usage_date, sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens) from intermediate.int_provider_usage_lines
        where provider = '{provider}' and source_table <> 'openai_usage_moderations' and source_account like 'org-%' group by 1
    """
    truth = f"""
        select usage_date, sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens)
        from truth_usage_daily where provider = '{provider}' group by 1 having sum(provider_requests) > 0
    """
    assert judged.execute(f"(({found}) except all ({truth})) union all (({truth}) except all ({found})) limit 3").fetchall() == []


def test_postgres_stages_the_same(judged, postgres_host, tmp_path_factory):
    dbt = Dbt(tmp_path_factory.mktemp("reports_pg"), target="postgres", environment=_new_database(postgres_host, "reports"))
    land_rows(dbt, WRITTEN)
    assert (done := build_staging(dbt, ["openai", "anthropic"])).ok, done.output
    for model, said in (
        ("stg_openai__provider_cost_lines", "source_account, amount, rounding_amount, amount_kind, model, exclusion_reason, row_issue"),
        ("stg_anthropic__provider_cost_lines", "source_account, amount, rounding_amount, amount_kind, provider_account_ref, exclusion_reason, row_issue"),
        ("stg_openai__provider_usage_lines", "source_account, source_table, grouping_set, input_tokens, exclusion_reason, source_record_id"),
    ):
        query = f"select {said} from staging.{model} where source_account not like 'org-%'"
        assert sorted(map(str, dbt.query(query))) == sorted(map(str, judged.execute(query).fetchall())), model


@pytest.mark.skipif(not REPORTS.is_dir(), reason=f"the real reports are not on this machine ({REPORTS})")
def test_reports_that_are_not_read_carry_no_tokens_and_no_money():
    """Of the documented reports all that state tokens or an amount are landed; the others count pictures, seconds, calls."""
    read = {"organization_costs", "organization_usage_completions", "organization_usage_embeddings", "organization_usage_moderations"}
    carrying = {
        file.stem for file in REPORTS.glob("*.json") for bucket in json.loads(file.read_text())["data"] for result in bucket["results"]
        if any(name == "amount" or name.endswith("tokens") for name in result)
    }
    assert carrying == read
