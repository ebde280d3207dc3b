"""Helpers of vendor staging: the same rows give the same values on every engine."""

import json

import pytest

from tests.python.engines import answers
from tests.python.macro_harness import Macros

FOLDERS = ("cross_db", "money", "staging")
ENGINES = ["duckdb", "postgres", pytest.param("spark", marks=pytest.mark.spark)]

# tags, key -> value
TAGS = [
    ('["User-Agent: customer:nobody", "customer:acct_1"]', "acct_1"), ('["tenant: acct_2 "]', "acct_2"), ('["customer:"]', None),
    ('["customer:None", "tenant:acct_3"]', "acct_3"), ('["env:x"]', None), ("[]", None), ("", None), (None, None),
    ('["customer:first", "customer:second"]', "first"), ('["customer:a-b:c_d/e.f"]', "a-b:c_d/e.f"), ('["xcustomer:no"]', None),
]
# flat object of tags -> value of `customer`
OBJECTS = [
    ('{"customer": "acct_1"}', "acct_1"), ('{" customer":"acct_2"}', "acct_2"), ('{"Customer " : " acct_3 "}', "acct_3"),
    ('{"note": "customer", "x": "y"}', None), ('{"customer": true}', None), ('{"customer_id": "no"}', None), ('{"customer": ""}', None),
    ('{"note": "\\"customer\\": \\"fooled\\""}', None), ("not json", None), (None, None), ('{"a":"1","CUSTOMER":"acct_4","b":"2"}', "acct_4"),
]
DOCUMENTS = [
    ('{"a": {"b": "text"}, "n": 12, "d.e": "dotted", "t": true}', ("text", "12", "dotted", "true")),
    ('{"a": {"b": null}, "n": "12", "d": {"e": "nested"}}', (None, "12", None, None)),
    ('{"a": "flat"}', (None,) * 4), ("[1, 2]", (None,) * 4), ("", (None,) * 4), ("{broken", (None,) * 4), (None, (None,) * 4),
    ('{"a": {"b": "é \\u00e9 \\"q\\""}}', ('é é "q"', None, None, None)),
]
USAGE = [
    ({"output": 10, "output_audio": 5}, "15"), ({"completion_tokens": "7"}, "7"), ({"input": 3}, None), ({}, None), ({"output": 0}, "0"),
    ({"output": "many", "output_text": 4}, "4"), ({"completion_details.audio": 2}, "2"),
    ({"output": "many"}, None), ([1, 2], None), ("output", None), ({"output": 1e3, "total": 5}, "1000"), ({"output": None}, None),
]
MODELS = [
    ("gpt-5", "openai"), ("o3-mini", "openai"), ("claude-opus-4-5", "anthropic"), ("Azure/gpt-5", "azure"), ("gemini-2.5-pro", "google"),
    ("text-embedding-3-small", "openai"), ("opus", None), ("", None), (None, None),
    ("arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude", "bedrock"), ("projects/p/models/gemini-2.5-pro", "google"),
]

REQUESTS = [
    ("chatcmpl-1", "chatcmpl-1"), ("chatcmpl-1_cache_hit1772445600.12", "chatcmpl-1"), ("batch_7_batch_cost", "batch_7"),
    ("resp_2_background_cost", "resp_2"), ("msg_3-attempt-12", "msg_3"), ("a-attempt-b", "a-attempt-b"), ("x_cache_hit", "x_cache_hit"),
    ("a-attempt-1-attempt-2", "a-attempt-1"), ("", ""), (None, None),
]

SESSIONS = [
    ("0A1B2C3D-0000-4000-8000-00000000ABCD", "0a1b2c3d00004000800000000000abcd"), ("0a1b2c3d00004000800000000000abcd", "0a1b2c3d00004000800000000000abcd"),
    ("My-Session", "My-Session"), ("0a1b2c3d00004000800000000000abcd1", "0a1b2c3d00004000800000000000abcd1"), ("", None), (None, None),
]
# two places of one count -> the count
COUNTS = [('{"a": "0", "b": "7"}', "7"), ('{"a": "5", "b": "7"}', "5"), ('{"a": "0", "b": "0"}', None), ('{"b": "x"}', None), ("{}", None), ('{"a": "12.0"}', "12")]


def statements(engine):
    macros = Macros(engine, folders=FOLDERS)
    text = macros.type_of("text")

    def one(expression, table):
        return f"select id, cast({expression} as {text}) as v from {table}"

    documents = macros.json_columns("documents", "v", {"c1": ["a", "b"], "c2": ["n"], "c3": ["d.e"], "c4": ["t"]})
    usage = macros.json_sums("usages", "v", macros.langfuse_usage_keys(), "count")
    return [
        one(macros.tag_value("v", ["customer", "tenant"]), "tag_lists"),
        one(macros.tag_entry("v", "customer"), "tag_objects"),
        f"select id, cast(c1 as {text}) as c1, cast(c2 as {text}) as c2, cast(c3 as {text}) as c3, cast(c4 as {text}) as c4 from ({documents}) as opened",
        one("usage_output", f"({usage}) as summed"),
        one(macros.provider_of_model("v"), "models"),
        one(macros.litellm_response_id("v"), "requests"),
        one(macros.trace_of_session("v"), "sessions"),
        one(macros.first_count([macros.json_text("v", ["a"]), macros.json_text("v", ["b"])]), "counts"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_staging_helpers_mean_the_same(engine, request):
    connection = request.getfixturevalue("module_postgres_env") if engine == "postgres" else None
    text = Macros(engine, folders=FOLDERS).type_of("text")
    cases = {
        "tag_lists": TAGS, "tag_objects": OBJECTS, "documents": DOCUMENTS,
        "usages": [(json.dumps(keys), total) for keys, total in USAGE], "models": MODELS, "requests": REQUESTS,
        "sessions": SESSIONS, "counts": COUNTS,
    }
    tables = {
        name: ({"id": text, "v": text}, [(f"{place:02}", case[0]) for place, case in enumerate(rows)]) for name, rows in cases.items()
    }
    found = answers(engine, statements(engine), tables, connection)
    for (name, rows), answer in zip(cases.items(), found, strict=True):
        wanted = [(f"{place:02}", *(case[1] if isinstance(case[1], tuple) else (case[1],))) for place, case in enumerate(rows)]
        assert sorted(tuple(row) for row in answer) == wanted, name
