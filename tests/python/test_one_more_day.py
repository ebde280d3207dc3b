"""One more day arrives: the incremental build on top of yesterday's leaves the marts of a full one, and touches only
the days that it has to.

Yesterday's raw tables are made from today's, the small company's: the last two days of events are not there yet, a few
older rows have not arrived, are not repeated, restated, moved to another day or withdrawn yet, and one row is there
that its source has deleted since. Today's raw tables are the company's own, so that its full build is the yardstick.
"""

from __future__ import annotations

import shutil

import duckdb
import pytest

from tests.python.conftest import Dbt

CALLS, SPANS, EVENTS = 'litellm."LiteLLM_SpendLogs"', "langfuse.observations_v2", "orb.events"
CLOCK = {CALLS: '"startTime"', SPANS: "start_time", EVENTS: '"timestamp"'}
# Rows whose only sign of a change is their load time: the one that was loaded last of all rows of its day.
LOADED_LAST = f"""
    request_id in (
        select request_id from {CALLS} as calls
        where cast("startTime" as date) between '2026-03-01' and '2026-03-31'
            and _loaded_at > (select max(_loaded_at) from {CALLS} as others
                where cast(others."startTime" as date) = cast(calls."startTime" as date)
                    and others.rowid <> calls.rowid)
            and _loaded_at > (select max(_loaded_at) from {SPANS}
                where cast(start_time as date) = cast(calls."startTime" as date))
        order by "startTime" limit 1 offset {{}}
    )"""
LATER_COPIES = """rowid in (select max_by(rowid, {loaded}) from {table} where {clock} >= '2026-01-01' and {clock} < '2026-04-18'
    group by {key} having count(*) > 1 and max({version}) {sign} min({version}) order by {key} limit 2)"""

# What yesterday's raw tables lacked or said otherwise.
YESTERDAY = {
    "the last two days of calls": f"delete from {CALLS} where \"startTime\" >= '2026-04-20'",
    "the last two days of traces": f"delete from {SPANS} where start_time >= '2026-04-20'",
    "the last two days of events": f"delete from {EVENTS} where \"timestamp\" >= '2026-04-20'",
    "a late call of an older day": f"delete from {CALLS} where {LOADED_LAST.format(0)}",
    "late events of older days":
        f"delete from {EVENTS} where ingested_at > \"timestamp\" + interval 2 day and \"timestamp\" > '2026-02-01'",
    "a call restated in place": f"""update {CALLS} set spend = spend * 3, completion_tokens = 1,
        updated_at = updated_at - interval 1 hour, _loaded_at = _loaded_at - interval 5 day
        where {LOADED_LAST.format(2)}""",
    "a call that moved to another day": f"""update {CALLS} set "startTime" = "startTime" - interval 20 day,
        "endTime" = "endTime" - interval 20 day, updated_at = updated_at - interval 1 hour,
        _loaded_at = _loaded_at - interval 1 hour where {LOADED_LAST.format(4)}""",
    "restated calls, as a second row": f"delete from {CALLS} where " + LATER_COPIES.format(
        table=CALLS, clock='"startTime"', key="request_id", loaded="_loaded_at", version="updated_at", sign=">"),
    "calls that were sent again": f"delete from {CALLS} where " + LATER_COPIES.format(
        table=CALLS, clock='"startTime"', key="request_id", loaded="_loaded_at", version="updated_at", sign="="),
    "traces that were sent in two windows": f"delete from {SPANS} where " + LATER_COPIES.format(
        table=SPANS, clock="start_time", key="id", loaded="_loaded_at", version="updated_at", sign="="),
    "events that were sent twice": f"delete from {EVENTS} where " + LATER_COPIES.format(
        table=EVENTS, clock='"timestamp"', key="idempotency_key", loaded="ingested_at", version='"timestamp"', sign="="),
    "events that were deprecated since":
        f"update {EVENTS} set deprecated = false where deprecated and \"timestamp\" > '2026-01-01'",
    "a call that was deleted since, alone on its day": f"""insert into {CALLS} select * replace (
        'gone' as request_id, null as litellm_call_id, '{{}}' as metadata, null as session_id,
        timestamp '2024-12-20 10:00:00' as "startTime", timestamp '2024-12-20 10:00:09' as "endTime")
        from {CALLS} where "startTime" < '2025-01-02' limit 1""",
}
# The stored event models, how many days to either side of a changed day they may depend on, and the raw tables behind.
STORED = {
    "int_usage_events_judged": (0, [EVENTS]),
    "int_spans_judged": (0, [SPANS]),
    "int_ai_calls_judged": (0, [CALLS, SPANS]),
    "int_call_sightings": (3, [CALLS, SPANS]),
    "int_calls": (4, [CALLS, SPANS]),
    "int_call_traces": (5, [CALLS, SPANS]),
    "int_call_labels": (5, [CALLS, SPANS]),
    "int_calls_daily": (5, [CALLS, SPANS]),
    "int_trace_statements": (5, [CALLS, SPANS]),
}


def days(dbt: Dbt) -> dict[str, dict]:
    """Of each stored event model the computation that each day is from."""
    return {
        model: dict(dbt.query(f"select slice_date, max(slice_version) from intermediate.{model} group by 1"))
        for model in STORED
    }


@pytest.fixture(scope="module")
def grown(small_company, tmp_path_factory):
    """Yesterday's build, then today's on top of it; what each model stored after either, and the days that differ in raw."""
    folder = tmp_path_factory.mktemp("one_more_day")
    dbt, raw, today = Dbt(folder), folder / "raw.duckdb", small_company.warehouse / "raw.duckdb"
    shutil.copyfile(today, raw)
    with duckdb.connect(str(raw)) as connection:
        for what, change in YESTERDAY.items():
            assert connection.execute(change).fetchone()[0] > 0, f"nothing in the company to show this with: {what}"
        connection.execute(f"attach '{today}' as today (read_only)")
        changed = {
            table: {day for (day,) in connection.execute(
                f"""select distinct cast({clock} as date) from (
                        (from {table} except all from today.{table}) union all (from today.{table} except all from {table})
                    )"""
            ).fetchall()}
            for table, clock in CLOCK.items()
        }
    dbt.compute()
    before = days(dbt)
    shutil.copyfile(today, raw)
    dbt.compute()
    return dbt, before, days(dbt), changed


def test_every_mart_is_that_of_a_full_build(grown, assert_same_marts):
    assert_same_marts(grown[0])


@pytest.mark.parametrize("model", STORED)
def test_only_changed_days_are_computed_again(grown, model):
    _, before, after, changed = grown
    reach, tables = STORED[model]
    computed = {day for day, version in after[model].items() if version != before[model].get(day)}
    in_raw = {day for table in tables for day in changed[table]}
    allowed = {day for day in after[model] if any(abs((day - other).days) <= reach for other in in_raw)}
    assert computed <= allowed, sorted(computed - allowed)
    if model in ("int_usage_events_judged", "int_ai_calls_judged"):
        assert computed == in_raw
    assert 0 < len(computed) < len(after[model]) / 2
