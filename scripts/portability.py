"""The project on the engines that are not everyone's: what runs is compared, what cannot run is compiled and parsed.

spark      the small company built on a local Spark session; every mart must equal DuckDB's to the last digit
postgres   the same on a private Postgres server (quick; also part of `make test`)
snowflake  seeds, models and data tests on an emulator of Snowflake, which computes in DuckDB: its SQL is accepted. Marts
           are compared only where another check of the same run has built DuckDB's
dbt2       the next major version of dbt parses the project
dialects   dbt with the real adapters compiles for BigQuery, Databricks and Redshift without a connection; the SQL
           parses in the dialect and holds no function, type or form the engine is known to refuse. It is not run.

python -m scripts.portability [spark postgres snowflake dbt2 dialects] [--scale small] [--keep]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import yaml

from scripts import _compare, _dialects, postgres, publish
from scripts._common import ROOT, Refusal, dbt_env, main, say, venv_bin, warehouse

CHECKS = ("postgres", "dbt2", "dialects", "snowflake", "spark")
DEFAULT = ("dbt2", "dialects", "spark", "snowflake")
# An emulator that meets an error it cannot name makes the connector repeat without end.
SNOWFLAKE_SECONDS = 900
SPARK_SECONDS = 1800


class Workshop:
    """One folder with its own warehouse, profiles, targets and logs: a user's files are never touched."""

    def __init__(self, folder: Path, scale: str, project: Path = ROOT):
        self.folder, self.scale, self.project = folder, scale, project
        folder.mkdir(parents=True, exist_ok=True)
        self.profiles = folder / "profiles"
        self.profiles.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / "profiles.yml.example", self.profiles / "profiles.yml")
        self.company = folder / "company"
        self.watch = lambda: None

    def environment(self, target: str, **more: str) -> dict[str, str]:
        return {
            **dbt_env(target), "LAYER_SIX_WAREHOUSE": str(self.folder / "warehouse"), "DBT_PROFILES_DIR": str(self.profiles),
            "DBT_TARGET_PATH": str(self.folder / f"target-{target}"), "DBT_LOG_PATH": str(self.folder / "logs"),
            "PYTHONPATH": str(ROOT), **more,
        }

    def run(self, step: str, command: list[str], env: dict[str, str], timeout: int = 1200) -> str:
        """Run a step in its own process group; a failure shows the end of what it printed, `watch` may end it early."""
        if not Path(command[0]).exists():
            raise Refusal(f"{step}: {command[0]} does not exist; run `make portability`, which sets it up")
        started = time.monotonic()
        log = self.folder / "logs" / f"{step.replace(' ', '_')}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=self.project, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                while (code := process.poll()) is None:
                    if time.monotonic() - started > timeout:
                        raise Refusal(f"{step}: not done after {timeout} s, see {log}")
                    if reason := self.watch():
                        raise Refusal(f"{step}: {reason}")
                    time.sleep(0.2)
            except BaseException:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise
        text = log.read_text(errors="replace")
        if code:
            lines = [line for line in text.splitlines() if not re.match(r"\s*(\d+: |at \./|$)", line)]
            raise Refusal(f"{step} failed:\n" + "\n".join(lines[-25:]))
        say(f"  {step}: {time.monotonic() - started:.0f} s")
        return text

    def script(self, step: str, target: str, *arguments: str, python: str = sys.executable, timeout: int = 1200, **more: str) -> str:
        project = ["--project-dir", str(self.project)] if arguments[0] == "scripts.build" else []
        return self.run(step, [python, "-m", *arguments, *project], self.environment(target, **more), timeout)

    def ensure_company(self) -> None:
        if not (done := self.folder / "company.done").exists():
            shutil.rmtree(self.company, ignore_errors=True)
            self.script("simulate", "duckdb", "scripts.simulate", "--scale", self.scale, "--output", str(self.company))
            done.touch()

    def ensure_marts(self) -> None:
        """The small company's DuckDB marts: what the others are measured against."""
        if self.has_marts:
            return
        self.ensure_company()
        self.script("duckdb load", "duckdb", "scripts.load", "--target", "duckdb", "--from", str(self.company))
        self.script("duckdb build", "duckdb", "scripts.build", "--target", "duckdb")
        self.export("duckdb")

    @property
    def has_marts(self) -> bool:
        return (self.folder / "duckdb" / "done").exists()

    @property
    def marts(self) -> list[str]:
        return publish.marts_in(self.folder / "target-duckdb" / "manifest.json")

    def slowest(self, target: str, count: int = 6) -> None:
        """Where the time of a build went: its longest steps in one line."""
        results = json.loads((self.folder / f"target-{target}" / "run_results.json").read_text())["results"]
        longest = sorted(results, key=lambda result: -result["execution_time"])[:count]
        named = ", ".join(f"{result['unique_id'].split('.')[2]} {result['execution_time']:.0f} s" for result in longest)
        say(f"  {target}: {len(results)} statements, the longest {named}")

    def export(self, engine: str) -> Path:
        folder = self.folder / engine
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        _compare.export_duckdb(self.folder / "warehouse" / "layer_six.duckdb", self.marts, folder)
        (folder / "done").touch()
        return folder

    def compare(self, found: Path) -> str:
        lines = _compare.differences(self.folder / "duckdb", found, self.marts)
        if lines:
            raise Refusal(f"{found.name} differs from DuckDB:\n" + "\n".join(lines))
        rows = sum(len((found / f"{mart}.csv").read_text().splitlines()) - 1 for mart in self.marts)
        return f"{len(self.marts)} marts with {rows:,} rows equal DuckDB's to the last digit"


def check_postgres(shop: Workshop) -> str:
    shop.ensure_marts()
    server = postgres.start(shop.folder / "pg")
    try:
        variables = postgres.connection(server)
        shop.script("postgres load", "postgres", "scripts.load", "--target", "postgres", "--from", str(shop.company), **variables)
        shop.script("postgres build", "postgres", "scripts.build", "--target", "postgres", **variables)
        found = shop.folder / "postgres"
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir()
        os.environ.update(variables)
        with contextlib.closing(publish.connect_postgres()) as connection:
            _compare.export_postgres(connection, shop.marts, found)
    finally:
        server.cleanup()
    return shop.compare(found)


def check_spark(shop: Workshop) -> str:
    shop.ensure_marts()
    python = str(venv_bin("spark") / "python")
    shutil.rmtree(shop.folder / "warehouse" / "spark", ignore_errors=True)
    shop.script("spark load", "spark", "scripts.load", "--target", "spark", "--from", str(shop.company), timeout=SPARK_SECONDS)
    # Equal marts say more than the data tests, which take longer here than everything else.
    shop.script("spark build", "spark", "scripts.build", "--target", "spark", "--no-data-tests", timeout=SPARK_SECONDS)
    shop.slowest("spark")
    found = shop.folder / "spark"
    shutil.rmtree(found, ignore_errors=True)
    shop.script("spark export", "spark", "scripts._compare", "spark", str(found), *shop.marts, python=python, timeout=SPARK_SECONDS)
    return shop.compare(found)


def emulator_error(log: Path) -> str | None:
    """The first error the emulator could not name: from there on the connector only repeats itself."""
    text = log.read_text(errors="replace")
    if '" 500 ' not in text:
        return None
    errors = re.findall(r"^[\w.]*(?:Exception|Error): .+$", text, flags=re.M)
    return f"the emulator cannot answer: {errors[0] if errors else 'status 500'}"


@contextlib.contextmanager
def snowflake_emulator(shop: Workshop):
    """A fresh server on a free port: one that met an error may hang for good."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    python = venv_bin("snowflake") / "python"
    if not python.exists():
        raise Refusal(f"{python} does not exist; run `make portability`, which sets it up")
    log = (shop.folder / "logs" / "fakesnow.log").open("w")
    server = subprocess.Popen(
        [str(python), "-m", "scripts._emulator", str(port)], cwd=shop.folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=log, stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        else:
            raise Refusal("the Snowflake emulator does not start")
        shop.watch = lambda: emulator_error(Path(log.name))
        yield port
    finally:
        shop.watch = lambda: None
        server.kill()
        server.wait()
        log.close()


def check_snowflake(shop: Workshop) -> str:
    shop.ensure_company()
    folder = shop.folder / "profiles-snowflake"
    folder.mkdir(exist_ok=True)
    with snowflake_emulator(shop) as port:
        output = {
            "type": "snowflake", "account": "fakesnow", "user": "fake", "password": "snow", "host": "localhost", "port": port,
            "protocol": "http", "database": "layer_six", "schema": "layer_six", "warehouse": "w", "threads": 1,
            "session_parameters": {"TIMEZONE": "UTC", "CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False},
        }
        (folder / "profiles.yml").write_text(yaml.safe_dump({"layer_six": {"target": "snowflake", "outputs": {"snowflake": output}}}))
        variables = {
            "DBT_PROFILES_DIR": str(folder), "SNOWFLAKE_ACCOUNT": "fakesnow", "SNOWFLAKE_USER": "fake", "SNOWFLAKE_PASSWORD": "snow",
            "SNOWFLAKE_HOST": "localhost", "SNOWFLAKE_PORT": str(port), "SNOWFLAKE_PROTOCOL": "http",
            "SNOWFLAKE_DATABASE": "layer_six", "SNOWFLAKE_WAREHOUSE": "w", "SNOWFLAKE_SCHEMA": "layer_six",
        }
        python = str(venv_bin("snowflake") / "python")
        shop.script("snowflake load", "snowflake", "scripts.load", "--target", "snowflake", "--from", str(shop.company),
                    python=python, timeout=SNOWFLAKE_SECONDS, **variables)
        shop.script("snowflake build", "snowflake", "scripts.build", "--target", "snowflake", "--threads", "1",
                    timeout=SNOWFLAKE_SECONDS, **variables)
        equal = "figures not compared"
        if shop.has_marts:
            found = shop.folder / "snowflake"
            shutil.rmtree(found, ignore_errors=True)
            shop.script("snowflake export", "snowflake", "scripts._compare", "snowflake", str(found), *shop.marts, python=python, **variables)
            equal = shop.compare(found)
    results = json.loads((shop.folder / "target-snowflake" / "run_results.json").read_text())["results"]
    return f"{len(results)} statements of seeds, models and tests accepted by the emulator; {equal}"


def check_dbt2(shop: Workshop) -> str:
    environment = shop.environment("duckdb", DBT_TARGET_PATH=str(shop.folder / "target-dbt2"))
    text = shop.run("dbt 2 parse", [str(venv_bin("dbt2") / "dbt"), "parse", "--target", "duckdb"], environment, 120)
    version = next((line.split()[-1] for line in text.splitlines() if "dbt-core" in line), "?")
    warnings = text.count("[warning]")
    return f"dbt {version} parses the project ({warnings} warnings)"


PLACEHOLDERS = {
    "bigquery": {"type": "bigquery", "method": "oauth-secrets", "token": "none", "project": "project", "dataset": "layer_six"},
    "databricks": {"type": "databricks", "host": "databricks.example.com", "http_path": "/sql", "token": "none", "catalog": "layer_six",
                   "schema": "layer_six"},
    "redshift": {"type": "redshift", "host": "localhost", "port": 1, "user": "nobody", "password": "none", "dbname": "layer_six",
                 "schema": "layer_six"},
}


def check_dialects(shop: Workshop) -> str:
    folder = shop.folder / "profiles-dialects"
    folder.mkdir(exist_ok=True)
    outputs = {name: {**output, "threads": 2} for name, output in PLACEHOLDERS.items()}
    (folder / "profiles.yml").write_text(yaml.safe_dump({"layer_six": {"target": "bigquery", "outputs": outputs}}))
    found, checked = [], 0
    for dialect in _dialects.DIALECTS:
        environment = shop.environment(dialect, DBT_PROFILES_DIR=str(folder))
        target = Path(environment["DBT_TARGET_PATH"])
        for tables in ("absent", "present"):
            shutil.rmtree(target / tables, ignore_errors=True)
        command = [str(venv_bin("dialects") / "python"), "-m", "scripts._offline", dialect, str(target)]
        shop.run(f"{dialect} compile", command, environment, 600)
        started = time.monotonic()
        first, later = (compiled(target / tables) for tables in ("absent", "present"))
        changed = {name: sql for name, sql in later.items() if sql != first.get(name)}
        if not changed:
            raise Refusal(f"{dialect}: no incremental model has a form of its own for later builds, so none was compiled")
        nodes = json.loads((target / "manifest.json").read_text())["nodes"].values()
        booleans = boolean_columns(nodes)
        for name, sql in [*first.items(), *changed.items()]:
            found += [f"{dialect}: {name}: {reason}" for reason in _dialects.problems(sql, dialect, booleans)]
        checked += len(first) + len(changed)
        found += contract_problems(nodes, dialect)
        say(f"  {dialect} parse: {time.monotonic() - started:.0f} s, {len(first)} statements and {len(changed)} of later builds")
    if found:
        (shop.folder / "dialects.txt").write_text("\n".join(found) + "\n")
        shown = "\n".join(found[:40]) + (f"\n... and {len(found) - 40} more in {shop.folder / 'dialects.txt'}" if len(found) > 40 else "")
        raise Refusal(f"{len(found)} findings in compiled SQL:\n{shown}")
    return f"{checked} compiled statements parse in {', '.join(_dialects.DIALECTS)} with nothing these engines are known to refuse (not run)"


def compiled(target: Path) -> dict[str, str]:
    folder = target / "compiled"
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*.sql"))}


def boolean_columns(nodes) -> frozenset[str]:
    """Columns that a contract, or a model that reads a raw table, declares as booleans."""
    declared = (column["name"] for node in nodes for column in node.get("columns", {}).values() if column.get("data_type") == "boolean")
    raw = (name for node in nodes for name in re.findall(r"'(\w+)': 'boolean'", node.get("raw_code") or ""))
    return frozenset(name.lower() for name in (*declared, *raw))


def contract_problems(nodes, dialect: str) -> list[str]:
    found: dict[str, set[str]] = {}
    for node in nodes:
        if node["resource_type"] == "model" and node["contract"]["enforced"]:
            for column in node["columns"].values():
                for reason in _dialects.contract_problems(column.get("data_type") or "", dialect):
                    found.setdefault(reason, set()).add(f"{node['name']}.{column['name']}")
    return [f"{dialect}: contract: {reason} ({len(where)} columns, as {min(where)})" for reason, where in found.items()]


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checks", nargs="*", help=f"any of {', '.join(CHECKS)} (default: {', '.join(DEFAULT)})")
    parser.add_argument("--scale", default="small", help="size of the simulated company")
    parser.add_argument("--keep", action="store_true", help="reuse the company and the DuckDB marts of the last run")
    parser.add_argument("--project-dir", type=Path, default=ROOT, help=argparse.SUPPRESS)
    # A polite kill is handled like Ctrl-C: the servers and steps of a check end with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = parser.parse_args()
    if unknown := set(options.checks) - set(CHECKS):
        parser.error(f"unknown check {', '.join(sorted(unknown))}")
    folder = warehouse() / "portability"
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    shop = Workshop(folder, options.scale, options.project_dir.resolve())
    outcomes, failed = [], 0
    for name in options.checks or DEFAULT:
        say(f"{name}")
        started = time.monotonic()
        try:
            outcomes.append((name, "ok", globals()[f"check_{name}"](shop), time.monotonic() - started))
        except Refusal as refusal:
            failed += 1
            say(str(refusal))
            outcomes.append((name, "FAILED", str(refusal).splitlines()[0], time.monotonic() - started))
    say("")
    for name, outcome, words, seconds in outcomes:
        say(f"{name:<10} {outcome:<7} {seconds:5.0f} s  {words}")
    return 1 if failed else 0


if __name__ == "__main__":
    main(run)
