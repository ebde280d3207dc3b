"""Same raw tables, same bytes: whatever the number of threads and the time zone of machine and session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.conftest import ROOT, Dbt

ELSEWHERE = "Asia/Kathmandu"  # 5:45 ahead of UTC: a day, an hour and a quarter can all go wrong


def elsewhere(folder: Path, target: str = "duckdb", **environment: str) -> Dbt:
    """dbt as on a machine in another time zone, whose profile does not ask for UTC sessions either."""
    profiles = folder / "profiles-elsewhere"
    profiles.mkdir()
    text = (ROOT / "profiles.yml.example").read_text()
    for setting in ("TimeZone: {}", "-ctimezone={}"):
        assert setting.format("UTC") in text
        text = text.replace(setting.format("UTC"), setting.format(ELSEWHERE))
    (profiles / "profiles.yml").write_text(text)
    zone = {"TZ": ELSEWHERE, "DBT_PROFILES_DIR": str(profiles)}
    return Dbt(folder, target=target, environment={**environment, **zone})


def build_again(company, dbt: Dbt, *arguments: str) -> Dbt:
    if dbt.target == "duckdb":
        (dbt.warehouse / "raw.duckdb").symlink_to(company.warehouse / "raw.duckdb")
    else:
        loaded = dbt.script("load", "--target", dbt.target, "--from", str(company.simulated))
        assert loaded.ok, loaded.output[-4000:]
    dbt.compute(*arguments)
    return dbt


def test_one_thread_in_another_time_zone(small_company, assert_same_marts, tmp_path):
    """The company was built with two threads in UTC."""
    assert_same_marts(build_again(small_company, elsewhere(tmp_path), "--threads", "1"))


@pytest.mark.prove
def test_one_thread(small_company, assert_same_marts, tmp_path):
    assert_same_marts(build_again(small_company, Dbt(tmp_path), "--threads", "1"))


@pytest.mark.prove
def test_another_time_zone(small_company, assert_same_marts, tmp_path):
    assert_same_marts(build_again(small_company, elsewhere(tmp_path), "--threads", "2"))


@pytest.mark.prove
def test_postgres_sessions_in_another_time_zone(small_company, assert_same_marts, tmp_path, postgres_env):
    assert_same_marts(build_again(small_company, elsewhere(tmp_path, "postgres", **postgres_env)))
