"""Time and peak memory of a full build and of one more day at several sizes, beside one hand-written DuckDB query that
deduplicates the same raw tables and computes customer margin. Ratios of one run are comparable, seconds are not.

python -m scripts.bench 1m 10m        sizes in model calls of the whole history
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from scripts._common import ROOT, Refusal, main, say, warehouse

# The same answer without any of the checks, rules or history: what a single question costs when nobody has to trust it.
HAND_WRITTEN = """
with calls as (
    select request_id, json_extract_string(metadata, '$.spend_logs_metadata.customer_id') as account_id, end_user,
        spend, "startTime" as started_at,
        row_number() over (partition by request_id order by updated_at desc) as version
    from raw.litellm."LiteLLM_SpendLogs"
    where request_id not like '%_cache_hit%'
), accounts as (
    select id as customer_id, json_extract_string(metadata, '$.account_id') as account_id from raw.stripe.customer
), cost as (
    select coalesce(account_id, nullif(end_user, ''), '(unattributed)') as account_id,
        date_trunc('month', started_at) as month, sum(spend) as cost
    from calls where version = 1 group by 1, 2
), lines as (
    select line.*, invoice.customer_id,
        row_number() over (partition by line.invoice_id, line.unique_id order by line._fivetran_synced desc) as version
    from raw.stripe.invoice_line_item as line
    join raw.stripe.invoice as invoice on line.invoice_id = invoice.id
    where invoice.status in ('open', 'paid')
), revenue as (
    select accounts.account_id, date_trunc('month', period_start) as month, sum(amount) / 100 as revenue
    from lines left join accounts using (customer_id) where version = 1 group by 1, 2
)
select account_id, month, revenue, cost, coalesce(revenue, 0) - coalesce(cost, 0) as margin
from revenue full outer join cost using (account_id, month)
order by month, margin
"""

# What one more day brings: the event tables and the column that dates a row.
EVENT_TABLES = {"litellm.LiteLLM_SpendLogs": '"startTime"', "langfuse.observations_v2": "start_time", "orb.events": '"timestamp"'}

MEASURED = """
import json, resource, subprocess, sys, time
started = time.monotonic()
code = subprocess.call(sys.argv[1:], stdout=sys.stderr)
print(json.dumps([code, time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""


def measured(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak memory in MB of the largest process of a command."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    code, seconds, memory = json.loads(done.stdout.strip().splitlines()[-1])
    if code:
        raise Refusal(f"`{' '.join(command[2:5])}` ended with code {code}; its last lines are above", 1)
    return seconds, memory


def calls_of(size: str) -> int:
    units = {"k": 1_000, "m": 1_000_000}
    number = size.lower().rstrip("km")
    if not number.isdigit():
        raise Refusal(f"{size} is no size: write 500k, 1m, 10m", 64)
    return int(number) * units.get(size.lower()[-1], 1)


def hold_back_last_day(raw: Path, parked: Path) -> int:
    """Move the newest day of every event table out of the raw file; returns the number of its rows."""
    parked.unlink(missing_ok=True)
    with duckdb.connect(str(raw)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{parked}' as parked")
        rows = 0
        last = connection.execute('select max(cast("startTime" as date)) from litellm."LiteLLM_SpendLogs"').fetchone()[0]
        for number, (name, column) in enumerate(EVENT_TABLES.items()):
            schema, table = name.split(".")
            where = f"cast({column} as timestamp) >= timestamp '{last} 00:00:00'"
            connection.execute(f'create table parked.t{number} as select * from {schema}."{table}" where {where}')
            rows += connection.execute(f'delete from {schema}."{table}" where {where}').fetchone()[0]
    return rows


def bring_last_day(raw: Path, parked: Path) -> None:
    with duckdb.connect(str(raw)) as connection:
        connection.execute(f"attach '{parked}' as parked (read_only)")
        for number, name in enumerate(EVENT_TABLES):
            schema, table = name.split(".")
            connection.execute(f'insert into {schema}."{table}" select * from parked.t{number}')


def hand_written_seconds(raw: Path) -> float:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set threads = 2")
        connection.execute(f"attach '{raw}' as raw (read_only)")
        started = time.monotonic()
        connection.execute(HAND_WRITTEN).fetchall()
        return time.monotonic() - started


def bench(size: str, folder: Path) -> dict:
    home = folder / size
    simulated, parked = home / "simulated", home / "last_day.duckdb"
    env = {**os.environ, "LAYER_SIX_WAREHOUSE": str(home), "DBT_TARGET_PATH": str(home / "target"),
           "DBT_LOG_PATH": str(home / "logs"), "LAYER_SIX_MEMORY": os.environ.get("LAYER_SIX_MEMORY", "8GB")}
    home.mkdir(parents=True, exist_ok=True)
    say(f"\n── {size}: simulate and load ──")
    if not simulated.exists():
        measured([sys.executable, "-m", "scripts.simulate", "--output", str(simulated), "--total-calls", str(calls_of(size))], env)
    for stale in ("raw.duckdb", "build.duckdb", "layer_six.duckdb"):
        (home / stale).unlink(missing_ok=True)
    measured([sys.executable, "-m", "scripts.load", "--target", "duckdb", "--from", str(simulated)], env)
    day_rows = hold_back_last_day(home / "raw.duckdb", parked)
    build = [sys.executable, "-m", "scripts.build", "--target", "duckdb"]
    say(f"── {size}: full build ──")
    full = measured(build, env)
    say(f"── {size}: one more day, {day_rows:,} rows ──")
    bring_last_day(home / "raw.duckdb", parked)
    day = measured(build, env)
    by_hand = hand_written_seconds(home / "raw.duckdb")
    with duckdb.connect(str(home / "raw.duckdb"), read_only=True) as connection:
        rows = connection.execute('select count(*) from litellm."LiteLLM_SpendLogs"').fetchone()[0]
    shutil.rmtree(home / "target", ignore_errors=True)
    return {"size": size, "gateway rows": rows, "full": full, "day": day, "by hand": by_hand}


def run() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["1m", "10m", "50m"], help="model calls: 500k, 1m, 10m, 50m")
    parser.add_argument("--folder", type=Path, default=None, help="where the benchmark works (default: warehouse/bench)")
    arguments = parser.parse_args()
    folder = (arguments.folder or warehouse() / "bench").resolve()
    table = Table(title="full build, one more day, and one hand-written query over the same raw tables")
    for name in ("calls", "gateway rows", "full build s", "MB", "one more day s", "MB", "by hand s", "full / by hand", "day / full"):
        table.add_column(name, justify="right")
    for size in arguments.sizes:
        row = bench(size, folder)
        table.add_row(
            row["size"], f"{row['gateway rows']:,}", f"{row['full'][0]:.0f}", f"{row['full'][1]:,.0f}", f"{row['day'][0]:.0f}",
            f"{row['day'][1]:,.0f}", f"{row['by hand']:.1f}", f"{row['full'][0] / row['by hand']:.1f}",
            f"{row['day'][0] / row['full'][0]:.2f}",
        )
    Console(width=130).print(table)


if __name__ == "__main__":
    main(run)
