"""What people write into seed files: good cells get through, bad ones are named with row, column and remedy."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
import yaml

from tests.python.conftest import ROOT, Dbt

# seed, row to append (missing columns stay empty), column named, words of the message
REFUSED = [
    ("cogs_policy", {"priority": "7", "cost_function": "cost of sales"}, "cost_function", 'is not an allowed word; use one of cogs'),
    ("cogs_policy", {"priority": "1.5", "cost_function": "cogs"}, "priority", "is not a whole number"),
    ("cogs_policy", {"priority": "=1+1", "cost_function": "cogs"}, "priority", "is not a whole number"),
    ("fx_rates", {"rate_date": "03/04/2026", "from_currency": "EUR", "to_currency": "USD", "rate": "1.1"}, "rate_date", "write it as 2026-03-31"),
    ("fx_rates", {"rate_date": "2026-02-30", "from_currency": "EUR", "to_currency": "USD", "rate": "1.1"}, "rate_date", "is not a date"),
    ("fx_rates", {"rate_date": "2030-01-01", "from_currency": "EUR", "to_currency": "USD", "rate": "1.234,56"}, "rate", "is not a number; write 1234.56"),
    ("fx_rates", {"rate_date": "2030-01-02", "from_currency": "EUR", "to_currency": "USD", "rate": "0"}, "rate", "is not above zero"),
    ("fx_rates", {"rate_date": "2030-01-03", "from_currency": "XQQ", "to_currency": "USD", "rate": "1"}, "from_currency", "is not in seeds/reference/currency_exponents.csv"),
    ("payment_fee_rules", {"processor": "acme", "fee_percent": "2.9%", "fixed_amount": "0", "currency": "USD"}, "fee_percent", "write 10 for 10 percent"),
    ("closed_months", {"month": "2026-03-15", "closed_at": "2026-04-10"}, "month", "is not a month"),
    ("closed_months", {"month": "2026-03", "closed_at": "2026-04-10"}, "month", "is given more than once"),
    ("cost_pool_rules", {"priority": "77", "match_field": "pool_ref", "match_value": "x", "target": "nowhere"}, "target", "is not in seeds/business/cost_pools.csv"),
    ("features", {"feature_key": "f9", "feature_name": "=HYPERLINK(1)", "sort_order": "9"}, "feature_name", "looks like a formula"),
    ("feature_links", {"ref_kind": "any", "ref_value": "x", "feature_key": "unknown", "priority": "1"}, "feature_key", "is not in seeds/business/features.csv"),
    ("feature_links", {"ref_kind": "colour", "ref_value": "x", "feature_key": "chat_assistant", "priority": "1"}, "ref_kind", "is not an allowed word"),
    ("lookup_paths", {"target": "customer", "priority": "1", "reference": "label", "identifier_kind": "external_id"}, "key", "is missing; name the metadata key"),
    ("lookup_paths", {"target": "customer", "priority": "2", "reference": "api_key", "key": "x", "identifier_kind": "api_key"}, "key", "is read by no such path"),
    ("lookup_paths", {"target": "customer", "priority": "3", "reference": "stated"}, "identifier_kind", "say as which kind of identifier"),
    ("lookup_paths", {"target": "customer", "priority": "4", "reference": "stated", "identifier_kind": "meter"}, "identifier_kind", "use a kind of seeds/reference/identity_kinds.csv"),
    ("lookup_paths", {"target": "feature", "priority": "5", "reference": "stated", "identifier_kind": "api_key"}, "identifier_kind", "is no kind of feature link; use one of meter"),
    ("lookup_paths", {"target": "customer", "priority": "10", "reference": "end_user", "identifier_kind": "user_id"}, "target, priority", "is given more than once"),
    ("lookup_paths", {"target": "tier", "priority": "6", "reference": "stated"}, "target", "is not an allowed word"),
    ("lookup_paths", {"target": "feature", "priority": "7", "reference": "header"}, "reference", "is not an allowed word"),
    ("lookup_paths", {"target": "feature", "priority": "8", "reference": "stated", "vendor": "acme"}, "vendor", "is not in seeds/reference/vendor_layers.csv"),
    ("lookup_paths", {"target": "feature", "priority": "9", "reference": "trace_id"}, "target", "a trace is linked to a customer only"),
    ("tier_links", {"ref_kind": "any", "ref_value": "x", "tier_key": "pro"}, "ref_kind", "is not an allowed word"),
    ("customer_segments", {"customer": "acct_0001", "segment": "smb"}, "customer", "does not name a customer"),
    ("identity_rules", {"rule_id": "odd", "evidence": "domain", "only_of_vendor": "no", "is_deterministic": "no", "score": "95"}, "score", "is not a share"),
    ("identity_rules", {"rule_id": "empty", "only_of_vendor": "no", "is_deterministic": "no", "score": "0.5"}, "rule_id", "has no evidence"),
    ("identity_rules", {"rule_id": "star_sign", "evidence": "star_sign", "only_of_vendor": "no", "is_deterministic": "no", "score": "0.5"}, "evidence", "is not in seeds/reference/identity_kinds.csv"),
    ("shared_domains", {"domain": "gmail.com"}, "domain", "is given more than once"),
    ("legal_forms", {"written": "inc", "legal_form": ""}, "written", "is given more than once"),
    ("identity_kinds", {"identifier_kind": "badge", "merges_records": "maybe", "assigns_cost": "no"}, "merges_records", "is neither yes nor no"),
    ("scenarios", {"scenario_id": "odd", "name": "Odd", "mode": "dream", "base_period": "2026-03"}, "mode", "is not an allowed word"),
    ("scenario_levers", {"scenario_id": "pro_price_up_10", "step": "2", "lever": "list_price", "change": "percent", "value": "10%", "unit": "percent"}, "value", "is not a number"),
    ("scenario_levers", {"scenario_id": "nobody", "step": "1", "lever": "churn", "change": "set", "value": "1", "unit": "percent"}, "scenario_id", "is not in seeds/scenarios/scenarios.csv"),
    ("targets", {"metric": "margin", "target": "high"}, "target", "is not a number"),
    ("targets", {"metric": "margin", "segment": "nowhere", "target": "0.5"}, "segment", "is not in seeds/business/customer_segments.csv"),
    ("targets", {"metric": "margin", "tier": "gold", "target": "0.5"}, "tier", "is not in seeds/business/tiers.csv"),
    ("targets", {"metric": "margin", "month": "2026-03-15", "target": "0.5"}, "month", "is not a month"),
    ("customer_segments", {"customer": "generic:external_id:acct_9999", "segment": "smb", "valid_from": "2026-03-01", "valid_to": "2026-03-01"}, "valid_to", "is not after valid_from"),
]
# Odd but good: written differently, read alike.
ACCEPTED = [
    ("cogs_policy", {"priority": " 8 ", "cost_function": "cogs"}, "select count(*) from stg where priority = 8"),
    ("closed_months", {"month": "2026-12", "closed_at": "2027-01-10 09:00:00"}, "select count(*) from stg where month = '2026-12-01'"),
    ("fx_rates", {"rate_date": "2030-02-01", "from_currency": "EUR", "to_currency": "USD", "rate": "1e-1"}, "select count(*) from stg where rate = 0.1"),
    ("targets", {"metric": "margin", "tier": "(none)", "segment": "smb", "month": "2026-03", "target": "0.55"}, "select count(*) from stg where month = '2026-03-01' and target = 0.55"),
    ("tiers", {}, "select case when count(*) = 5 then 1 else 0 end from stg"),
]
STOPPING = {"cogs_policy", "fx_rates", "payment_fee_rules", "closed_months", "cost_pool_rules", "lookup_paths"}


def seed_project(folder, extra: list[tuple[str, dict]]) -> Dbt:
    """The seeds with rows appended and their staging models, nothing else."""
    project = folder / "project"
    for part in ("macros", "seeds", "models/staging/pricing"):
        shutil.copytree(ROOT / part, project / part)
    (project / "tests").mkdir()
    shutil.copytree(ROOT / "tests" / "generic", project / "tests" / "generic")
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    settings["vars"] |= {"vendors_enabled": [], "missing": [], "as_of": "2026-04-21"}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(settings))
    for seed, row in extra:
        file = next((project / "seeds").glob(f"*/{seed}.csv"))
        text = file.read_text()
        with file.open("w", newline="") as stream:
            stream.write(text if text.endswith("\n") else text + "\n")
            csv.writer(stream, lineterminator="\n").writerow([row.get(c, "") for c in text.splitlines()[0].split(",")])
    (folder / "warehouse").mkdir()
    return Dbt(folder / "warehouse", project=project)


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    dbt = seed_project(tmp_path_factory.mktemp("refused"), [(seed, row) for seed, row, _, _ in REFUSED])
    return dbt, dbt.run("build")


def test_every_bad_row_is_named_with_column_and_remedy(refused):
    dbt, _ = refused
    messages = [row[0] for row in dbt.query("select message from staging.stg_pricing__seed_issues")]
    for seed, row, column, words in REFUSED:
        found = [m for m in messages if f"/{seed}.csv" in m and f"column {column}" in m and words in m]
        assert found, f"{seed} {row}: no message with '{words}' in {[m for m in messages if seed in m]}"
    assert all(re.match(r"seeds/\w+/\w+\.csv, row .+, column .+: \".*\" .+; .+", m) for m in messages)


def test_a_bad_row_in_a_file_that_changes_amounts_stops_everything_that_reads_seeds(refused):
    dbt, done = refused
    assert not done.ok
    status = {uid.split(".")[2]: r["status"] for uid, r in done.results.items() if uid.startswith(("model", "test"))}
    assert status["seed_rows_that_stop_the_build"] == "fail"
    checks = {k for k in status if k.endswith("_checked")} | {"stg_pricing__seed_issues"}
    readers = {k for k in status if k.startswith("stg_pricing")} - checks
    assert {status[k] for k in checks} == {"success"} and {status[k] for k in readers} == {"skipped"}
    assert len(readers) == len(checks) == len(list((ROOT / "seeds").glob("*/*.csv"))) + 1
    assert 'Build stopped by seeds/business/cogs_policy.csv, row priority 7, column cost_function: "cost of sales"' in done.output
    stopping = {r[0] for r in dbt.query("select file_name from staging.stg_pricing__seed_issues where stops_build")}
    assert {name.split("/")[-1][:-4] for name in stopping} == STOPPING


@pytest.fixture(scope="module")
def left_out(tmp_path_factory):
    extra = [(seed, row) for seed, row, _, _ in REFUSED if seed not in STOPPING]
    dbt = seed_project(tmp_path_factory.mktemp("left_out"), extra + [(seed, row) for seed, row, _ in ACCEPTED if row])
    marked = next((dbt.project / "seeds").glob("*/tiers.csv"))
    marked.write_bytes(b"\xef\xbb\xbf" + marked.read_bytes().replace(b"\n", b"\r\n") + b",,\r\n")
    return dbt, dbt.run("build")


def test_other_bad_rows_are_left_out_and_the_rest_stands(left_out):
    dbt, done = left_out
    assert done.ok, done.output
    assert "Left out: seeds/business/features.csv" in done.output
    assert dbt.query("select count(*) from staging.stg_pricing__features where feature_key = 'f9'") == [(0,)]


def test_a_bad_lever_removes_its_scenario_only(left_out):
    dbt, _ = left_out
    assert {r[0] for r in dbt.query("select scenario_id from staging.stg_pricing__scenarios")} == {"no_change", "model_cost_down_90"}
    assert {r[0] for r in dbt.query("select scenario_id from staging.stg_pricing__scenario_levers")} == {"model_cost_down_90"}


@pytest.mark.parametrize(("seed", "query"), [(seed, query) for seed, _, query in ACCEPTED])
def test_odd_but_good_cells_are_read(left_out, seed, query):
    dbt, _ = left_out
    assert dbt.query(query.replace("from stg", f"from staging.stg_pricing__{seed}")) == [(1,)]


def test_rates_are_gap_free_and_go_the_way_they_are_written(left_out):
    dbt, _ = left_out
    rate = "select rate, is_carried_forward from staging.stg_pricing__fx_rates_daily where currency_code = '{}' and rate_date = '{}'"
    assert [(str(r), c) for r, c in dbt.query(rate.format("EUR", "2026-04-30"))] == [("1.170200000000", False)]
    assert [(str(r), c) for r, c in dbt.query(rate.format("EUR", "2026-05-01"))] == [("1.170200000000", True)]
    assert [(str(r), c) for r, c in dbt.query(rate.format("USD", "2016-02-29"))] == [("1.000000000000", False)]
    gaps = dbt.query(
        "select currency_code from staging.stg_pricing__fx_rates_daily group by 1 "
        "having count(*) <> date_diff('day', min(rate_date), max(rate_date)) + 1 or min(rate_date) <> '2015-01-01'"
    )
    assert gaps == []


def test_inverse_and_crossed_rates_are_rounded_once(scratch_project, dbt):
    dbt.project = scratch_project({"models/one.sql": (
        "select {{ inverse_rate('cast(1.1702 as decimal(18, 12))') }} as inverse, "
        "{{ inverse_rate('cast(3 as decimal(18, 12))') }} as third, "
        "{{ crossed_rate('cast(151.234567890123 as decimal(18, 12))', 'cast(0.006387205939 as decimal(18, 12))') }} as crossed"
    )})
    settings = yaml.safe_load((dbt.project / "dbt_project.yml").read_text())
    (dbt.project / "dbt_project.yml").write_text(
        yaml.safe_dump({k: v for k, v in settings.items() if not k.startswith("on-run")})
    )
    done = dbt.run("run")
    assert done.ok, done.output
    found = dbt.query("select * from one")[0]
    assert [str(value) for value in found] == ["0.854554776961", "0.333333333333", "0.965966330210"]


def test_columns_that_change_places_keep_their_meaning(left_out):
    """A spreadsheet may store columns in another order; the table of an earlier build must not decide which is which."""
    dbt, _ = left_out
    file = next((dbt.project / "seeds").glob("*/tiers.csv"))
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    tiers = "select * from staging.stg_pricing__tiers order by tier_key"
    before = dbt.query(tiers)
    file.write_text("\n".join(",".join((name, key, order)) for key, name, order in rows) + "\n")
    assert dbt.run("build", "--select", "+stg_pricing__tiers").ok
    assert dbt.query(tiers) == before
