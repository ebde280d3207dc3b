"""What the two tools that log calls share: slices of a month with the ids that a call has everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from scripts.simulate.calls import CACHE_HIT, CALLER_PAID, EVALUATOR, FAILED, INTERNAL, OK, RETRY
from scripts.simulate.output import Dirt
from scripts.simulate.truth import Truth, last_instant

SLICE = 400_000
KIND = {
    "ok": OK, "retry": RETRY, "cache_hit": CACHE_HIT, "failed": FAILED, "caller_paid": CALLER_PAID,
    "internal": INTERNAL, "evaluator": EVALUATOR,
}

# A cache hit and a retry carry the response id of the call they belong to.
_SEEN = """
    create or replace temp view seen as
    select
        calls.*,
        accounts.name as account_id,
        key_holders.name as key_account_id,
        features.name as feature_key,
        models.provider,
        models.name as model_name,
        models.reported_as,
        md5('{seed}|call|' || call_no) as call_hash,
        md5('{seed}|trace|' || trace_no) as trace_hash,
        md5('{seed}|root|' || trace_no) as root_hash,
        md5('{seed}|response|' || case when parent_no >= 0 then parent_no else call_no end) as response_hash,
        substr(call_hash, 1, 8) || '-' || substr(call_hash, 9, 4) || '-4' || substr(call_hash, 14, 3)
            || '-8' || substr(call_hash, 18, 3) || '-' || substr(call_hash, 21, 12) as call_uuid,
        case
            when models.provider = 'anthropic' and kind <> {internal} then 'msg_01' || substr(response_hash, 1, 22)
            else 'chatcmpl-' || substr(response_hash, 1, 29)
        end as response_id,
        started_at + to_milliseconds(duration_ms) as ended_at
    from calls
    inner join models on models.at = calls.model
    left join accounts on accounts.at = calls.account
    left join key_holders on key_holders.at = calls.{holder}
    left join features on features.at = calls.feature
"""


def slices(truth: Truth, calls: pa.Table, query: str, params: dict) -> Iterator[pa.Table]:
    """Runs a query over `seen`, slice by slice, so that memory does not grow with the month."""
    known = {f"kind_{name}": value for name, value in KIND.items()}
    text = query.format(last_instant=last_instant(truth.company), seed=truth.company.seed, **known, **params)
    engine = truth.own_engine()
    # where keys changed hands, a call says whose key it came with
    holder = "key_account" if "key_account" in calls.column_names else "account"
    for start in range(0, calls.num_rows, SLICE):
        engine.register("calls", calls.slice(start, SLICE))
        engine.execute(_SEEN.format(seed=truth.company.seed, internal=INTERNAL, holder=holder)).fetchall()
        yield engine.sql(text).to_arrow_table()


def nano_text(column: str) -> str:
    """SQL: nano-dollars as the decimal text of dollars."""
    return f"cast(cast(cast({column} as decimal(18, 0)) * 0.000000001 as decimal(18, 9)) as varchar)"


def project_text(truth: Truth) -> str:
    """SQL: the project at the gateway that a call of IN_PROJECT came from."""
    names = {move.giver: move.value for move in truth.identities.moves if move.kind == "project"}
    listed = " ".join(f"when '{account}' then '{name}'" for account, name in names.items())
    return f"case key_account_id {listed} end" if names else "''"


def record_all(
    truth: Truth, dirt: Dirt, vendor: str, table: str, calls: pa.Table, conditions: dict[str, str]
) -> None:
    """Counts every planted fault of a month in one pass over its calls."""
    if not dirt.enabled:
        return
    sums = ", ".join(f"count(*) filter ({condition})" for condition in conditions.values())
    engine = truth.own_engine()
    engine.register("calls", calls)
    for what, rows in zip(conditions, engine.execute(f"select {sums} from calls").fetchall()[0], strict=True):
        dirt.record(what, vendor, table, rows)
