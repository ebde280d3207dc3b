"""The demo company from nothing to the answer: simulate, load, build, publish, report, each stage with time and memory."""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

from scripts._common import ROOT, Refusal, dbt_env, main, published_file, say, warehouse


def run_stage(name: str, command: list[str]) -> tuple[str, float, float]:
    """Run one stage in its own process and return its name, seconds and peak memory in MB."""
    say(f"\n── {name} ──")
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=dbt_env())
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise Refusal(f"the demo stopped at `{name}`; the line above says why", code if code > 0 else 1)
    # Processes that the stage itself started (dbt) count with the largest of them.
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return name, time.monotonic() - started, max(usage.ru_maxrss, children if name == "build" else 0) / 1024


def count_calls() -> int:
    import duckdb

    with duckdb.connect(str(published_file()), read_only=True) as connection:
        return int(connection.execute("select sum(calls) from marts.fct_usage_daily").fetchone()[0])


def run() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("--scale", default="demo", help="size of the company: small, demo, or calls in the headline month")
    parser.add_argument("--keep", action="store_true", help="keep an earlier simulation and its loaded tables")
    arguments = parser.parse_args()
    simulated = warehouse() / "simulated"
    stages = []
    if not arguments.keep or not simulated.exists():
        shutil.rmtree(simulated, ignore_errors=True)
        for stale in ("raw.duckdb", "build.duckdb"):
            (warehouse() / stale).unlink(missing_ok=True)
        stages.append(run_stage("simulate", ["scripts.simulate", "--output", str(simulated), "--scale", arguments.scale]))
        stages.append(run_stage("load", ["scripts.load", "--target", "duckdb", "--from", str(simulated)]))
    stages.append(run_stage("build", ["scripts.build", "--target", "duckdb"]))
    stages.append(run_stage("report", ["scripts.report"]))

    table = Table(title=f"{count_calls():,} model calls from raw tables to the answer")
    table.add_column("stage")
    table.add_column("seconds", justify="right")
    table.add_column("peak memory, MB", justify="right")
    for name, seconds, memory in stages:
        table.add_row(name, f"{seconds:.1f}", f"{memory:,.0f}")
    table.add_row("all", f"{sum(stage[1] for stage in stages):.1f}", f"{max(stage[2] for stage in stages):,.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main(run)
