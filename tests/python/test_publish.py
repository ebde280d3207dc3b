"""Readers see the last good build or the new one: locks, failures, real kills and the swap on both engines."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import duckdb
import pytest

from scripts import publish
from tests.python.conftest import ROOT, Dbt, postgres_connection

ROWS = 200_000
MARTS = {
    # Every row of every mart carries the build it belongs to, so that a mixture shows in one query.
    "models/marts/fct_a.sql": f"""
        select s.id, {{{{ var('round') }}}} as round, md5(cast(s.id as varchar)) as filler
        from generate_series(1, {ROWS}) as s(id)
    """,
    "models/marts/fct_b.sql": "select id, round, filler from {{ ref('fct_a') }}",
    "models/marts/fct_c.sql": "select id, round, filler from {{ ref('fct_b') }}",
}


@pytest.fixture
def marts_project(scratch_project):
    return scratch_project(MARTS)


@pytest.fixture
def duck(warehouse, marts_project) -> Dbt:
    duckdb.connect(str(warehouse / "raw.duckdb")).close()
    return Dbt(warehouse, project=marts_project)


@pytest.fixture
def pg(warehouse, marts_project, postgres_env) -> Dbt:
    return Dbt(warehouse, target="postgres", project=marts_project, environment=postgres_env)


def build(dbt: Dbt, round_: int, *more: str):
    return dbt.script("build", "--vars", json.dumps({"round": round_}), *more)


def rounds_seen(dbt: Dbt) -> set[int]:
    """The builds a reader sees now; asserts that every mart is complete."""
    seen = set()
    for mart in ("fct_a", "fct_b", "fct_c"):
        rows = dbt.query(f"select round, count(*) from marts.{mart} group by round", "layer_six.duckdb")
        assert [count for _, count in rows] == [ROWS], (mart, rows)
        seen.add(rows[0][0])
    return seen


# --- lock -------------------------------------------------------------------------------------------------------------

HOLDER = """
    import subprocess, sys, time
    from pathlib import Path
    from scripts._lock import BuildLock
    with BuildLock(Path(sys.argv[1])) as lock:
        child = subprocess.Popen(["sleep", sys.argv[2]], pass_fds=(lock.fd,))
        lock.name_holder(lock.pid, child.pid)
        print(child.pid, flush=True)
        child.wait()
"""


@contextlib.contextmanager
def lock_holder(file: Path, seconds: float):
    """A process that holds the lock together with a child; yields both pids."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(file), str(seconds)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE,
    )
    child = int(process.stdout.readline())
    try:
        yield process, child
    finally:
        for pid in (process.pid, child):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def test_second_build_leaves_with_one_line_naming_the_holder(duck):
    with lock_holder(duck.warehouse / "build_duckdb.lock", 60) as (holder, _):
        result = build(duck, 1)
    lines = [line for line in result.output.splitlines() if "another build" in line]
    assert result.returncode == 75
    assert len(lines) == 1 and f"process {holder.pid} since 20" in lines[0]
    assert "Traceback" not in result.output
    assert not (duck.warehouse / "layer_six.duckdb").exists()


def test_orphaned_child_still_keeps_others_out(duck):
    with lock_holder(duck.warehouse / "build_duckdb.lock", 60) as (holder, child):
        holder.kill()
        holder.wait()
        result = build(duck, 1)
    assert result.returncode == 75
    assert f"process {child} since" in result.output


def test_second_build_waits_when_asked(duck):
    with lock_holder(duck.warehouse / "build_duckdb.lock", 3):
        result = build(duck, 1, "--wait", "60")
    assert result.ok, result.output
    assert "waiting up to 60 s" in result.output
    assert rounds_seen(duck) == {1}


def test_lock_of_the_server_keeps_out_builds_from_other_machines(pg):
    from scripts.build import BUILD_LOCK_KEY

    with contextlib.closing(postgres_connection(pg.env)) as other, other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [BUILD_LOCK_KEY])
        result = build(pg, 1)
    assert result.returncode == 75
    assert "another build is running on this database (server process" in result.output


# --- bad states -------------------------------------------------------------------------------------------------------


def test_missing_raw_tables_give_one_line(warehouse, marts_project):
    result = Dbt(warehouse, project=marts_project).script("build")
    assert result.returncode == 66
    assert result.output.strip().splitlines()[-1].startswith("layer six: no raw tables:")
    assert "Traceback" not in result.output


def test_failed_build_names_the_reason_and_keeps_the_last_marts(duck):
    assert build(duck, 1).ok
    (duck.project / "models/marts/fct_b.sql").write_text(
        "select error('Layer Six: seeds/business/tiers.csv row 3: rate is not a number') as id from {{ ref('fct_a') }}"
    )
    failed = build(duck, 2)
    assert failed.returncode == 1
    assert "  failed: fct_b: seeds/business/tiers.csv row 3: rate is not a number" in failed.output
    assert rounds_seen(duck) == {1}


def test_failed_data_test_shows_its_rows(duck):
    (duck.project / "tests").mkdir()
    (duck.project / "tests/no_ids.sql").write_text(
        "select 'id ' || id || ' is not allowed' as message from {{ ref('fct_a') }} where id <= 2 order by id"
    )
    failed = build(duck, 1)
    assert failed.returncode == 1
    assert "failed: no_ids: id 1 is not allowed" in failed.output
    assert not (duck.warehouse / "layer_six.duckdb").exists()


@pytest.mark.parametrize("damage", ["not a database", "cut off"])
def test_damaged_build_file_is_built_from_scratch(duck, damage):
    assert build(duck, 1).ok
    file = duck.warehouse / "build.duckdb"
    file.write_bytes(b"garbage" * 4000 if damage == "not a database" else file.read_bytes()[: file.stat().st_size // 3])
    healed = build(duck, 2)
    assert healed.ok, healed.output
    assert "from scratch" in healed.output
    assert rounds_seen(duck) == {2}


def test_build_file_open_elsewhere_is_named(duck):
    holder = subprocess.Popen(
        [sys.executable, "-c", "import duckdb,sys,time; c=duckdb.connect(sys.argv[1]); print(1, flush=True); time.sleep(60)",
         str(duck.warehouse / "build.duckdb")], stdout=subprocess.PIPE, text=True,
    )
    holder.stdout.readline()
    try:
        result = build(duck, 1)
    finally:
        holder.kill()
        holder.wait()
    assert result.returncode == 75
    assert f"build.duckdb is open in process {holder.pid}" in result.output


def test_part_of_the_project_is_not_published(duck):
    assert build(duck, 1).ok
    part = build(duck, 2, "--select", "fct_a")
    assert part.ok and "not published" in part.output
    assert rounds_seen(duck) == {1}


def test_removed_mart_disappears_for_readers(duck):
    assert build(duck, 1).ok
    (duck.project / "models/marts/fct_c.sql").unlink()
    assert build(duck, 2).ok
    marts = duck.query("select table_name from information_schema.tables where table_schema = 'marts' order by 1",
                       "layer_six.duckdb")
    assert marts == [("fct_a",), ("fct_b",)]


# --- kills ------------------------------------------------------------------------------------------------------------

READER = """
    import duckdb, sys, time
    while True:
        try:
            with duckdb.connect(sys.argv[1], read_only=True) as c:
                rows = [c.execute(f"select min(round), max(round), count(*) from marts.{m}").fetchone()
                        for m in ("fct_a", "fct_b", "fct_c")]
            print(rows[0] if len(set(rows)) == 1 and rows[0][0] == rows[0][1] else f"MIXED {rows}", flush=True)
        except Exception as error:
            print(f"ERROR {error}", flush=True)
        time.sleep(0.02)
"""


def kill_at_random(
    dbt: Dbt, round_: int, chance: random.Random, whole_seconds: float, variables: dict | None = None,
) -> str:
    """Start a build and SIGKILL it: anywhere, or (every other time) while it publishes; sometimes only the parent."""
    command = [sys.executable, "-m", "scripts.build", "--target", dbt.target, "--project-dir", str(dbt.project),
               "--vars", json.dumps(variables or {"round": round_}), "--wait", "120"]
    process = subprocess.Popen(command, cwd=ROOT, env=dbt.env, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while_publishing = round_ % 2 == 0 and dbt.target == "duckdb"
    only_parent = chance.random() < 0.3
    if while_publishing:
        unfinished = publish.next_file(dbt.warehouse / "layer_six.duckdb")
        while process.poll() is None and not unfinished.exists():
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.4))
    else:
        time.sleep(chance.uniform(0, whole_seconds))
    with contextlib.suppress(ProcessLookupError):
        if only_parent and not while_publishing:
            os.kill(process.pid, signal.SIGKILL)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    return "finished before the kill" if process.wait() == 0 else "killed"


def kills(dbt: Dbt, times: int, seed: int) -> None:
    chance = random.Random(seed)
    started = time.monotonic()
    assert build(dbt, 0).ok
    whole_seconds = time.monotonic() - started
    reader = None
    if dbt.target == "duckdb":
        log = (dbt.warehouse / "reader.log").open("w")
        reader = subprocess.Popen([sys.executable, "-c", textwrap.dedent(READER), str(dbt.warehouse / "layer_six.duckdb")],
                                  stdout=log)
    last, killed = 0, 0
    try:
        for round_ in range(1, times + 1):
            outcome = kill_at_random(dbt, round_, chance, whole_seconds)
            killed += outcome == "killed"
            seen = rounds_seen(dbt)
            assert seen in ({last}, {round_}), f"round {round_} {outcome}: a reader sees {seen}, before it {last}"
            last = seen.pop()
        healed = build(dbt, times + 1, "--wait", "120")
    finally:
        if reader:
            reader.kill()
            reader.wait()
            log.close()
    assert healed.ok, healed.output
    assert rounds_seen(dbt) == {times + 1}
    assert killed >= times // 2, f"only {killed} of {times} builds were killed in time: the test proves too little"
    leftovers = [file.name for file in dbt.warehouse.glob("layer_six.duckdb.*")]
    assert not leftovers
    if reader:
        lines = (dbt.warehouse / "reader.log").read_text().splitlines()
        assert len(lines) > 10
        assert not [line for line in lines if line.startswith(("MIXED", "ERROR"))]


def test_a_few_kills_on_duckdb(duck):
    kills(duck, times=4, seed=1)


def test_a_few_kills_on_postgres(pg):
    kills(pg, times=2, seed=2)


@pytest.mark.prove
def test_twenty_kills_on_duckdb(duck):
    kills(duck, times=20, seed=20)


@pytest.mark.prove
def test_twenty_kills_on_postgres(pg):
    kills(pg, times=20, seed=21)


def test_the_kill_test_would_notice_a_publish_in_place(duck, monkeypatch):
    """The check itself: a reader of a half-copied file must be seen as a mixture."""
    assert build(duck, 1).ok
    with duckdb.connect(str(duck.warehouse / "layer_six.duckdb")) as connection:
        connection.execute("create or replace table marts.fct_b as select id, 2 as round, filler from marts.fct_b")
    assert rounds_seen(duck) == {1, 2}


# --- the swap on Postgres -------------------------------------------------------------------------------------------


@pytest.fixture
def swap(postgres_env, monkeypatch):
    """A connection, and a function that builds marts_next by hand and publishes it."""
    for name, value in postgres_env.items():
        monkeypatch.setenv(name, value)
    connection = publish.connect_postgres()

    def fill_and_publish(value: int, tables: tuple[str, ...] = ("fct_a", "fct_b")) -> None:
        publish.prepare_postgres(connection)
        with connection, connection.cursor() as cursor:
            cursor.execute("create schema marts_next")
            for table in tables:
                cursor.execute(f"create table marts_next.{table} as select {value} as value, 'acme' as owner_name")
        publish.publish_postgres(connection, list(tables))

    def ask(sql: str, role: str | None = None):
        with connection, connection.cursor() as cursor:
            if role:
                cursor.execute(f"set local role {role}")
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None

    yield fill_and_publish, ask
    connection.close()


@pytest.fixture
def roles(swap, request):
    _, ask = swap
    names = ("l6_bi", "l6_narrow")
    for name in names:
        ask(f"drop role if exists {name}; create role {name}")
    yield names
    for name in names:
        ask(f"drop owned by {name}; drop role {name}")


def test_grants_and_row_policies_survive_the_swap(swap, roles):
    fill_and_publish, ask = swap
    fill_and_publish(1)
    ask("grant usage on schema marts to l6_bi, l6_narrow; grant select on all tables in schema marts to l6_bi; "
        "grant select (value) on marts.fct_b to l6_narrow; grant select on marts.fct_a to l6_narrow; "
        "alter table marts.fct_a enable row level security; "
        "create policy own on marts.fct_a for select to l6_narrow using "
        "(owner_name in (select owner_name from marts.fct_b where value < 0)); "
        "grant select (owner_name) on marts.fct_b to l6_narrow; "
        "create policy everything on marts.fct_a for select to l6_bi using (true)")
    fill_and_publish(2)
    assert ask("select value from marts.fct_a", "l6_bi") == [(2,)]
    assert ask("select value from marts.fct_a", "l6_narrow") == []
    ask("update marts.fct_b set value = -2")  # the policy must read the new fct_b, not the one it was written against
    assert ask("select value from marts.fct_a", "l6_narrow") == [(2,)]
    assert ask("select has_table_privilege('l6_narrow', 'marts.fct_b', 'select'), "
               "has_column_privilege('l6_narrow', 'marts.fct_b', 'value', 'select')") == [(False, True)]


def test_new_mart_is_readable_for_whoever_reads_all_others(swap, roles):
    fill_and_publish, ask = swap
    fill_and_publish(1)
    ask("grant usage on schema marts to l6_bi; grant select on all tables in schema marts to l6_bi")
    ask("grant select on marts.fct_a to l6_narrow")
    fill_and_publish(2, ("fct_a", "fct_b", "fct_new"))
    readable = "select has_table_privilege('{}', 'marts.fct_new', 'select')"
    assert ask(readable.format("l6_bi")) == [(True,)]
    assert ask(readable.format("l6_narrow")) == [(False,)]


def test_new_mart_stays_closed_where_rows_are_restricted(swap, roles, capsys):
    fill_and_publish, ask = swap
    fill_and_publish(1)
    ask("grant usage on schema marts to l6_bi; grant select on all tables in schema marts to l6_bi; "
        "alter table marts.fct_a enable row level security")
    fill_and_publish(2, ("fct_a", "fct_b", "fct_new"))
    assert ask("select has_table_privilege('l6_bi', 'marts.fct_new', 'select')") == [(False,)]
    assert "without grants" in capsys.readouterr().out


def test_views_of_other_schemas_follow_the_new_marts(swap, roles):
    fill_and_publish, ask = swap
    fill_and_publish(1)
    ask("create schema bi; create view bi.a with (security_invoker=true) as select value from marts.fct_a; "
        "create view bi.b as select value + 0 as value from bi.a")
    for value in (2, 3, 4):
        fill_and_publish(value)
        assert ask("select value from bi.b") == [(value,)]
    assert ask("select reloptions from pg_class where oid = 'bi.a'::regclass") == [(["security_invoker=true"],)]


@pytest.mark.parametrize("kind", ["materialized view", "view"])
def test_a_view_that_cannot_follow_stops_the_publish(swap, kind):
    from scripts._common import Refusal

    fill_and_publish, ask = swap
    fill_and_publish(1)
    ask(f"create schema bi; create {kind} bi.a as select owner_name from marts.fct_a")
    publish_without_column = pytest.raises(Refusal, match=r"bi\.a")
    with publish_without_column:
        with contextlib.closing(publish.connect_postgres()) as connection:
            publish.prepare_postgres(connection)
            with connection, connection.cursor() as cursor:
                cursor.execute("create schema marts_next; create table marts_next.fct_a as select 2 as value")
            publish.publish_postgres(connection, ["fct_a"])
    assert ask("select value from marts.fct_a") == [(1,)]


def test_a_reader_in_a_transaction_does_not_hold_up_publishing(swap, postgres_env):
    fill_and_publish, ask = swap
    fill_and_publish(1)
    with contextlib.closing(postgres_connection(postgres_env)) as reader, reader.cursor() as cursor:
        cursor.execute("select value from marts.fct_a")
        started = time.monotonic()
        fill_and_publish(2)
        fill_and_publish(3)
        fill_and_publish(4)
        assert time.monotonic() - started < 5
        cursor.execute("select value from marts.fct_a")
        assert cursor.fetchall() == [(4,)]
    fill_and_publish(5)
    left = ask("select nspname from pg_namespace where nspname like 'marts%' order by 1")
    assert left == [("marts",), ("marts_old",)]


def test_incomplete_set_is_never_published(swap):
    from scripts._common import Refusal

    fill_and_publish, ask = swap
    fill_and_publish(1)
    with pytest.raises(Refusal, match="lacks fct_b"):
        with contextlib.closing(publish.connect_postgres()) as connection:
            publish.prepare_postgres(connection)
            with connection, connection.cursor() as cursor:
                cursor.execute("create schema marts_next; create table marts_next.fct_a as select 2 as value")
            publish.publish_postgres(connection, ["fct_a", "fct_b"])
    assert ask("select value from marts.fct_a") == [(1,)]
