"""Datadog: LLM observability spans as the export API returns them, and Datadog's own bill with the usage behind it.

The bill is the company's cost of observability: months of it, told with committed, on-demand and total charges and a
second time by tags. The usage by hour, which is in proportion to the tokens that were traced, says on which days it arose.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from scripts.simulate.calls import CALLER_PAID, EVALUATOR, OK
from scripts.simulate.dates import add_months, month_start
from scripts.simulate.dice import roll
from scripts.simulate.emitters._calls import record_all, slices
from scripts.simulate.emitters._shape import as_json, at, columns, table
from scripts.simulate.output import Dirt, RawWriter
from scripts.simulate.truth import Truth, sums_by

SPANS = "llm_obs_spans"
IS_MILLIS = "started_at < timestamp '2025-06-01'"
HAS_WORKFLOW = f"not is_wrapped and call_no % 6 = 0 and kind <> {EVALUATOR}"
TOLD_TWICE = f"not is_wrapped and call_no % 15 = 4 and kind = {OK}"


def _said(key: str, value: str) -> str:
    return f"""'"{key}":' || ({value})"""


def _tag(key: str, value: str) -> str:
    return f"""'"{key}:' || ({value}) || '"'"""


METRICS = ",\n                ".join((
    _said("input_tokens", "case when not has_no_usage then cast(fresh + cached + written as varchar) || '.0' end"),
    _said("non_cached_input_tokens", "case when not has_no_usage and call_no % 2 = 0 then fresh end"),
    _said("cache_read_input_tokens", "case when not has_no_usage and (cached > 0 or call_no % 3 = 0) then cached end"),
    _said("cache_write_input_tokens", "case when not has_no_usage and written > 0 then written end"),
    _said("output_tokens", "case when not has_no_usage then answered end"),
    _said("total_tokens", "case when not has_no_usage then fresh + cached + written + answered end"),
    _said("estimated_total_cost", "case when has_cost then shown_nano end"),
    _said("estimated_output_cost", "case when has_cost then shown_nano // 3 end"),
))
TAGS = ",\n                ".join((
    _tag("env", "case when started_at < timestamp '2025-03-01' then '' else 'production' end"),
    _tag("service", "'product-api'"),
    _tag("source", "'integration'"),
    _tag("source", "case when call_no % 4 = 0 then 'integration' end"),
    _tag("otel_trace_id", "case when not is_root or call_no % 7 > 0 then trace_hash end"),
    _tag("user_id", "case when account_id is not null and end_user_no % 2 = 1 then 'user_' || end_user_no end"),
    _tag("customer", "case when trace_identity = 2 then named_account end"),
    _tag("customer_id", "case when trace_identity = 1 and call_no % 2 = 0 then named_account end"),
    _tag("feature", "case when trace_feature and call_no % 3 > 0 then feature_key end"),
    _tag("experiment_id", "case when is_judge then 'exp-quality' end"),
))
METADATA = """'{{' || concat_ws(',',
                case when trace_identity = 1 and call_no % 2 = 1 then '"customer_id":"' || named_account || '"' end,
                case when trace_feature and call_no % 3 = 0 then '"feature":"' || feature_key || '"' end,
                case when is_call and version > 0 and not is_failed and not is_judge then '"response_id":"' || response_id || '"' end,
                case when is_call and in_gateway then '"litellm_call_id":"' || call_uuid || '"' end
            ) || '}}'"""

_ROWS = """
    with versions as (
        -- -3: the workflow around the call, -2: a framework's own llm span around it, -1: the agent's root span,
        -- 0: a fetch before its metrics were there, 1: the span that counts, 2: fetched in two windows
        select seen.*, unnest(
            case when {has_workflow} then [-3] else [] end
            || case when {told_twice} then [-2] else [] end
            || case when has_wrapper then [-1] else [] end
            || case when is_restated_trace then [0, 1] else [1] end
            || case when trace_copies = 2 then [2] else [] end
        ) as version
        from seen
        where in_trace
    ),
    described as (
        select
            versions.*,
            version = -1 as is_root,
            version >= 0 as is_call,
            kind = {kind_evaluator} as is_judge,
            kind = {kind_failed} as is_failed,
            version = 0 or kind = {kind_failed} as has_no_usage,
            version <> 0 and version > -2 and kind <> {kind_failed} and kind <> {kind_evaluator}
                and (version = -1 or not is_unpriced_trace) as has_cost,
            case when version = -1 then trace_input_tokens
                else input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end end as fresh,
            case when version = -1 then trace_cache_read_tokens else cache_read_tokens end as cached,
            case when version = -1 then trace_cache_write_tokens else cache_write_tokens end as written,
            case when version = -1 then trace_output_tokens else output_tokens end as answered,
            case when version = -1 then trace_cost_nano else cost_nano + margin_nano end as shown_nano,
            coalesce(others.name, account_id) as named_account,
            cast(cast('0x' || substr(md5('{seed}|dd span|' || call_no), 1, 15) as ubigint) as varchar) as call_span,
            cast(cast('0x' || substr(md5('{seed}|dd outer|' || call_no), 1, 15) as ubigint) as varchar) as outer_span,
            cast(cast('0x' || substr(md5('{seed}|dd work|' || call_no), 1, 15) as ubigint) as varchar) as work_span,
            cast(cast('0x' || substr(md5('{seed}|dd root|' || trace_no), 1, 15) as ubigint) as varchar) as root_span
        from versions
        left join accounts as others
            on versions.is_conflicting and others.at = (versions.account + 1) % {accounts}
    ),
    worded as (
        select
            *,
            case version when -3 then work_span when -2 then outer_span when -1 then root_span else call_span end as own_span,
            '{{' || concat_ws(',', {metrics}) || '}}' as metrics_text,
            '[' || concat_ws(',', {tags}) || ']' as tags_text,
            {metadata} as metadata_text,
            least(
                ended_at + to_seconds(case when version = 0 then 30 else 3600 end)
                + to_days(cast(least(trace_late_days, 1) as integer)), {last_instant}
            ) as fetchable_at
        from described
    )
    select
        own_span as id,
        'span' as type,
        own_span as attributes_span_id,
        md5('{seed}|dd trace|' || trace_no) as attributes_trace_id,
        case
            when version > -2 and {told_twice} then outer_span
            when version > -3 and {has_workflow} then work_span
            when not is_root and is_wrapped then root_span
            when call_no % 5 = 0 then ''
            else 'undefined'
        end as attributes_parent_id,
        case when is_root then 'run-agent' when version = -3 then 'handle-request' when is_judge then 'judge' else provider || '.request' end
            as attributes_name,
        case version when -3 then 'workflow' when -1 then case when call_no % 3 = 0 then 'workflow' else 'agent' end else 'llm' end
            as attributes_span_kind,
        'product' as attributes_ml_app,
        case when is_root or version = -3 then '' when is_judge then 'judge-selfhosted-8b' else reported_as end as attributes_model_name,
        case when is_root or version = -3 then '' when is_judge then 'custom' else provider end as attributes_model_provider,
        epoch_ms(started_at) * case when {is_millis} then 1 else 1000000 end as attributes_start_ns,
        cast(duration_ms as double) * 1000000 as attributes_duration,
        case when is_failed then 'error' else 'ok' end as attributes_status,
        tags_text as attributes_tags,
        metadata_text as attributes_metadata,
        metrics_text as attributes_metrics,
        least(
            date_trunc('hour', fetchable_at) + to_minutes(case when version = 2 then 135 else 75 end), {last_instant}
        ) as _loaded_at
    from worded
    order by call_no, worded.version
"""


def emit_calls(truth: Truth, calls: pa.Table, out: RawWriter, dirt: Dirt) -> None:
    params = {
        "accounts": len(truth.company.customers), "is_millis": IS_MILLIS, "has_workflow": HAS_WORKFLOW, "told_twice": TOLD_TWICE,
        "metrics": METRICS, "tags": TAGS, "metadata": METADATA.format(),
    }
    for rows in slices(truth, calls, _ROWS, params):
        out.write("datadog", SPANS, rows)
    record_all(truth, dirt, "datadog", SPANS, calls, {
        "fetched in two windows": "in_trace and trace_copies = 2",
        "fetched before its metrics": "is_restated_trace",
        "late": "trace_late_days > 0",
        "lost at the trace": f"not in_trace and kind not in (1, 2) and kind < {CALLER_PAID}",
        "customer missing": f"in_trace and account >= 0 and trace_identity = 0 and kind <> {EVALUATOR}",
        "customer named differently": "is_conflicting",
        "feature missing": "in_trace and feature >= 0 and not trace_feature",
        "wrapper repeats usage": "has_wrapper",
        "workflow repeats usage": f"in_trace and {HAS_WORKFLOW}",
        "framework and provider both tell the call": f"in_trace and {TOLD_TWICE}",
        "start in milliseconds": f"in_trace and {IS_MILLIS}",
        "cache write inside input twice": "is_inflated_trace",
        "cost unknown": "is_unpriced_trace and in_trace",
        "markup in cost": "margin_nano > 0 and in_trace",
        "experiment traffic": f"kind = {EVALUATOR}",
    })


# --- the bill ----------------------------------------------------------------------------------------------------

ORG, ORG_NAME = "l6demo0prod", "Layer Six Démo (4711)"
# product -> part of the observability cost in percent, and units of usage per token that was traced
PRODUCTS = {"llm_observability": (60, 4), "ingested_spans": (40, 1100)}
# Months that somebody also pulled while they ran.
ESTIMATED = (date(2025, 8, 1), date(2026, 3, 1))
COST_BY_ORG = columns("""
    id, type, attributes_date, attributes_public_id, attributes_org_name, attributes_account_public_id, attributes_account_name
    attributes_region, attributes_total_cost number, attributes_charges, _loaded_at timestamp
""")
ATTRIBUTION = columns("""
    id, type, attributes_month, attributes_public_id, attributes_org_name, attributes_tag_config_source, attributes_tags
    attributes_values, attributes_updated_at, _loaded_at timestamp
""")
USAGE = columns("""
    org_name, public_id, region, hour, usage_type, tags, tag_config_source, total_usage_sum number, updated_at, _loaded_at timestamp
""")
TAG_SETS = ((70, {"env": ["production"], "team": ["platform"]}), (30, {"env": ["production"], "team": ["data", "growth"]}))


def emit(truth: Truth, out: RawWriter, dirt: Dirt) -> None:
    """What the company pays for observability, as the bill of Datadog alone."""
    months: dict[date, Decimal] = defaultdict(Decimal)
    for line in truth.observability_lines:
        months[month_start(line.cost_date)] += line.amount
    bills, attributed = [], []
    for month, amount in sorted(months.items()):
        final = min(at(add_months(month, 1) + timedelta(days=16), 6), at(truth.company.as_of, 22))
        if dirt.enabled and month in ESTIMATED:
            bills.append(_bill(month, (amount / 2).quantize(Decimal("0.01")), at(month + timedelta(days=15), 6)))
            dirt.record("estimate that the final bill replaced", "datadog", "cost_by_org", 1)
        bills.append(_bill(month, amount, final))
        if final.date() > add_months(month, 1):  # tags follow with the final bill
            attributed += _attributed(month, amount, final, dirt)
    out.write("datadog", "cost_by_org", table(COST_BY_ORG, bills))
    out.write("datadog", "cost_monthly_attribution", table(ATTRIBUTION, attributed))
    out.write("datadog", "usage_hourly_attribution", table(USAGE, _usage(truth, dirt)))


def _costs(amount: Decimal) -> dict[str, Decimal]:
    """The month's cost by product; the last product takes what rounding leaves."""
    parts, rest = {}, amount
    for product, (percent, _) in list(PRODUCTS.items())[:-1]:
        parts[product] = (amount * percent / 100).quantize(Decimal("0.000000001"))
        rest -= parts[product]
    return parts | {list(PRODUCTS)[-1]: rest}


def _bill(month: date, amount: Decimal, pulled: datetime) -> dict:
    charges = []
    for product, cost in _costs(amount).items():
        committed = (cost / 4).quantize(Decimal("0.01"))
        parts = {"committed": committed, "on_demand": cost - committed, "total": cost}
        charges += [f'{{"product_name":"{product}","charge_type":"{kind}","cost":{part}}}' for kind, part in parts.items()]
    return {
        "id": f"{ORG}-{month:%Y%m}", "type": "cost_by_org", "attributes_date": f"{month}T00:00:00Z", "attributes_public_id": ORG,
        "attributes_org_name": ORG_NAME, "attributes_account_public_id": ORG, "attributes_account_name": ORG_NAME, "attributes_region": "us",
        "attributes_total_cost": amount, "attributes_charges": f"[{','.join(charges)}]", "_loaded_at": pulled,
    }


def _attributed(month: date, amount: Decimal, pulled: datetime, dirt: Dirt) -> list[dict]:
    """The same cost by tags, and now and then the total beside it, from a pull that asked for other tags."""
    def row(tags: dict | None, costs: dict[str, Decimal]) -> dict:
        values = [f'"{product}_{word}":{value}' for product, cost in costs.items()
                  for word, value in (("total_cost", cost), ("on_demand_cost", cost), ("percentage_in_org", 50))]
        return {
            "id": f"{ORG}-{month:%Y%m}", "type": "cost_by_tag", "attributes_month": f"{month}T00:00:00Z", "attributes_public_id": ORG,
            "attributes_org_name": ORG_NAME, "attributes_tag_config_source": f"{ORG_NAME}:::env///team",
            "attributes_tags": None if tags is None else as_json(tags), "attributes_values": f"{{{','.join(values)}}}",
            "attributes_updated_at": f"{pulled:%Y-%m-%dT%H}", "_loaded_at": pulled,
        }
    whole, rows, left = _costs(amount), [], _costs(amount)
    for percent, tags in TAG_SETS[:-1]:
        part = {product: (cost * percent / 100).quantize(Decimal("0.000000001")) for product, cost in whole.items()}
        left = {product: cost - part[product] for product, cost in left.items()}
        rows.append(row(tags, part))
    rows.append(row(TAG_SETS[-1][1], left))
    if dirt.enabled and month.month % 3 == 0:
        rows.append(row(None, whole))
        dirt.record("total beside the rows with tags", "datadog", "cost_monthly_attribution", 1)
    return rows


def _usage(truth: Truth, dirt: Dirt) -> list[dict]:
    """Traced bytes and spans by hour, in proportion to the tokens of the day."""
    rows = []
    for (day,), tokens in sorted(sums_by(truth, "tokens", "usage_date").items()):
        for product, (_, units) in PRODUCTS.items():
            night = tokens * units // 5
            for hour, quantity in ((3, night), (11, 2 * night), (17, tokens * units - 3 * night)):
                rows += _hour(truth, dirt, day, hour, f"{product}_usage", quantity)
    return rows


def _hour(truth: Truth, dirt: Dirt, day: date, hour: int, usage_type: str, quantity: int) -> list[dict]:
    fetched = min(at(day + timedelta(days=3), 6), at(truth.company.as_of, 22))
    row = {
        "org_name": ORG_NAME, "public_id": ORG, "region": "us", "hour": f"{day}T{hour:02}:00:00+00:00", "usage_type": usage_type,
        "tags": None, "tag_config_source": f"{ORG_NAME}:::env///team", "total_usage_sum": Decimal(quantity),
        "updated_at": f"{fetched:%Y-%m-%dT%H}", "_loaded_at": fetched,
    }
    rows = [row]
    if dirt.enabled and (drawn := roll(40, "usage", day, hour, usage_type)) < 2:
        if drawn:
            rows.append(row | {"tags": as_json({"env": ["production"], "team": []})})
            dirt.record("hour with tags beside its total", "datadog", "usage_hourly_attribution", 1)
        else:
            early = min(at(day + timedelta(days=1), 6), fetched - timedelta(hours=1))
            rows.append(row | {"total_usage_sum": Decimal(quantity // 2), "_loaded_at": early, "updated_at": f"{early:%Y-%m-%dT%H}"})
            dirt.record("hour fetched before it was complete", "datadog", "usage_hourly_attribution", 1)
    return rows
