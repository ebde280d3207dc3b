"""Trace tools beside each other: the simulated company as each tells it, Datadog's own bill, and the helpers they share."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from scripts.simulate import company as company_of
from scripts.simulate.__main__ import simulate
from scripts.simulate.calls import Scale
from scripts.simulate.truth import call_dimensions
from tests.python.conftest import Dbt
from tests.python.engines import answers
from tests.python.macro_harness import Macros
from tests.python.staged import build_staging, land_simulated, staged_connection

TOOLS = ("otel", "helicone", "datadog")

# --- the simulated company -------------------------------------------------------------------------------------------

EXPECTED = """
    select
        accounts.name as customer_ref, case when trace_feature then features.name end as feature_ref,
        case when kind = 6 then 'judge-selfhosted-8b' else models.reported_as end as model, kind = 6 as is_internal,
        cast(date_trunc('month', started_at) as date) as month, count(*) as calls, sum(case when kind = 3 then 1 else 0 end) as failed,
        sum(input_tokens + case when is_inflated_trace then cache_write_tokens else 0 end) as input_tokens,
        sum(cache_read_tokens) as cache_read_tokens, sum(cache_write_tokens) as cache_write_tokens, sum(output_tokens) as output_tokens
    from truth_calls
    cross join (select count(*) as n from accounts) as customers
    inner join models on models.at = truth_calls.model
    left join accounts
        on trace_identity > 0 and accounts.at = (case when is_conflicting then (account + 1) % customers.n else account end)
    left join features on features.at = truth_calls.feature
    where in_trace
    group by all
"""
FOUND = """
    select
        customer_ref, nullif(feature_ref, 'product') as feature_ref, model, is_internal, cast(date_trunc('month', started_at) as date) as month,
        count(*) as calls, count(*) filter (status = 'error') as failed, sum(coalesce(input_tokens, 0)) as input_tokens,
        sum(coalesce(cache_read_tokens, 0)) as cache_read_tokens, sum(coalesce(cache_write_tokens, 0)) as cache_write_tokens,
        sum(coalesce(output_tokens, 0)) as output_tokens
    from (
        select * from staging.stg_{tool}__ai_calls
        qualify row_number() over (partition by source_account, source_record_id order by source_updated_at desc) = 1
    ) where exclusion_reason is null and row_issue is null
    group by all
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The small company as four trace tools and Datadog's bill tell it, staged on DuckDB."""
    folder = tmp_path_factory.mktemp("observed")
    simulate(folder / "simulated", Scale.named("small"), vendors=("langfuse", *TOOLS, "generic"))
    (folder / "warehouse").mkdir()
    dbt = Dbt(folder / "warehouse")
    land_simulated(dbt, folder / "simulated", ("langfuse", *TOOLS))
    done = build_staging(dbt, ["langfuse", *TOOLS])
    assert done.ok, done.output[-4000:]
    connection = staged_connection(dbt, folder / "simulated")
    call_dimensions(connection, company_of.build())
    yield connection, folder / "simulated"
    connection.close()


@pytest.mark.parametrize("tool", ["langfuse", *TOOLS])
def test_every_tool_tells_the_same_calls(company, tool):
    connection, _ = company
    differing = connection.execute(f"""
        with expected as ({EXPECTED}), found as ({FOUND.format(tool=tool)})
        select 'missing', * from (from expected except from found) union all select 'invented', * from (from found except from expected)
    """).fetchall()
    assert differing == [], differing[:4]


@pytest.mark.parametrize("tool", ["helicone", "datadog"])
def test_cost_of_a_tool_with_a_price_list(company, tool):
    connection, _ = company
    (found,) = connection.execute(f"""
        with counted as (
            select * from staging.stg_{tool}__ai_calls
            qualify row_number() over (partition by source_record_id order by source_updated_at desc) = 1
        )
        select sum(cost_amount + cost_rounding_amount), count(*) filter (cost_basis = 'none') from counted where exclusion_reason is null
    """).fetchall()
    (told,) = connection.execute("""
        select cast(sum(case when is_unpriced_trace then 0 else cost_nano + margin_nano end) as decimal(28, 0)) * 0.000000001,
            count(*) filter (is_unpriced_trace or kind = 6)
        from truth_calls where in_trace
    """).fetchall()
    assert found == told and found[1] > 50


def test_a_stated_cost_of_a_span_is_the_cost_of_its_call(company):
    """Only some libraries state one; a gateway's markup is taken out where the span says it."""
    connection, _ = company
    calls, strange = connection.execute("""
        with spans as (select * from staging.stg_otel__ai_calls where exclusion_reason is null and cost_amount > 0),
        truth as (select *, md5('6|span|' || call_no) as span from truth_calls)
        select count(*), count(*) filter (cost_amount * 1000000000 not in (cost_nano, cost_nano + margin_nano))
        from spans left join truth on spans.span_id = substr(truth.span, 1, 16)
    """).fetchone()
    assert calls > 3000 and strange == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_calls_can_be_joined_to_the_gateway(company, tool):
    """Every call that went through the gateway carries its id there; spans also the provider's response id."""
    connection, _ = company
    (row,) = connection.execute(f"""
        with told as (
            select gateway_call_id, provider_response_id, trace_id from staging.stg_{tool}__ai_calls where exclusion_reason is null
        ),
        seen as (
            select md5('6|call|' || call_no) as call_hash, md5('6|trace|' || trace_no) as trace_hash from truth_calls where in_trace and in_gateway
        )
        select count(*), count(told.gateway_call_id), count(*) filter (told.trace_id is distinct from trace_hash)
        from seen left join (select distinct gateway_call_id, trace_id from told) as told
            on replace(told.gateway_call_id, '-', '')[:12] = call_hash[:12]
    """).fetchall()
    assert row[0] == row[1] > 10_000 and row[2] == 0


def test_planted_faults_are_there(company):
    """Copies, early versions and wrappers of each tool, as many as the simulator says it planted."""
    connection, _ = company
    planted = {(vendor, what): rows for what, vendor, rows in connection.execute("select what, vendor, rows from truth_dirt").fetchall()}
    assert all(rows > 0 for (vendor, _), rows in planted.items() if vendor in TOOLS)
    extra = {
        "otel": ("delivered twice", "flushed before its end"), "helicone": ("exported twice", "properties edited later"),
        "datadog": ("fetched in two windows", "fetched before its metrics"),
    }
    for tool, faults in extra.items():
        (found,) = connection.execute(f"select count(*) - count(distinct source_record_id) from staging.stg_{tool}__ai_calls").fetchone()
        assert found == sum(planted[tool, fault] for fault in faults), tool
    for tool, repeated in (("otel", "framework and provider both tell the call"), ("datadog", "framework and provider both tell the call")):
        (found,) = connection.execute(f"""
            select count(distinct source_record_id) from staging.stg_{tool}__ai_calls where exclusion_reason = 'repeated_by_child_span'
        """).fetchone()
        assert found == planted[tool, repeated] > 100, tool


def test_the_bill_is_the_cost_of_observability(company):
    """Day by day to a millionth of a dollar, month by month to the last digit, in the observability pool."""
    connection, simulated = company
    connection.execute("""
        create or replace temp view bill as
        select * from (
            select *, dense_rank() over (partition by source_table, source_account, slice_period order by slice_batch desc) as place
            from staging.stg_datadog__infra_cost_lines
        ) where place = 1 and exclusion_reason is null and row_issue is null and pool_ref = 'observability'
    """)
    grains = (("date_trunc('month', {0})", Decimal(0)), ("{0}", Decimal("0.000001")))
    for grain, tolerance in grains:
        differing = connection.execute(f"""
            with found as (select {grain.format("cast(charge_start_at as date)")} as moment, sum(effective_amount + rounding_amount) as cost from bill group by all),
            told as (select {grain.format("cost_date")} as moment, sum(amount) as cost from truth_observability_lines group by all)
            select * from found full outer join told using (moment) where abs(coalesce(found.cost, 0) - coalesce(told.cost, 0)) > {tolerance}
        """).fetchall()
        assert differing == []
    (tables,) = connection.execute("select count(distinct source_table) from bill").fetchone()
    assert tables == 2  # the open month has no attribution yet
    with duckdb.connect() as raw:
        kinds = raw.execute(f"select distinct pool_ref from '{simulated / 'raw' / 'generic' / 'infra_cost_lines.parquet'}'").fetchall()
    assert kinds == [("support",)]  # told twice it would be paid twice


def test_every_row_of_the_bill_is_accounted_for_once(company):
    connection, _ = company
    for table in ("cost_by_org", "cost_monthly_attribution", "llm_obs_spans"):
        model = "ai_calls" if table == "llm_obs_spans" else "infra_cost_lines"
        assert connection.execute(f"""
            select (select count(*) from raw.datadog.{table}), count(*) from staging.stg_datadog__{model} where source_table = '{table}'
        """).fetchone() == (connection.execute(f"select count(*) from raw.datadog.{table}").fetchone()[0],) * 2


# --- the helpers on every engine -------------------------------------------------------------------------------------

OBJECTS = [
    ('{"a": 1.5, "b_total_cost": "x", "c.d": null}', [("a", "1.5"), ("b_total_cost", "x"), ("c.d", None)]), ("{}", []), ("[1]", []), (None, []),
    ("broken", []), ('{"n": 12345678901}', [("n", "12345678901")]),
]
PROPERTIES = [
    ('{"Customer.ID": "acct_1"}', "acct_1"), ('{"note": "customer.id", "x": "y"}', None), ('{"customer-id":"acct_2","tenant":"t"}', "t"),
    ('{"customerXid": "no"}', None), ('{"TENANT": "undefined", "customer.id" : "acct_3"}', "acct_3"), ("", None), (None, None),
]
PROVIDERS = [
    ("openai.responses", "openai"), ("OPENAI", "openai"), ("aws.bedrock", "bedrock"), ("az.ai.inference", "azure"), ("gcp.vertex_ai", "google"),
    ("X", "xai"), ("x_ai", "xai"), ("unknown", None), ("", None), (None, None), ("Together", "together"),
]
MODELS = [
    ("models/gemini-2.5-pro", "gemini-2.5-pro"), ("arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude", "us.anthropic.claude"),
    ("azure/gpt-5", "azure/gpt-5"), (" gpt-5 ", "gpt-5"), ("", None), (None, None),
]


@pytest.mark.parametrize("engine", ["duckdb", "postgres", pytest.param("spark", marks=pytest.mark.spark)])
def test_helpers_mean_the_same(engine, request):
    connection = request.getfixturevalue("module_postgres_env") if engine == "postgres" else None
    macros = Macros(engine, folders=("cross_db", "money", "staging"))
    text = macros.type_of("text")
    cases = {"objects": OBJECTS, "properties": PROPERTIES, "providers": PROVIDERS, "models": MODELS}
    tables = {name: ({"id": text, "v": text}, [(f"{at:02}", case[0]) for at, case in enumerate(rows)]) for name, rows in cases.items()}
    stamp = macros.timestamp_add_micros("cast('2026-02-28 23:59:59.5' as timestamp)", "500001")
    statements = [
        f"select id, entry_key, entry_value from ({macros.json_entries('objects', 'v', [], ['id'], 'entry_key', 'entry_value')}) as entries",
        f"select id, {macros.property_of('v', ['tenant', 'customer.id'])} as v from properties",
        f"select id, {macros.provider_name('v')} as v from providers",
        f"select id, {macros.model_name('v')} as v from models",
        f"select cast({stamp} as {text}) as v, cast({stamp.replace('500001', '-500000')} as {text}) as w",
    ]
    entries, *found, stamps = answers(engine, statements, tables, connection)
    assert sorted(map(tuple, entries)) == [(f"{at:02}", *entry) for at, (_, wanted) in enumerate(OBJECTS) for entry in wanted]
    for (name, rows), answer in zip(list(cases.items())[1:], found, strict=True):
        assert sorted(map(tuple, answer)) == [(f"{at:02}", case[1]) for at, case in enumerate(rows)], name
    assert tuple(stamps[0]) == ("2026-03-01 00:00:00.000001", "2026-02-28 23:59:59")
