"""The real project killed at random moments: a reader only ever sees whole builds, and the next run heals.

Builds alternate between two days that the figures are seen from, so that nearly every mart differs between one build and
the next; what a reader may see are the two whole sets of marts and nothing else.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.python.conftest import Dbt
from tests.python.test_publish import kill_at_random

DAYS = ("2026-04-21", "2026-03-31")
READER = """
    import duckdb, sys, time
    while True:
        try:
            with duckdb.connect(sys.argv[1], read_only=True) as c:
                marts = [n for (n,) in c.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by 1").fetchall()]
                print([(m, *map(str, c.execute(f"select count(*), sum(hash(t)) from marts.{m} as t").fetchone())) for m in marts], flush=True)
        except Exception as error:
            print(f"ERROR {error}", flush=True)
        time.sleep(0.05)
"""


def seen_now(dbt: Dbt) -> str:
    """One look of the reader."""
    once = textwrap.dedent(READER).replace("while True:", "for _ in (1,):")
    return subprocess.run([sys.executable, "-c", once, str(dbt.warehouse / "layer_six.duckdb")],
                          capture_output=True, text=True, check=True).stdout.strip()


def kills_of_the_real_project(company, folder: Path, times: int, seed: int) -> None:
    for name in ("raw.duckdb", "build.duckdb", "layer_six.duckdb"):
        shutil.copyfile(company.warehouse / name, folder / name)
    dbt, chance, states, seconds = Dbt(folder), random.Random(seed), {}, 0.0
    for day in reversed(DAYS):
        started = time.monotonic()
        built = dbt.script("build", "--vars", json.dumps({"as_of": day}), timeout=1800)
        assert built.ok, built.output[-4000:]
        states[day], seconds = seen_now(dbt), time.monotonic() - started
    assert states[DAYS[0]] != states[DAYS[1]]
    with (folder / "reader.log").open("w") as log:
        reader = subprocess.Popen([sys.executable, "-c", textwrap.dedent(READER), str(folder / "layer_six.duckdb")], stdout=log)
        killed = 0
        try:
            for round_ in range(1, times + 1):
                killed += kill_at_random(dbt, round_, chance, seconds, {"as_of": DAYS[round_ % 2]}) == "killed"
                assert seen_now(dbt) in states.values(), f"after round {round_}"
            healed = dbt.script("build", "--vars", json.dumps({"as_of": DAYS[1]}), "--wait", "120", timeout=1800)
        finally:
            reader.kill()
            reader.wait()
    assert healed.ok, healed.output[-4000:]
    assert seen_now(dbt) == states[DAYS[1]]
    assert killed >= times // 2, f"only {killed} of {times} builds were killed in time: the test proves too little"
    looks = (folder / "reader.log").read_text().splitlines()[:-1]  # the last one may be cut
    assert len(looks) > 10 * times
    assert set(looks) <= set(states.values())


@pytest.mark.prove
def test_twenty_kills_of_the_real_project(small_company, tmp_path):
    kills_of_the_real_project(small_company, tmp_path, times=20, seed=22)
