"""LiteLLM: what the proxy logs more than once is one call and one cost, and our dated prices against its price maps."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal

import pytest

from tests.python.conftest import ROOT, Dbt
from tests.python.staged import DATA, land_rows

HISTORY = DATA / "litellm_price_history"
# The day each version of the package was published.
VERSIONS = {"1.14.4": "2023-12-20", "1.53.1": "2024-11-28", "1.65.0": "2025-03-29", "1.77.0": "2025-09-06", "1.83.0": "2026-03-31"}
PRICE_NAMES = {
    "input_cost_per_token": "input_per_mtok", "output_cost_per_token": "output_per_mtok",
    "cache_read_input_token_cost": "cache_read_per_mtok", "cache_creation_input_token_cost": "cache_write_per_mtok",
}


def log(request_id, spend, **other) -> dict:
    return {
        "request_id": request_id, "call_type": "acompletion", "api_key": "k", "spend": spend, "total_tokens": 110, "prompt_tokens": 100,
        "completion_tokens": 10, "startTime": "2026-03-02 10:00:00", "endTime": "2026-03-02 10:00:05", "model": "gpt-5", "metadata": "{}",
        "custom_llm_provider": "openai", "cache_hit": "False", "request_tags": "[]", "end_user": "", "team_id": "", "status": "success",
        "_loaded_at": "2026-03-02 11:00:00", **other,
    }


NOTHING = {"total_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0}
LANDED = [
    # a bridged response, logged under two ids by a version that did so, and by one that did not
    log("resp_1", 0.01, call_type="aresponses", custom_llm_provider="anthropic", litellm_call_id="call-1"),
    log("chatcmpl-1", 0.01, custom_llm_provider="anthropic", metadata='{"litellm_call_id": "call-1"}'),
    log("resp_2", 0.02, call_type="aresponses", custom_llm_provider="anthropic", litellm_call_id="call-2"),
    # a response of OpenAI that was looked up twice under ids of the proxy's own making
    log("resp_3", 0.04, call_type="aresponses", litellm_call_id="call-3"),
    log("resp_3a", 0.04, call_type="aget_responses", litellm_call_id="call-3a"),
    log("resp_3b", 0.04, call_type="aget_responses", litellm_call_id="call-3b"),
    # rows without an id, loaded twice
    log("", 0.08, litellm_call_id="call-4"), log("", 0.08, litellm_call_id="call-4", _loaded_at="2026-03-03 11:00:00"),
    # an answer from the cache beside the call that filled it, and an attempt that was billed
    log("chatcmpl-5", 0.16, litellm_call_id="call-5"),
    log("chatcmpl-5_cache_hit1772445600.5", 0, litellm_call_id="call-5b", cache_hit="True"),
    log("chatcmpl-5-attempt-1", 0.32, litellm_call_id="call-5", metadata='{"billed_retry_attempt": true}'),
    # a batch: made, asked after, settled
    log("batch_6", 0, call_type="acreate_batch", **NOTHING), log("poll_6", 0, call_type="aretrieve_batch", **NOTHING),
    log("batch_6_batch_cost", 0.64, call_type="aretrieve_batch"),
    # paid by the caller: notional
    log("msg_7", 5, call_type="anthropic_messages", custom_llm_provider="anthropic", metadata='{"used_client_oauth_token": true}'),
    log("call-8", 0, status="failure", litellm_call_id="call-8", **NOTHING),
]


@pytest.fixture(scope="module")
def calls(tmp_path_factory) -> dict[str, tuple]:
    """Record -> what int_calls says about the call."""
    dbt = Dbt(tmp_path_factory.mktemp("litellm"))
    land_rows(dbt, {("litellm", "LiteLLM_SpendLogs"): LANDED})
    done = dbt.run("build", "--select", "+int_calls", "--exclude", "resource_type:test", "resource_type:unit_test", vars={"vendors_enabled": ["litellm"], "missing": []})
    assert done.ok, done.output
    rows = dbt.query("""
        select source_record_id, cost_amount, sightings, is_retry, is_cache_hit, input_tokens + output_tokens
        from intermediate.int_calls where call_key is not null and not is_paid_by_caller
    """)
    return {name: tuple(values) for name, *values in rows}


def test_what_is_logged_twice_is_one_call(calls):
    assert len(set(calls) & {"resp_1", "chatcmpl-1"}) == 1
    assert set(calls) - {"resp_1", "chatcmpl-1"} == {
        "resp_2", "resp_3", "call-4", "chatcmpl-5", "chatcmpl-5_cache_hit1772445600.5", "chatcmpl-5-attempt-1", "batch_6_batch_cost", "call-8",
    }
    assert sum(cost for cost, *_ in calls.values()) == Decimal("1.27")
    assert sum(1 for _, _, is_retry, *_ in calls.values() if not is_retry) == 8
    assert sum(tokens for *_, tokens in calls.values()) == 7 * 110


def test_the_price_list_agrees_with_the_maps_of_its_days():
    """Each map against the price that ours has for the day it was published; it knew two prices wrong, for months."""
    if not HISTORY.is_dir():
        pytest.skip(f"the price maps are not on this machine ({HISTORY})")
    with (ROOT / "seeds" / "reference" / "model_prices.csv").open(newline="") as file:
        seed = list(csv.DictReader(file))
    compared, wrong = 0, []
    for version, day in VERSIONS.items():
        prices = json.loads((HISTORY / f"model_prices_{version}.json").read_text())
        in_force = {}
        for row in sorted(seed, key=lambda row: row["effective_from"]):
            if date.fromisoformat(row["effective_from"]) <= date.fromisoformat(day):
                in_force[(row["provider"], row["model"])] = row
        for (provider, model), row in in_force.items():
            told = next((prices[name] for name in (model, f"{provider}/{model}", f"gemini/{model}") if name in prices), None)
            for theirs, ours in PRICE_NAMES.items() if told else ():
                if theirs in told and row[ours]:
                    compared += 1
                    if Decimal(str(told[theirs])) * 1_000_000 != Decimal(row[ours]):
                        wrong.append((version, model, ours, row[ours]))
    assert wrong == [
        ("1.65.0", "claude-3-5-haiku-20241022", "cache_read_per_mtok", "0.08"), ("1.83.0", "gemini-1.5-flash", "output_per_mtok", "0.3"),
    ]
    assert compared > 350
