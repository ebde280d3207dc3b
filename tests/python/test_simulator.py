"""The simulated company: its headline month is the golden one, its bytes are stable, its faults are really there,
and the truth can be recovered from the raw tables alone."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from scripts.simulate import catalog
from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT.parent / "shared" / "golden" / "headline_month.csv"
CALL_VENDORS = ("litellm", "langfuse", "openai", "anthropic")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    simulate(folder, Scale.named("small"), vendors=CALL_VENDORS)
    return folder


def ask(folder: Path, query: str) -> list[tuple]:
    """Runs SQL in which {truth} and {raw} stand for the two folders."""
    with duckdb.connect() as con:
        return con.execute(query.format(truth=folder / "truth", raw=folder / "raw")).fetchall()


def tables(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


# --- the headline month ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not GOLDEN.exists(), reason=f"golden figures are not on this machine ({GOLDEN})")
def test_headline_month_is_golden_group_by_group(small):
    found = {
        row[0]: row[1:] for row in ask(small, """
            select "group", count(*), min(net_mrr), max(net_mrr), min(tokens_std), max(tokens_std), min(tokens_mini),
                max(tokens_mini), min(tokens_prem), max(tokens_prem), max(payment_fee), max(support),
                max(direct_infra + untagged), min(cogs), max(cogs), min(margin), max(margin)
            from '{truth}/headline.parquet' group by 1
        """)
    }
    with GOLDEN.open() as file:
        golden = list(csv.DictReader(file))
    assert set(found) == {row["group"] for row in golden}
    for row in golden:
        (customers, mrr, top_mrr, std, top_std, mini, top_mini, prem, top_prem, fee, support, infra,
         cogs, top_cogs, margin, top_margin) = found[row["group"]]
        assert customers == (int(row["customers"]) or 1), row["group"]
        assert (mrr, top_mrr) == (Decimal(row["net_mrr"]),) * 2, row["group"]
        for name, low, high in (("std", std, top_std), ("mini", mini, top_mini), ("prem", prem, top_prem)):
            assert (low, high) == (Decimal(row[f"mtok_{name}"]) * 1_000_000,) * 2, (row["group"], name)
        assert (fee, support) == (Decimal(row["payment_fee"]), Decimal(row["support"])), row["group"]
        if row["group"] != "(idle)":
            assert infra == Decimal(row["direct_infra"]), row["group"]
        assert (cogs, top_cogs) == (Decimal(row["cogs"]),) * 2, row["group"]
        assert (margin, top_margin) == (Decimal(row["margin"]),) * 2, row["group"]


def test_headline_month_adds_up(small):
    sums = ask(small, """
        select sum(revenue), sum(net_mrr), sum(billed), sum(cogs), sum(inference), sum(payment_fee), sum(support),
            sum(direct_infra), sum(shared_infra), sum(idle), sum(untagged), sum(observability)
        from '{truth}/headline.parquet'
    """)[0]
    assert [str(round(value, 2)) for value in sums] == [
        "48000.00", "48000.00", "46560.00", "23040.00", "6149.16", "1385.84", "960.00",
        "10200.00", "2300.00", "1500.00", "200.00", "345.00",
    ]
    (calls, failed, succeeded, tokens, ai_cost), = ask(small, """
        select calls, calls_failed, calls_succeeded, tokens, ai_cost from '{truth}/calls_per_month.parquet'
        where period_month = date '2026-03-01'
    """)
    assert (calls, failed, succeeded) == (6_000, 18, 5_982)
    assert (tokens, ai_cost) == (2_300_000_000, Decimal("6149.16"))


def test_demo_has_200000_calls_of_which_600_failed():
    """The scale of the demo without writing it: the same sums from 33 times as many calls."""
    from scripts.simulate import company as company_of
    from scripts.simulate.calls import month_calls
    from scripts.simulate.truth import Truth, calls_per_month

    truth = Truth(company_of.build(), Scale.named("demo"), "real")
    truth.add_month(month_calls(truth.company, catalog.HEADLINE_MONTH, truth.scale, truth.dirt))
    truth.finish()
    (month,) = calls_per_month(truth)
    assert (month["calls"], month["calls_failed"], month["calls_succeeded"]) == (200_000, 600, 199_400)
    assert (month["tokens"], month["ai_cost"]) == (2_300_000_000, Decimal("6149.16"))


def test_every_call_is_known_to_a_tool_that_names_its_customer_and_feature():
    """At the demo's scale, where rare faults meet: no call loses its cost, customer or feature on both sides."""
    from scripts.simulate import company as company_of
    from scripts.simulate.calls import month_calls

    company = company_of.build()
    for month in (catalog.HEADLINE_MONTH, catalog.OPEN_MONTH):
        with duckdb.connect() as con:
            con.register("calls", month_calls(company, month, Scale.named("demo"), "real"))
            (unseen, nameless, featureless, contradicted, lost_prices), = con.execute("""
                select count(*) filter (not in_gateway and not in_trace),
                    count(*) filter (account >= 0 and gateway_identity = 0 and trace_identity = 0),
                    count(*) filter (feature >= 0 and gateway_feature = 0 and not trace_feature),
                    count(*) filter (is_conflicting and gateway_identity not in (1, 2)),
                    count(*) filter (margin_nano > 0 and not in_gateway)
                from calls where kind <= 3
            """).fetchall()
        assert (unseen, nameless, featureless, contradicted, lost_prices) == (0, 0, 0, 0, 0), month


# --- the story -------------------------------------------------------------------------------------------------


def test_open_month_plants(small):
    assert ask(small, """
        select issued_on, total from '{truth}/invoices.parquet' where total = 100000 and currency = 'USD'
    """) == [(catalog.OPEN_MONTH.replace(day=16), Decimal("100000"))]
    assert ask(small, """
        select kind, quantity, net from '{truth}/invoice_lines.parquet'
        where invoice_id in (
            select invoice_id from '{truth}/invoices.parquet' where total = 100000 and currency = 'USD'
        )
        order by kind
    """) == [
        ("prepaid_pool", 1, Decimal("60000")), ("subscription", 1, Decimal("28800")),
        ("usage", 140_000, Decimal("11200")),
    ]
    (cost,), = ask(small, """
        select sum(cost) from '{truth}/cost_customer_month.parquet' as cost
        inner join '{truth}/customers.parquet' as customers using (account_id)
        where period_month = date '2026-04-01' and "group" = 'Pro worst'
    """)
    assert abs(cost - 423) < 1
    ((workflows,),) = ask(small, """
        select sum(quantity) from '{truth}/metered_usage.parquet' where billing = 'unlimited'
    """)
    assert workflows == 30_000


def test_rogue_agent_runs_at_eleven_times_its_baseline(small):
    daily = ask(small, """
        select usage_date, sum(tokens) from '{truth}/usage_daily.parquet'
        where account_id in (select account_id from '{truth}/customers.parquet' where "group" = 'Team average')
            and period_month = date '2026-04-01'
        group by account_id, usage_date
        qualify max(sum(tokens)) over (partition by account_id) = 5500000
    """)
    by_day = dict(daily)
    assert {tokens for day, tokens in by_day.items() if day.day not in (18, 19)} == {500_000}
    assert [by_day[day] for day in sorted(by_day) if day.day in (18, 19)] == [5_500_000, 5_500_000]


def test_history_has_churn_foreign_currencies_and_a_price_change(small):
    assert ask(small, """
        select currency, count(*) > 0, max(churned_on) <= date '2026-03-01'
        from '{truth}/customers.parquet' where currency <> 'USD' group by 1 order by 1
    """) == [("EUR", True, True), ("JPY", True, True)]
    assert ask(small, """
        select distinct list_amount from '{truth}/contracts.parquet'
        where tier_key = 'pro' and currency = 'USD' order by 1
    """) == [(Decimal("89"),), (Decimal("99"),)]
    (months,), = ask(small, """
        select count(distinct period_month) from '{truth}/metered_revenue_feature_month.parquet'
        where entry_class = 'usage' and period_month < date '2026-01-01'
    """)
    assert months == 11


def test_price_list_is_the_seed():
    """The simulator pays what seeds/reference/model_prices.csv says, so that a priced call costs the same."""
    with (ROOT / "seeds" / "reference" / "model_prices.csv").open() as file:
        seed = {
            (row["model"], row["effective_from"]): tuple(
                Decimal(row[f"{piece}_per_mtok"] or 0) for piece in ("input", "cache_read", "cache_write", "output")
            )
            for row in csv.DictReader(file)
        }
    for model, steps in catalog.PRICES.items():
        for since, prices in steps:
            assert seed[(model, str(since))] == tuple(Decimal(price or 0) for price in prices), model


# --- the raw tables --------------------------------------------------------------------------------------------


RECOVERED = """
    with gateway as (
        select
            *,
            regexp_replace(request_id, '(_cache_hit[0-9.]+|-attempt-[0-9]+)$', '') as response_id,
            request_id like '%\\_cache_hit%' escape '\\' as is_hit,
            request_id like '%-attempt-%' as is_attempt,
            metadata ->> '$.litellm_call_id' as call_id,
            cast(coalesce(metadata ->> '$.usage_object.prompt_tokens_details.cached_tokens', '0') as bigint) as cached,
            cast(coalesce(metadata ->> '$.usage_object.cache_creation_input_tokens', '0') as bigint) as written,
            cast(coalesce(metadata ->> '$.cost_breakdown.margin_total_amount', '0') as decimal(28, 9)) as margin,
            coalesce(
                metadata ->> '$.spend_logs_metadata.customer_id',
                regexp_extract(request_tags, '"customer:([^"]+)"', 1)
            ) as customer_ref,
            coalesce(
                metadata ->> '$.spend_logs_metadata.feature', regexp_extract(request_tags, '"feature:([^"]+)"', 1)
            ) as feature_ref
        from '{raw}/litellm/LiteLLM_SpendLogs.parquet'
        qualify row_number() over (partition by request_id order by updated_at desc, _loaded_at desc) = 1
    ),
    trace as (
        select
            *,
            metadata ->> '$.response_id' as response_id,
            metadata ->> '$.litellm_call_id' as call_id,
            coalesce(metadata ->> '$.customer_id', regexp_extract(tags, '"customer:([^"]+)"', 1)) as customer_ref,
            cast(coalesce(usage_details ->> '$.cache_read_input_tokens', '0') as bigint) as cached,
            cast(coalesce(usage_details ->> '$.cache_creation_input_tokens', '0') as bigint) as written,
            cast(coalesce(usage_details ->> '$.input', '0') as bigint) as fresh,
            cast(coalesce(usage_details ->> '$.output', '0') as bigint) as answered
        from '{raw}/langfuse/observations_v2.parquet'
        where environment not like 'langfuse-%'
        qualify row_number() over (partition by id order by updated_at desc, _loaded_at desc) = 1
    ),
    leaves as (select * from trace where type = 'GENERATION'),
    linked as (
        select gateway.*, twin.customer_ref as traced_customer, twin.trace_name
        from gateway
        left join leaves as twin
            on twin.call_id = gateway.call_id and not gateway.is_hit and not gateway.is_attempt
    ),
    calls as (
        select
            cast(date_trunc('month', "startTime") as date) as period_month, "startTime" as started_at,
            coalesce(
                nullif(customer_ref, ''), case when end_user like 'acct%' then end_user end,
                'acct_' || nullif(regexp_extract(metadata ->> '$.user_api_key_alias', 'dedicated-(.+)', 1), ''),
                nullif(traced_customer, ''), '(unattributed)'
            ) as account_id,
            coalesce(nullif(feature_ref, ''), nullif(trace_name, ''), '(unattributed)') as feature_key,
            regexp_replace(model, '^[a-z]+/', '') as model, is_hit, is_attempt,
            case when is_hit then 0 else prompt_tokens - cached - written end as fresh,
            case when is_hit then 0 else cached end as cached, case when is_hit then 0 else written end as written,
            case when is_hit then 0 else completion_tokens end as answered,
            case when spend = 0 and not is_hit and total_tokens > 0 then null
                else cast(spend as decimal(28, 9)) - margin end as cost
        from linked
        where metadata not like '%used_client_oauth_token%' and metadata not like '%internal_call_origin%'
        union all
        select
            cast(date_trunc('month', start_time) as date), start_time,
            coalesce(nullif(customer_ref, ''), '(unattributed)'),
            coalesce(nullif(trace_name, ''), '(unattributed)'), provided_model_name, false, false,
            fresh, cached, written, answered, nullif(cast(total_cost as decimal(28, 9)), 0)
        from leaves
        where not exists (select 1 from gateway where gateway.call_id = leaves.call_id)
    ),
    priced as (
        select calls.*, coalesce(calls.cost, cast(
            (calls.fresh * prices.fresh + calls.cached * prices.cached + calls.written * prices.written
                + calls.answered * prices.answered) as decimal(28, 9))) as ai_cost
        from calls
        left join prices on calls.model in (prices.model, prices.reported_as)
            and calls.started_at >= prices.since and calls.started_at < prices.until
    )
"""


def price_rows() -> str:
    rows = []
    for model, steps in catalog.PRICES.items():
        ends = [str(since) for since, _ in steps[1:]] + ["9999-01-01"]
        for (since, prices), until in zip(steps, ends, strict=True):
            per_token = ", ".join(str(Decimal(price or 0) * Decimal("0.000001")) for price in prices)
            names = f"'{model}', '{catalog.MODELS[model].reported_as}'"
            rows.append(f"({names}, timestamp '{since}', timestamp '{until}', {per_token})")
    columns = "model, reported_as, since, until, fresh, cached, written, answered"
    return f"create temp table prices as select * from (values {', '.join(rows)}) as listed({columns})"


def test_truth_is_recoverable_from_gateway_and_trace(small):
    """A plain reading of the two raw tables gives every customer, feature and month to the nano-dollar."""
    with duckdb.connect() as con:
        con.execute(price_rows()).fetchall()
        differing = con.execute((RECOVERED + """
            , found as (
                select account_id, feature_key, period_month,
                    count(*) filter (not is_attempt) as calls, count(*) filter (is_attempt) as calls_retried,
                    count(*) filter (is_hit) as calls_cached, sum(fresh) as input_tokens,
                    sum(cached) as cache_read_tokens,
                    sum(written) as cache_write_tokens, sum(answered) as output_tokens, sum(ai_cost) as ai_cost
                from priced group by all
            ),
            expected as (
                select account_id, feature_key, period_month, sum(calls) as calls, sum(calls_retried) as calls_retried,
                    sum(calls_cached) as calls_cached, sum(input_tokens) as input_tokens,
                    sum(cache_read_tokens) as cache_read_tokens, sum(cache_write_tokens) as cache_write_tokens,
                    sum(output_tokens) as output_tokens, sum(ai_cost) as ai_cost
                from '{truth}/ai_cost_customer_feature_month.parquet' group by all
            )
            select 'missing', * from (from expected except from found)
            union all
            select 'invented', * from (from found except from expected)
        """).format(truth=small / "truth", raw=small / "raw")).fetchall()
    assert not differing, differing[:6]


def test_provider_reports_equal_the_cost_of_calls(small):
    """The newest pull of the finest grouping is the true cost by day and model, research beside it."""
    differing = ask(small, """
        with openai as (
            select cast(make_timestamp(bucket_start * 1000000) as date) as day, 'openai' as provider, project_id,
                cast(amount_value as decimal(28, 9)) as amount, loaded_at
            from '{raw}/openai/openai_costs.parquet' where grouping_set = 'project_id,line_item'
            qualify loaded_at = max(loaded_at) over (partition by bucket_start)
        ),
        anthropic as (
            select cast(bucket_start[:10] as date) as day, 'anthropic' as provider, workspace_id,
                cast(cast(amount as decimal(28, 9)) * 0.01 as decimal(28, 9)) as amount, loaded_at
            from '{raw}/anthropic/anthropic_cost_report.parquet' where grouping_set = 'workspace_id,description'
            qualify loaded_at = max(loaded_at) over (partition by bucket_start)
        ),
        reported as (
            select day, provider, sum(amount) as amount
            from (from openai union all from anthropic) where project_id <> 'proj_rnd' group by all
        ),
        expected as (
            select usage_date as day, provider,
                cast(cast(sum(cost_nano) as decimal(28, 0)) * 0.000000001 as decimal(28, 9))
            from '{truth}/usage_daily.parquet' group by all having sum(cost_nano) > 0
        )
        (from reported except from expected) union all (from expected except from reported)
    """)
    assert not differing
    (research,), = ask(small, """
        select sum(cast(amount_value as decimal(28, 9))) from '{raw}/openai/openai_costs.parquet'
        where project_id = 'proj_rnd' and grouping_set = 'project_id,line_item' and hour(loaded_at) = 6
            and make_timestamp(bucket_start * 1000000) >= '2026-03-01'
            and make_timestamp(bucket_start * 1000000) < '2026-04-01'
    """)
    assert research == Decimal("412.50")


def test_usage_reports_equal_the_tokens_of_calls(small):
    assert ask(small, """
        select sum(input_tokens) + sum(output_tokens), sum(num_model_requests)
        from '{raw}/openai/openai_usage_completions.parquet'
    """) == ask(small, """
        select sum(tokens), sum(provider_requests) from '{truth}/usage_daily.parquet' where provider = 'openai'
    """)
    assert ask(small, """
        select sum(uncached_input_tokens + cache_read_input_tokens + cache_creation_5m_tokens + output_tokens)
        from '{raw}/anthropic/anthropic_usage_report.parquet'
    """) == ask(small, "select sum(tokens) from '{truth}/usage_daily.parquet' where provider = 'anthropic'")


# --- faults and determinism ------------------------------------------------------------------------------------


def test_dirt_is_in_the_raw_tables(small):
    """What the log of faults says was planted is found in the tables."""
    planted = {
        (what, vendor): rows
        for what, vendor, rows in ask(small, "select what, vendor, rows from '{truth}/dirt.parquet'")
    }
    assert len(planted) == 33 and all(planted.values()), {at: rows for at, rows in planted.items() if not rows}
    (copies, restated, hits, attempts, callers, internal), = ask(small, """
        with rows as (select *, count(*) over (partition by request_id) as sent,
                count(distinct updated_at) over (partition by request_id) as states
            from '{raw}/litellm/LiteLLM_SpendLogs.parquet')
        select count(distinct request_id) filter (sent > states), count(distinct request_id) filter (states > 1),
            count(distinct request_id) filter (cache_hit = 'True'),
            count(distinct request_id) filter (request_id like '%-attempt-%'),
            count(distinct request_id) filter (metadata like '%used_client_oauth_token%'),
            count(distinct request_id) filter (metadata like '%internal_call_origin%')
        from rows
    """)
    expected = ("sent again", "restated", "cache hit", "billed retry", "paid by the caller", "internal call")
    assert (copies, restated, hits, attempts, callers, internal) == tuple(
        planted[(what, "litellm")] for what in expected
    )
    (edge, wrappers, judged), = ask(small, """
        with rows as (select *, count(*) over (partition by id) as sent,
                count(distinct updated_at) over (partition by id) as states
            from '{raw}/langfuse/observations_v2.parquet')
        select count(distinct id) filter (sent > states), count(*) filter (type <> 'GENERATION'),
            count(distinct id) filter (environment like 'langfuse-%') from rows
    """)
    expected = ("sent in two windows", "wrapper repeats usage", "evaluator traffic")
    assert (edge, wrappers, judged) == tuple(planted[(what, "langfuse")] for what in expected)


def test_clean_data_has_no_dirt_and_the_same_money(small, tmp_path):
    simulate(tmp_path, Scale.named("small"), vendors=CALL_VENDORS, dirt="none")
    assert ask(tmp_path, "select count(*) from '{truth}/dirt.parquet'") == [(0,)]
    # In June 2025 the price of o3 falls, so that the cost of that month depends on the days of its calls.
    money = """
        select account_id, period_month, sum(cost) from '{truth}/cost_customer_month.parquet'
        where period_month <> date '2025-06-01' group by all order by all
    """
    assert ask(tmp_path, money) == ask(small, money)
    ((rows, ids),) = ask(tmp_path, """
        select count(*), count(distinct request_id) from '{raw}/litellm/LiteLLM_SpendLogs.parquet'
    """)
    assert rows == ids


def test_same_seed_same_bytes_other_seed_other_bytes(small, tmp_path):
    simulate(tmp_path / "again", Scale.named("small"), vendors=CALL_VENDORS)
    assert tables(tmp_path / "again") == tables(small)
    simulate(tmp_path / "other", Scale.named("small"), seed=7, vendors=CALL_VENDORS)
    other = tables(tmp_path / "other")
    assert other.keys() == tables(small).keys()
    assert other["raw/litellm/LiteLLM_SpendLogs.parquet"] != tables(small)["raw/litellm/LiteLLM_SpendLogs.parquet"]
    assert ask(tmp_path / "other", "select sum(cogs), sum(revenue) from '{truth}/headline.parquet'") == [
        (Decimal("23040"), Decimal("48000"))
    ]


def test_nothing_is_loaded_after_the_last_day(small):
    for query in (
        """select max(_loaded_at), max(updated_at) from '{raw}/litellm/LiteLLM_SpendLogs.parquet'""",
        """select max(_loaded_at), max(updated_at) from '{raw}/langfuse/observations_v2.parquet'""",
    ):
        assert all(str(moment)[:10] == str(catalog.AS_OF) for moment in ask(small, query)[0])


def test_an_unknown_vendor_is_refused_in_one_line(tmp_path):
    from scripts._common import Refusal

    with pytest.raises(Refusal, match="unknown vendor 'strpie': choose from stripe"):
        simulate(tmp_path, Scale.named("small"), vendors=("strpie",))


def test_a_folder_of_real_data_is_left_alone(tmp_path):
    from scripts._common import Refusal

    (tmp_path / "raw" / "stripe").mkdir(parents=True)
    (tmp_path / "raw" / "stripe" / "invoice.parquet").write_text("mine")
    with pytest.raises(Refusal, match="was not written by a simulation"):
        simulate(tmp_path, Scale.named("small"), vendors=CALL_VENDORS)
    assert (tmp_path / "raw" / "stripe" / "invoice.parquet").read_text() == "mine"
