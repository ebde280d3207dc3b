"""Shared fixtures: folders of their own, a throw-away Postgres, and dbt as a subprocess.

Every test works in its own warehouse folder, target folder and log folder, so tests never meet a user's data
and may run beside each other.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts import _common, _compare
from scripts import postgres as postgres_server
from scripts.simulate.stacks import DEFAULT, settings_of

# Its assertions are tests' own: a failure shows both sides.
pytest.register_assert_rewrite("tests.python.biller_truth")

ROOT = _common.ROOT
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class DbtResult:
    returncode: int
    output: str
    target_path: Path

    @property
    def ok(self) -> bool:
        return self.returncode == 0

    @property
    def results(self) -> dict[str, dict]:
        """The result of each node by its unique id (empty when dbt stopped before running any)."""
        file = self.target_path / "run_results.json"
        return {r["unique_id"]: r for r in json.loads(file.read_text())["results"]} if file.exists() else {}

    @property
    def manifest(self) -> dict:
        return json.loads((self.target_path / "manifest.json").read_text())


@dataclass
class Dbt:
    """dbt on one project, one warehouse folder and one engine: `dbt.run("build", vars={...})`."""

    warehouse: Path
    target: str = "duckdb"
    project: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        profiles = self.warehouse / "profiles"
        profiles.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "profiles.yml.example", profiles / "profiles.yml")
        return {
            **_common.dbt_env(self.target, self.project),
            "LAYER_SIX_WAREHOUSE": str(self.warehouse),
            "DBT_PROFILES_DIR": str(profiles),
            "DBT_TARGET_PATH": str(self.warehouse / f"target-{self.target}"),
            "DBT_LOG_PATH": str(self.warehouse / "logs"),
            "PYTHONPATH": str(ROOT),
            **self.environment,
        }

    def run(self, *arguments: str, vars: dict | None = None, timeout: int = 900) -> DbtResult:
        """Run dbt; never raises on a failed build, the caller asserts on what it expects."""
        command = [_common.dbt_executable(self.target), "--no-use-colors", *arguments, "--target", self.target]
        command += ["--vars", json.dumps(vars)] if vars else []
        if self.target == "duckdb" and not (self.warehouse / "raw.duckdb").exists():
            duckdb.connect(str(self.warehouse / "raw.duckdb")).close()
        return self._call(command, timeout)

    def compute(self, *arguments: str, timeout: int = 1800) -> None:
        """Seeds and models as plain dbt builds them, without any test; fails the caller when one fails."""
        done = self.run("build", "--exclude-resource-type", "test", "unit_test", *arguments, timeout=timeout)
        assert done.ok, done.output[-4000:]

    def script(self, name: str, *arguments: str, timeout: int = 900) -> DbtResult:
        """`python -m scripts.<name>` with the same places; `build` also gets the target and the project."""
        command = [sys.executable, "-m", f"scripts.{name}", *arguments]
        if name == "build":
            command += ["--target", self.target, "--project-dir", str(self.project)]
        return self._call(command, timeout)

    def _call(self, command: list[str], timeout: int) -> DbtResult:
        folder = Path(self.env["DBT_TARGET_PATH"])
        (folder / "run_results.json").unlink(missing_ok=True)
        done = subprocess.run(
            command, cwd=self.project, env=self.env, timeout=timeout, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )
        return DbtResult(done.returncode, COLOURS.sub("", done.stdout), folder)

    def query(self, sql: str, file: str = "build.duckdb") -> list[tuple]:
        """Rows of a query on the engine; on DuckDB of one of the three files (raw is attached)."""
        if self.target == "postgres":
            with postgres_connection(self.env) as connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        with duckdb.connect(str(self.warehouse / file), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            if (raw := self.warehouse / "raw.duckdb").exists() and file == "build.duckdb":
                # views of staging read the raw file
                connection.execute(f"attach if not exists '{raw}' as raw (read_only)")
            return connection.execute(sql).fetchall()


def postgres_connection(env: dict[str, str]):
    import psycopg2

    return psycopg2.connect(
        host=env["LAYER_SIX_PG_HOST"], port=env["LAYER_SIX_PG_PORT"], user=env["LAYER_SIX_PG_USER"],
        password=env["LAYER_SIX_PG_PASSWORD"], dbname=env["LAYER_SIX_PG_DATABASE"], options="-c timezone=UTC",
    )


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """An empty warehouse folder of the test's own."""
    folder = tmp_path / "warehouse"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def postgres_host():
    """One Postgres server for the whole session; it stops with it."""
    # A short path: the server's socket lives in this folder and socket paths are limited to about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="l6pg"))
    server = postgres_server.start(folder)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_env(postgres_host, request) -> dict[str, str]:
    """A fresh, empty database on the session's server: the environment that profiles.yml reads."""
    return _new_database(postgres_host, request.node.name)


@pytest.fixture(scope="module")
def module_postgres_env(postgres_host, request) -> dict[str, str]:
    """The same, shared by one test file."""
    return _new_database(postgres_host, Path(request.node.name).stem)


_databases: list[str] = []


def _new_database(server, label: str) -> dict[str, str]:
    name = f"t{len(_databases)}_" + re.sub(r"[^a-z0-9]+", "_", label.lower())[:40]
    _databases.append(name)
    server.psql(f"create database {name};")
    return postgres_server.connection(server, name)


@pytest.fixture
def dbt(warehouse: Path) -> Dbt:
    """dbt on this project with DuckDB in the test's own folder."""
    return Dbt(warehouse)


@pytest.fixture
def dbt_postgres(warehouse: Path, postgres_env: dict[str, str]) -> Dbt:
    """dbt on this project with a fresh Postgres database."""
    return Dbt(warehouse, target="postgres", environment=postgres_env)


@pytest.fixture
def scratch_project(tmp_path: Path):
    """A small dbt project with this project's macros: `scratch_project({"models/marts/fct_a.sql": "select 1 as a"})`."""

    def make(files: dict[str, str], name: str = "project") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
        # What these check is the real project's configuration and seeds.
        for hook in ("on-run-start", "on-run-end"):
            settings.pop(hook, None)
        (folder / "dbt_project.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
        macros = folder / "macros"
        if not macros.exists():
            os.symlink(ROOT / "macros", macros)
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return folder

    return make


@pytest.fixture
def run_dbt(dbt: Dbt):
    """Shorthand: `run_dbt("build", vars={...})` on DuckDB."""
    return dbt.run


@pytest.fixture
def query(dbt: Dbt):
    """Shorthand: `query("select ...", file="layer_six.duckdb")` on DuckDB."""
    return dbt.query


@dataclass
class Company:
    """The small simulated company, built and published once for the whole session; tests only read it."""

    warehouse: Path
    simulated: Path
    dbt: Dbt


def made_once(tmp_path_factory, name: str, make) -> Path:
    """A folder that one of the test processes fills, by `make(folder)`, and the others wait for."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = base / name
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (failure := folder / "failure.txt").exists():
            pytest.fail(f"another test process could not make it:\n{failure.read_text()}")
        if not (folder / "done").exists():
            folder.mkdir()
            try:
                make(folder)
            except BaseException as error:
                failure.write_text(str(error))
                raise
            (folder / "done").touch()
    return folder


def make_company(folder: Path, stack: str, *build: str) -> None:
    """Simulate one stack's small company, load, build and publish it on DuckDB: what `make demo` does, at the small scale."""
    warehouse, simulated = folder / "warehouse", folder / "simulated"
    warehouse.mkdir()
    dbt = Dbt(warehouse)

    def step(name: str, *arguments: str) -> None:
        done = dbt.script(name, *arguments)
        assert done.ok, done.output[-4000:]
        (folder / f"{name}.txt").write_text(done.output)

    step("simulate", "--output", str(simulated), "--scale", "small", "--stack", stack)
    step("load", "--target", "duckdb", "--from", str(simulated))
    settings = ["--vars", json.dumps(settings_of(simulated / "raw"))] if stack != DEFAULT else []
    step("build", *build, *settings)


def pytest_addoption(parser):
    parser.addoption("--company", type=Path, help="read this company (warehouse/ and simulated/) instead of making the small one")


@pytest.fixture(scope="session")
def small_company(tmp_path_factory, request) -> Company:
    """The small company of the default stack, or the one that --company names."""
    folder = request.config.getoption("--company") or made_once(
        tmp_path_factory, "company", lambda folder: make_company(folder, DEFAULT, "--unit-tests")
    )
    return Company(folder / "warehouse", folder / "simulated", Dbt(folder / "warehouse"))


def marts_as_text(dbt: Dbt, folder: Path) -> list[str]:
    """Every mart, published or only built, as a sorted CSV in the folder; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    file = "layer_six.duckdb" if (dbt.warehouse / "layer_six.duckdb").exists() else "build.duckdb"
    listed = "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    marts = [name for (name,) in dbt.query(listed, file)]
    if dbt.target == "postgres":
        with contextlib.closing(postgres_connection(dbt.env)) as connection:
            _compare.export_postgres(connection, marts, folder)
    else:
        _compare.export_duckdb(dbt.warehouse / file, marts, folder)
    return marts


@pytest.fixture(scope="session")
def company_marts(small_company, tmp_path_factory) -> Path:
    """The small company's marts as sorted CSV: what every other build of the same raw tables must equal."""
    folder = tmp_path_factory.mktemp("marts") / "company"
    assert marts_as_text(small_company.dbt, folder)
    return folder


@pytest.fixture(scope="session")
def assert_same_marts(company_marts):
    """`assert_same_marts(dbt)`: this build's marts are the small company's, byte by byte."""

    def check(dbt: Dbt) -> None:
        found = company_marts.parent / dbt.warehouse.name
        marts = marts_as_text(dbt, found)
        assert sorted(file.stem for file in company_marts.iterdir()) == marts
        assert (lines := _compare.differences(company_marts, found, marts)) == [], "\n".join(lines)

    return check
