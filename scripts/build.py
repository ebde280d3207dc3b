"""Build the project on one engine and publish the marts in one step: on DuckDB and Postgres readers never see half a
build; on other engines a build writes into the marts as it goes.

python -m scripts.build                          DuckDB: build.duckdb, then layer_six.duckdb is replaced
python -m scripts.build --target postgres        schema marts_next is built, then renamed to marts in one transaction
python -m scripts.build --full-refresh           recompute event-grain models from their whole history
python -m scripts.build --select +fct_usage_daily    a part; it is built but not published

One build at a time: a second one waits --wait seconds, then leaves with exit code 75 and a line naming the holder.
A failed build prints one line per reason and, on DuckDB and Postgres, leaves readers the last good marts.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import yaml

from scripts import publish
from scripts._common import (
    ROOT,
    Refusal,
    build_file,
    dbt_env,
    dbt_executable,
    main,
    published_file,
    raw_file,
    say,
    target_path,
    warehouse,
)
from scripts._lock import BUSY, BuildLock
from scripts._seeds import seed_file_problems

BUILD_LOCK_KEY = 0x4C36  # any constant: names this project's build among a server's advisory locks
ATOMIC = {"duckdb", "postgres"}  # engines on which a build is published as a whole
FINISHED = {"LogModelResult", "LogTestResult", "LogSeedResult", "LogSnapshotResult", "SkippingDetails", "LogUnitTestResult"}


# --- before the build -------------------------------------------------------------------------------------------------


def check_duckdb(wait_seconds: float) -> None:
    """The three files, judged before dbt spends seconds on parsing: missing, locked or damaged in one line each."""
    publish.remove_leftovers(published_file())
    if not raw_file().exists():
        raise Refusal(
            f"no raw tables: {raw_file()} does not exist; `make demo` makes the demo company, "
            "`python -m scripts.load` loads your own exports",
            66,
        )
    _openable(raw_file(), wait_seconds, read_only=True)
    if not build_file().exists():
        return
    try:
        _openable(build_file(), wait_seconds, read_only=False)
    except Refusal as refusal:
        if refusal.code == BUSY:
            raise
        say(f"  {refusal}; it only holds work in progress, so it is built from scratch")
        forget_build_file()


def check_seed_files(project: Path) -> None:
    """Seed files that dbt could not even read; what their cells hold is judged in the build."""
    if problems := seed_file_problems(project):
        for line in problems:
            say(f"  failed: {line}")
        raise Refusal(f"build failed: {len(problems)} reason(s) above, nothing was run; readers keep the last good marts")


def forget_build_file() -> None:
    for file in (build_file(), Path(f"{build_file()}.wal")):
        file.unlink(missing_ok=True)
    shutil.rmtree(f"{build_file()}.tmp", ignore_errors=True)


def _openable(file: Path, wait_seconds: float, read_only: bool) -> None:
    import duckdb

    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            with duckdb.connect(str(file), read_only=read_only) as connection:
                connection.execute("select count(*) from duckdb_tables()").fetchall()
            return
        except duckdb.Error as error:
            reason = str(error)
            if "lock" in reason:
                if time.monotonic() < deadline:
                    time.sleep(0.2)
                    continue
                holder = re.search(r"\(PID (\d+)\)", reason)
                by = f"process {holder[1]}" if holder else "another process"
                raise Refusal(f"{file.name} is open in {by}; close it or wait with --wait SECONDS", BUSY) from None
            raise Refusal(f"{file.name} cannot be opened ({reason.splitlines()[0]})") from None


@contextlib.contextmanager
def postgres_session(wait_seconds: float):
    """A session that holds the server's own lock, so that builds from two machines do not meet."""
    with contextlib.closing(publish.connect_postgres()) as connection:
        deadline = time.monotonic() + wait_seconds
        while True:
            with connection, connection.cursor() as cursor:
                cursor.execute("select pg_try_advisory_lock(%s)", [BUILD_LOCK_KEY])
                if cursor.fetchone()[0]:
                    break
                cursor.execute(
                    "select a.pid, coalesce(host(a.client_addr), 'this machine'), "
                    "to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') from pg_locks l "
                    "join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.objid = %s and l.granted",
                    [BUILD_LOCK_KEY],
                )
                holder = cursor.fetchone()
            if time.monotonic() >= deadline:
                who = f"server process {holder[0]} from {holder[1]} since {holder[2]} UTC" if holder else "just ended"
                raise Refusal(f"another build is running on this database ({who}); wait with --wait SECONDS", BUSY)
            time.sleep(0.2)
        publish.prepare_postgres(connection)
        yield connection


# --- the build --------------------------------------------------------------------------------------------------------


class Progress:
    """dbt's event stream as a few lines: a line every few seconds, then the reasons of a failure."""

    def __init__(self, every_seconds: float = 5.0):
        self.every_seconds = every_seconds
        self.started = self.printed = time.monotonic()
        self.stats: dict[str, int] = {}
        self.reasons: list[str] = []
        self.other: list[str] = []
        self.done = 0

    def event(self, line: str) -> None:
        try:
            entry = json.loads(line)
            name, data, info = entry["info"]["name"], entry["data"], entry["info"]
        except (ValueError, KeyError, TypeError):
            self.other.append(line.rstrip())
            return
        if name in FINISHED:
            self.done += 1
            self._line(data)
        elif name == "FoundStats":
            say(f"  {data['stat_line'].split(', ')[0]} ({time.monotonic() - self.started:.0f} s to read the project)")
        elif name == "StatsLine":
            self.stats = data["stats"]
        elif name in ("RunResultError", "RunResultFailure", "RunResultWarning", "RunResultWarningMessage"):
            pass  # run_results.json says the same with more detail
        elif name == "JinjaLogInfo" and info["msg"].startswith("Left out: "):
            say(f"  left out: {info['msg'][len('Left out: '):]}")  # what stops the build is told with its failed test
        elif name == "JinjaLogWarning":
            say(f"  warning: {clean(info['msg'])}")
        elif info["level"] == "error" and name not in ("LogModelResult", "LogTestResult", "EndOfRunSummary"):
            self.other.append(info["msg"])

    def _line(self, data: dict) -> None:
        now = time.monotonic()
        if now - self.printed >= self.every_seconds:
            self.printed = now
            total = data.get("total") or data.get("num_models") or "?"
            say(f"  {self.done} of {total}, {now - self.started:.0f} s, last {data['node_info']['node_name']}")


def clean(message: str) -> str:
    """The line a person can act on, out of an adapter's or Jinja's message."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    lines = [line for line in lines if not re.match(r"^(> in macro|> called by|compiled code at|LINE \d|\^+$)", line)]
    lines = [re.sub(r"^[\w ]+ Error in [\w ]+ \(.*?\)$", "", line) for line in lines]
    text = next((line for line in lines if "Layer Six:" in line), None) or " ".join(line for line in lines if line)
    text = text[text.index("Layer Six:") + len("Layer Six:"):] if "Layer Six:" in text else text
    return re.sub(r"\s+", " ", text).strip()[:400] or message.strip()[:400]


def sentences(message: str) -> list[str]:
    """A message that lists several problems as `- ...` becomes one line each."""
    listed = re.findall(r"^\s*- (.+)$", message, flags=re.M)
    return [clean(line) for line in listed] or [line for line in [clean(message)] if line]


def failing_rows(target: str, compiled: str) -> list[str]:
    """What a failed data test found: its first rows, or only their message where the test writes one."""
    with contextlib.suppress(Exception):
        statement = f"select * from ({compiled}\n) as failures limit 5"
        if target == "duckdb":
            import duckdb

            with duckdb.connect(str(build_file())) as connection:
                connection.execute(f"attach '{raw_file()}' as raw (read_only)")
                cursor = connection.execute(statement)
                names, rows = [column[0] for column in cursor.description], cursor.fetchall()
        else:
            with contextlib.closing(publish.connect_postgres()) as connection, connection.cursor() as cursor:
                cursor.execute(statement)
                names, rows = [column[0] for column in cursor.description], cursor.fetchall()
        if "message" in names:
            return [str(row[names.index("message")]) for row in rows]
        return [", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True)) for row in rows]
    return []


def reasons(target: str, results_file: Path, manifest_file: Path, status: set[str]) -> list[str]:
    """One line per failed node, from the artifacts that dbt leaves."""
    if not results_file.exists():
        return []
    nodes = json.loads(manifest_file.read_text())["nodes"]
    lines = []
    for result in json.loads(results_file.read_text())["results"]:
        if result["status"] not in status:
            continue
        name = nodes.get(result["unique_id"], {}).get("name", result["unique_id"].split(".")[2])
        compiled = result.get("compiled_code")
        if result["status"] in ("fail", "warn") and result["unique_id"].startswith("test.") and compiled:
            rows = failing_rows(target, compiled) if target in ("duckdb", "postgres") else []
            count = result.get("failures")
            lines += [f"{name}: {row}" for row in rows] or [f"{name}: {clean(result.get('message') or '')}"]
            if rows and count and count > len(rows):
                lines.append(f"{name}: and {count - len(rows)} more")
        else:
            lines += [f"{name}: {line}" for line in sentences(result.get("message") or result["status"])]
    return lines


def run_dbt(options, project: Path, lock: BuildLock, progress: Progress) -> int:
    """dbt build as a child that shares the lock: if only this process is killed, the child still keeps others out."""
    variables = yaml.safe_load(options.vars) or {}
    whole = not options.select
    if options.target == "postgres":
        variables["marts_schema"] = publish.NEXT_SCHEMA
    command = [
        dbt_executable(options.target), "--log-format", "json", "--log-level", "info", "--no-use-colors",
        "build", "--target", options.target, "--project-dir", str(project), "--vars", json.dumps(variables),
    ]
    left_out = ([] if options.unit_tests else ["unit_test"]) + ([] if options.data_tests else ["test"])
    command += ["--exclude-resource-type", *left_out] if left_out else []
    command += ["--full-refresh"] if options.full_refresh else []
    command += ["--threads", str(options.threads)] if options.threads else []
    command += [] if whole else ["--select", *options.select]
    environment = dbt_env(options.target, project)
    folder = target_path(options.target, project)
    (folder / "run_results.json").unlink(missing_ok=True)
    child = subprocess.Popen(
        command, cwd=project, env=environment, pass_fds=(lock.fd,), text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    lock.name_holder(lock.pid, child.pid)
    try:
        for line in child.stdout:
            progress.event(line)
        return child.wait()
    except BaseException:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(20)
        child.kill()
        raise


def build(options) -> None:
    project = options.project_dir.resolve()
    folder = target_path(options.target, project)
    started = time.monotonic()
    say(f"building on {options.target}")
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context(BuildLock(warehouse() / f"build_{options.target}.lock", options.wait))
        check_seed_files(project)
        connection = None
        if options.target == "duckdb":
            check_duckdb(options.wait)
        elif options.target == "postgres":
            connection = stack.enter_context(postgres_session(options.wait))
        progress = Progress()
        code = run_dbt(options, project, lock, progress)
        if code and options.target == "duckdb" and _is_damaged(folder, progress):
            say("  build.duckdb is damaged; it only holds work in progress, so it is built from scratch")
            forget_build_file()
            progress = Progress()
            code = run_dbt(options, project, lock, progress)
        report(options.target, folder, progress, code)
        if options.select:
            say("not published: --select builds a part")
            return
        if not options.data_tests:
            say("not published: nothing was tested")
            return
        before = time.monotonic()
        manifest = folder / "manifest.json"
        if options.target == "duckdb":
            count = publish.publish_duckdb(build_file(), published_file(), publish.marts_in(manifest))
        elif connection is not None:
            count = publish.publish_postgres(connection, publish.marts_in(manifest))
        else:
            count = len(publish.marts_in(manifest))
    where = {"duckdb": str(published_file())}.get(options.target, "schema marts")
    say(f"published {count} marts to {where} in {time.monotonic() - before:.1f} s")
    say(f"done in {time.monotonic() - started:.0f} s")


def report(target: str, folder: Path, progress: Progress, code: int) -> None:
    """The outcome in one line, warnings and failures one line each; a failure ends the build here."""
    files = folder / "run_results.json", folder / "manifest.json"
    for line in reasons(target, *files, {"warn"}):
        say(f"  warning: {line}")
    if code == 0:
        stats = progress.stats
        say(f"  {stats.get('pass', 0)} steps good, {stats.get('warn', 0)} warnings, {stats.get('error', 0)} errors")
        return
    failures = reasons(target, *files, {"error", "fail", "runtime error"})
    failures = failures or sentences("\n".join(progress.other)) or [f"dbt ended with code {code}"]
    for line in failures:
        say(f"  failed: {line}")
    skipped = progress.stats.get("skip", 0)
    kept = "readers keep the last good marts" if target in ATOMIC else "marts built before the failure are already visible"
    raise Refusal(f"build failed: {len(failures)} reason(s) above, {skipped} steps skipped; {kept}")


def _is_damaged(folder: Path, progress: Progress) -> bool:
    file = folder / "run_results.json"
    text = "\n".join(progress.other) + (file.read_text() if file.exists() else "")
    return "Corrupt database file" in text or "Failure while replaying WAL" in text


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="duckdb", help="an output of profiles.yml (default: duckdb)")
    parser.add_argument("--full-refresh", action="store_true", help="recompute incremental models from scratch")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML or JSON")
    parser.add_argument("--select", nargs="+", default=[], help="build a part only; it is not published")
    parser.add_argument("--unit-tests", action="store_true", help="run dbt unit tests too")
    parser.add_argument("--no-data-tests", dest="data_tests", action="store_false", help="seeds and models only; they are not published")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--wait", type=float, default=0, help="seconds to wait for a running build (default: 0)")
    parser.add_argument("--project-dir", type=Path, default=ROOT, help=argparse.SUPPRESS)
    # A polite kill is handled like Ctrl-C: the dbt child ends first, then the lock is free.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return build(parser.parse_args())


if __name__ == "__main__":
    main(run)
