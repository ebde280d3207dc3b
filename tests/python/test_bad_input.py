"""Bad input at the small company: every fault is one clear line or a row in quarantine with its reason; row accounting
adds up and nobody else's numbers move."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from scripts._seeds import seed_file_problems
from tests.python.conftest import ROOT, Company, Dbt, DbtResult

CALLS, EVENTS = 'litellm."LiteLLM_SpendLogs"', "orb.events"
LINES, BILL = "stripe.invoice_line_item", "focus.focus_cost_and_usage"
MARCH = "between '2026-03-01' and '2026-03-31'"
# A few customers of their own for each kind of fault.
ONE_CALL = f"""rowid = (select min(rowid) from {CALLS} where status = 'success' and try_cast(spend as double) > 0 and cast("startTime" as date) {MARCH}
    and request_id in (select request_id from {CALLS} group by 1 having count(*) = 1)
    and metadata like '%"customer_id":"{{}}"%')"""
ONE_EVENT = f"""rowid = (select min(rowid) from {EVENTS} where external_customer_id = '{{0}}' and not deprecated
    and idempotency_key in (select idempotency_key from {EVENTS} group by 1 having count(*) = 1))"""
ONE_LINE = f"""rowid = (select rowid from {LINES} where period_start = '2026-03-01' and livemode and description like '% plan'
    and unique_id in (select unique_id from {LINES} group by 1 having count(*) = 1) order by unique_id limit 1 offset {{}})"""
ONE_CHARGE = f"""rowid = (select rowid from {BILL} where "ChargePeriodStart" = '2026-03-10' and "ChargeCategory" = 'Usage'
    and "Tags" like '%"{{}}"%' order by _loaded_at desc, "BilledCost" limit 1)"""

# What is done to the raw tables; the vendor and table it is in; the reasons that its rows then wait with.
FAULTS = [
    (f"alter table {LINES} alter amount type varchar; update {LINES} set amount = 'n/a' where {ONE_LINE.format(0)}",
     "stripe", "invoice_line_item", ['amount: "n/a" is not a number']),
    (f"update {LINES} set currency = 'xqq' where {ONE_LINE.format(1)}",
     "stripe", "invoice_line_item", ['currency: "xqq" is not a known currency']),
    (f"alter table {CALLS} alter spend type varchar; update {CALLS} set spend = 'free' where {ONE_CALL.format('acct_0042')}",
     "litellm", "LiteLLM_SpendLogs", ['spend: "free" is not a number']),
    (f"update {CALLS} set completion_tokens = -5 where {ONE_CALL.format('acct_0101')}",
     "litellm", "LiteLLM_SpendLogs", ["output_tokens: -5 is negative"]),
    (f"update {EVENTS} set properties = replace(properties, '\"quantity\": ', '\"quantity\": -') where {ONE_EVENT.format('acct_0038')}",
     "orb", "events", ["quantity: -13.000000000 is negative"]),
    (f"insert into {EVENTS} select * replace (replace(properties, '\"quantity\": ', '\"quantity\": 9') as properties) "
     f"from {EVENTS} where {ONE_EVENT.format('acct_0005')}",
     "orb", "events", ["source_record_id: another payload has the same id"] * 2),
    (f"alter table {BILL} alter \"BilledCost\" type varchar; update {BILL} set \"BilledCost\" = 'n/a' where {ONE_CHARGE.format('acct_0054')}",
     "focus", "focus_cost_and_usage", ['BilledCost: "n/a" is not a number']),
    (f"update {BILL} set \"BillingCurrency\" = 'XQQ' where {ONE_CHARGE.format('acct_0051')}",
     "focus", "focus_cost_and_usage", ['currency_code: "XQQ" is not a known currency']),
]
HARMLESS = ("features", {"feature_key": "quoting", "feature_name": '=HYPERLINK("x")', "sort_order": "6"})
IN_A_SCENARIO = ("scenario_levers", {"scenario_id": "pro_price_up_10", "step": "2", "lever": "list_price", "tier": "pro",
                                     "change": "percent", "value": "10%", "unit": "percent"})
IN_MONEY = ("fx_rates", {"rate_date": "2026-05-01", "from_currency": "EUR", "to_currency": "USD", "rate": "1,234"})


def copied(company: Company, folder: Path, changes: list[str] = (), cells: list[tuple[str, dict]] = ()) -> Dbt:
    """The company's raw and published tables and this project's seeds, all as copies that may be broken."""
    folder.mkdir(exist_ok=True)
    warehouse, project = folder / "warehouse", folder / "project"
    warehouse.mkdir()
    project.mkdir()
    for name in ("raw.duckdb", "layer_six.duckdb"):
        shutil.copyfile(company.warehouse / name, warehouse / name)
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        for statement in changes:
            changed = connection.execute(statement).fetchone()
            assert not changed or changed == (1,), f"this company has no row to break with: {statement}"
    for name in ("models", "macros", "tests", "analyses"):
        (project / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    shutil.copytree(ROOT / "seeds", project / "seeds")
    for seed, row in cells:
        file = next((project / "seeds").glob(f"*/{seed}.csv"))
        with file.open(newline="") as stream:
            names = next(csv.reader(stream))
        with file.open("a", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow([row.get(name, "") for name in names])
    return Dbt(warehouse, project=project)


def lines(result: DbtResult, mark: str) -> list[str]:
    return [line.strip() for line in result.output.splitlines() if mark in line and not line.startswith("layer six: ")]


# --- faults that stop a build: one line each, readers keep what they have ---------------------------------------------


def refused(dbt: Dbt) -> tuple[list[str], DbtResult]:
    """The reasons a build gives for not being done; what readers see is still the last good build."""
    published = (dbt.warehouse / "layer_six.duckdb").read_bytes()
    result = dbt.script("build", timeout=1800)
    assert result.returncode == 1, result.output
    assert "Traceback" not in result.output
    assert (dbt.warehouse / "layer_six.duckdb").read_bytes() == published
    last = result.output.strip().splitlines()[-1]
    assert last.startswith("layer six: build failed:") and last.endswith("readers keep the last good marts")
    return lines(result, "failed: "), result


def test_missing_tables_and_renamed_columns_are_named_before_anything_runs(small_company, tmp_path):
    dbt = copied(small_company, tmp_path, [
        "drop table stripe.charge",
        f"alter table {CALLS} rename column spend to spend_usd",
        'alter table orb.events rename column "timestamp" to event_time',
    ])
    reasons, result = refused(dbt)
    assert reasons == [
        'failed: litellm: table LiteLLM_SpendLogs has no column spend; load it, or add '
        '"litellm.LiteLLM_SpendLogs.spend" to the list missing in dbt_project.yml',
        'failed: orb: table events has no column timestamp; load it, or add "orb.events.timestamp" to the list missing in dbt_project.yml',
        'failed: stripe: table charge is not in stripe; load it, or add "stripe.charge" to the list missing in dbt_project.yml',
    ]
    assert not (dbt.warehouse / "build.duckdb").exists() or dbt.query("select count(*) from duckdb_tables() where database_name = 'build'") == [(0,)]


def test_bad_cell_in_a_money_seed_stops_the_build_with_file_row_column_and_remedy(small_company, tmp_path):
    reasons, _ = refused(copied(small_company, tmp_path, cells=[IN_MONEY]))
    assert reasons == [
        'failed: seed_rows_that_stop_the_build: seeds/reference/fx_rates.csv, row rate_date 2026-05-01, from_currency EUR, '
        'to_currency USD, column rate: "1,234" is not a number; write 1234.56, without thousands separators or currency signs'
    ]


@pytest.mark.parametrize(("seed", "change", "line"), [
    ("reference/fx_rates", lambda text: text + b"2026-05-01,EUR,USD,1,234.50,bank\n",
     ", line {last}: has 6 cells and the first line 5; put a value that holds a comma into double quotes"),
    ("business/tiers", lambda text: text.replace(b",", b";"), ": cells are not separated by commas; save it as CSV with commas"),
    ("business/features", lambda text: text + "x,Übersicht,9\n".encode("latin-1"), ", line {last}: is not UTF-8 text; save it as CSV UTF-8"),
    ("business/payment_fee_rules", lambda text: text.replace(b"fee_percent", b"pct", 1),
     ": has no column fee_percent; the first line must be processor,fee_percent,fixed_amount,currency,valid_from,valid_to"),
    ("business/tiers", lambda text: b"", ": has no column tier_key, tier_name, sort_order; the first line must be tier_key,tier_name,sort_order"),
])
def test_seed_file_that_cannot_be_read_is_one_line(tmp_path, seed, change, line):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    assert seed_file_problems(tmp_path) == []
    file = tmp_path / "seeds" / f"{seed}.csv"
    file.write_bytes(change(file.read_bytes().rstrip() + b"\n"))
    assert seed_file_problems(tmp_path) == [f"seeds/{seed}.csv" + line.format(last=file.read_bytes().count(b"\n"))]


# --- faults that leave the rest of the numbers standing ---------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty(small_company, tmp_path_factory) -> tuple[Dbt, DbtResult]:
    """One build of the company with every fault of a row, a harmless bad cell and a bad lever."""
    folder = tmp_path_factory.mktemp("faulty")
    dbt = copied(small_company, folder, [change for change, *_ in FAULTS], [HARMLESS, IN_A_SCENARIO])
    result = dbt.script("build", timeout=1800)
    assert result.ok, result.output[-4000:]
    return dbt, result


JUDGED = [
    ("revenue_lines", "invoice_line_item"), ("ai_calls", "LiteLLM_SpendLogs"), ("usage_events", "events"),
    ("infra_cost_lines", "focus_cost_and_usage"),
]


def quarantined(dbt: Dbt) -> Counter:
    return Counter(
        row
        for entity, table in JUDGED
        for row in dbt.query(
            f"""select vendor, source_table, fate_reason from intermediate.int_{entity}_judged
                where row_fate = 'quarantined' and source_table = '{table}'"""
        )
    )


def test_every_bad_row_waits_with_its_reason(small_company, faulty):
    dbt, _ = faulty
    expected = Counter((vendor, table, reason) for _, vendor, table, reasons in FAULTS for reason in reasons)
    assert quarantined(dbt) - quarantined(small_company.dbt) == expected


def test_the_build_says_what_waits_in_quarantine_and_why(small_company, faulty):
    sound = (small_company.warehouse.parent / "build.txt").read_text()
    assert [line.strip() for line in sound.splitlines() if "warn_quarantined_rows" in line] == [
        "warning: warn_quarantined_rows: orb.events: 2 rows in quarantine, not in any figure: source_record_id: another payload has the same id"
    ]
    told = lines(faulty[1], "warn_quarantined_rows")
    assert len(told) == 6 and told[-1] == "warning: warn_quarantined_rows: and 3 more"
    reasons = dict(faulty[0].query("select fate_reason, quarantined_rows from intermediate.int_quarantine_reasons where vendor = 'litellm'"))
    assert reasons == {'spend: "free" is not a number': 1, "output_tokens: -5 is negative": 1}


def accounting(dbt: Dbt) -> dict[tuple, tuple]:
    rows = dbt.query(
        "select vendor, source_table, raw_rows, valid_rows, duplicate_rows, quarantined_rows from marts.fct_row_accounting",
        "layer_six.duckdb",
    )
    assert all(raw == valid + duplicate + waiting for _, _, raw, valid, duplicate, waiting in rows)
    return {(vendor, table): tuple(counts) for vendor, table, *counts in rows}


def test_row_accounting_adds_up_and_moves_by_the_bad_rows_only(small_company, faulty):
    before, after = accounting(small_company.dbt), accounting(faulty[0])
    moved = {
        table: tuple(new - old for new, old in zip(after[table], before[table], strict=True))
        for table in before if after[table] != before[table]
    }
    assert moved == {
        ("stripe", "invoice_line_item"): (0, -2, 0, 2),
        ("litellm", "LiteLLM_SpendLogs"): (0, -2, 0, 2),
        ("orb", "events"): (1, -2, 0, 3),
        ("focus", "focus_cost_and_usage"): (0, -2, 0, 2),
    }
    assert before.keys() == after.keys()


@pytest.fixture(scope="module")
def both(small_company, faulty):
    """The published marts of the sound company (schema sound.marts) beside those of the faulty one."""
    with duckdb.connect(str(faulty[0].warehouse / "layer_six.duckdb"), read_only=True) as connection:
        connection.execute(f"attach '{small_company.warehouse / 'layer_six.duckdb'}' as sound (read_only)")
        connection.execute(f"attach '{small_company.warehouse / 'build.duckdb'}' as sound_build (read_only)")
        connection.execute(f"attach '{small_company.warehouse / 'raw.duckdb'}' as raw (read_only)")
        accounts = ", ".join(f"'external_id:{account}'" for account in ("acct_0042", "acct_0101", "acct_0054", "acct_0051"))
        connection.execute(
            f"""
            create temp table touched as
            select customer_key from sound_build.intermediate.int_identifier_customers where node in ({accounts})
            union
            select customer_key from sound_build.intermediate.int_revenue_lines_accepted
            where source_record_id in (
                select invoice_id || '|' || unique_id from raw.{LINES} where {ONE_LINE.format(0)} or {ONE_LINE.format(1)}
            )
            """.replace(f"from {LINES}", f"from raw.{LINES}")
        )
        yield connection


def test_nobody_else_is_billed_or_measured_differently(both):
    """Of customers without a fault every entry stands that is their own: revenue, and cost seen or tagged at them."""
    assert both.execute("select count(*) from touched").fetchone() == (6,)
    own = """from {}marts.fct_margin_ledger where customer_key not in (select customer_key from touched)
             and (entry_side = 'revenue' or assignment = 'direct') and amount_basis <> 'trued_up'"""
    assert both.execute(f"select count(*) {own.format('')}").fetchone()[0] > 1000
    assert both.execute(
        f"(select * {own.format('sound.')} except all select * {own.format('')}) "
        f"union all (select * {own.format('')} except all select * {own.format('sound.')})"
    ).fetchall() == []


def test_margins_of_other_customers_stand_in_every_month_without_a_bad_row(both):
    margins = """from {}marts.fct_customer_margin_monthly where period_month <> '2026-03-01'
                 and customer_key not in (select customer_key from touched)"""
    assert both.execute(f"select count(*) {margins.format('')}").fetchone()[0] > 500
    assert both.execute(
        f"(select * {margins.format('sound.')} except all select * {margins.format('')}) "
        f"union all (select * {margins.format('')} except all select * {margins.format('sound.')})"
    ).fetchall() == []


def test_the_month_of_the_bad_rows_differs_by_them_only(both):
    """Shared cost goes by tokens, so two lost calls move cents between customers of their days, and no total."""
    totals = """select entry_class, source_currency_code, sum(amount) as amount from {}marts.fct_margin_ledger
                where period_month = '2026-03-01' and entry_side = 'cost' and assignment = 'allocated' group by all"""
    assert both.execute(f"{totals.format('')} except {totals.format('sound.')}").fetchall() == []
    shifted = both.execute(
        """select max(abs(new.gross_margin - old.gross_margin)) from marts.fct_customer_margin_monthly as new
           left join sound.marts.fct_customer_margin_monthly as old using (customer_key, period_month)
           where period_month = '2026-03-01' and not starts_with(customer_key, '(')
               and customer_key not in (select customer_key from touched)"""
    ).fetchone()[0]
    assert shifted < 1


def test_bad_harmless_row_is_named_and_left_out(faulty):
    dbt, result = faulty
    assert lines(result, "features.csv") == [
        'left out: seeds/business/features.csv, row feature_key quoting, column feature_name: "=HYPERLINK("x")" '
        "looks like a formula; write plain text that does not start with = + - @"
    ]
    assert dbt.query("select count(*) from marts.dim_features where feature_key = 'quoting'", "layer_six.duckdb") == [(0,)]


def test_bad_lever_takes_its_scenario_out_and_no_other(faulty, both):
    _, result = faulty
    named = lines(result, "scenario_levers.csv")
    assert len(named) == 1 and 'row scenario_id pro_price_up_10, step 2, column value: "10%" is not a number' in named[0]
    scenarios = "select scenario_id from {}marts.rpt_scenario_summary order by 1"
    before = {row for (row,) in both.execute(scenarios.format("sound.")).fetchall()}
    assert {row for (row,) in both.execute(scenarios.format("")).fetchall()} == before - {"pro_price_up_10"}
