"""The loader: once each, any format, nothing lost, and one clear line for a file that does not fit."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from scripts.load import kinds, loader
from scripts.load.__main__ import main
from scripts.load.errors import LoadProblem

SOURCES = """
sources:
  - name: acme
    tables:
      - name: invoice
        columns:
          - {name: id, data_type: string}
          - {name: amount, data_type: bigint}
          - {name: rate, data_type: "decimal(28,9)", config: {meta: {optional: true}}}
          - {name: created, data_type: timestamp, config: {meta: {optional: true}}}
          - {name: live, data_type: boolean, config: {meta: {optional: true}}}
          - {name: seat_count, data_type: bigint}
"""
CSV = "id,amount,rate,created,live,seat_count,note\na,7,1.5,2026-01-02T03:04:05+02:00,true,1,00123\nb,8,,,false,2,\n"


@pytest.fixture
def project(tmp_path):
    """A project whose only vendor is acme; `seat_count` is not landed by this company."""
    folder = tmp_path / "project"
    (folder / "models/staging/billing/acme").mkdir(parents=True)
    (folder / "models/staging/billing/acme/_acme__sources.yml").write_text(SOURCES)
    (folder / "dbt_project.yml").write_text("vars: {missing: [acme.invoice.seat_count]}")
    return folder


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


@pytest.fixture
def place(warehouse, monkeypatch):
    monkeypatch.setenv("LAYER_SIX_WAREHOUSE", str(warehouse))
    return warehouse


@pytest.fixture
def load(place, project):
    def load(*files, target="duckdb", table="invoice", vendor="acme", **options):
        lines = []
        jobs = [loader.Job(file, vendor, table) for file in files]
        loader.run(target, jobs, project=project, say=lines.append, **options)
        return lines

    return load


@pytest.fixture
def raw(place):
    def raw(sql):
        with duckdb.connect(str(place / "raw.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()

    return raw


def types_of(raw, table="invoice"):
    return dict(raw(f"select column_name, data_type from information_schema.columns where table_name = '{table}'"))


def test_csv_takes_the_types_that_staging_expects_and_keeps_other_text(load, raw, write):
    load(write("a.csv", CSV), loaded_at="2026-04-01 00:00:00")
    assert raw("select id, amount, rate, created, live, note, _loaded_at from acme.invoice order by id") == [
        ("a", 7, Decimal("1.5"), datetime(2026, 1, 2, 1, 4, 5), True, "00123", datetime(2026, 4, 1)),
        ("b", 8, None, None, False, None, datetime(2026, 4, 1)),
    ]


def test_the_same_content_again_changes_nothing(load, raw, write):
    load(write("a.csv", CSV))
    before = raw("select * from acme.invoice order by id")
    lines = load(write("renamed.csv", CSV))
    assert "already loaded" in lines[-1]
    assert raw("select * from acme.invoice order by id") == before


def test_another_delivery_is_added_and_its_new_column_too(load, raw, write):
    load(write("a.csv", CSV))
    load(write("b.csv", "id,amount,extra\nc,9,new\n"))
    assert raw("select id, note, extra from acme.invoice order by id") == [("a", "00123", None), ("b", None, None), ("c", None, "new")]
    assert raw("select count(distinct _source_file_hash) from acme.invoice") == [(2,)]


def test_text_among_numbers_widens_the_column_and_loses_no_row(load, raw, write):
    load(write("a.csv", CSV))
    assert types_of(raw)["amount"] == "BIGINT"
    load(write("b.csv", "id,amount\nc,abc\nd,10\n"))
    assert types_of(raw)["amount"] == "VARCHAR"
    assert raw("select id, amount from acme.invoice order by id") == [("a", "7"), ("b", "8"), ("c", "abc"), ("d", "10")]


@pytest.mark.parametrize("value", ["007", "1e3", "1.5", "99999999999999999999", " 5", "0.1234567890123"])
def test_a_number_that_a_type_would_change_stays_text(load, raw, write, value):
    load(write("a.csv", f"id,amount,rate\na,{value},{value}\n"))
    assert raw("select amount from acme.invoice") == [(value,)]
    kept = raw("select rate from acme.invoice")[0][0]
    assert kept == value or Decimal(kept) == Decimal(value) and value in ("1.5", "99999999999999999999")


def test_json_keeps_every_digit_and_nested_values_as_json(load, raw, write):
    rows = '[{"id": "a", "amount": 7, "price": 0.12345678901234567890, "tags": {"b": 1.10, "c": [null, "é"]}, "empty": ""}]'
    load(write("a.json", rows))
    price, tags, empty = raw("select price, tags, empty from acme.invoice")[0]
    assert (price, empty) == ("0.12345678901234567890", "")
    assert tags == '{"b": 1.10, "c": [null, "é"]}'


def test_json_lines_with_different_keys(load, raw, write):
    load(write("a.jsonl", '{"id": "a", "amount": 1}\n\n{"id": "b", "amount": 2, "late": true}\n'))
    assert raw("select id, amount, late from acme.invoice order by id") == [("a", 1, None), ("b", 2, "true")]


def test_parquet_keeps_its_types(load, raw, tmp_path):
    file = tmp_path / "a.parquet"
    duckdb.sql(
        "copy (select 'a' as id, 7 as amount, cast(1.5 as decimal(9,2)) as rate, map {'k': 'v'} as tags,"
        " timestamptz '2026-01-02 03:04:05+02' as seen_at, timestamp '2026-01-01' as _fivetran_synced)"
        f" to '{file}' (format parquet)"
    )
    load(file)
    types = types_of(raw)
    assert (types["amount"], types["rate"], types["tags"], types["seen_at"]) == ("BIGINT", "DECIMAL(9,2)", "VARCHAR", "TIMESTAMP")
    assert "_loaded_at" not in types
    (tags, seen_at), = raw("select tags, seen_at from acme.invoice")
    assert json.loads(tags) == {"k": "v"} and seen_at == datetime(2026, 1, 2, 1, 4, 5)


REFUSED = {
    "a renamed column": ("a.csv", "id,Amount_\n1,2\n", ["column amount", 'Rename "Amount_" to "amount"', "acme.invoice.amount"]),
    "a missing column": ("a.csv", "amount\n1\n", ["column id", "the column is missing", "missing"]),
    "a row too long": ("a.csv", "id,amount\n1,2,3\n", ["cannot be read", "Line: 2"]),
    "a quote not closed": ("a.csv", 'id,amount\n1,"2\n', ["cannot be read", "unterminated"]),
    "a name twice": ("a.csv", "id,amount,id\n1,2,3\n", ['names "id" twice']),
    "an empty file": ("a.csv", "", ["the first line is empty"]),
    "not text": ("a.csv", b"id,amount\n\xff\xfe,1\n", ["a.csv"]),
    "half a JSON line": ("a.jsonl", '{"id": 1, "amount": 2}\n{"id": 2, "amo\n', ["line 2 is not JSON"]),
    "a JSON list of numbers": ("a.json", "[1, 2]", ["a record is not an object (1)"]),
    "a broken parquet": ("a.parquet", b"PAR1 nothing", ["cannot be read"]),
    "an unknown format": ("a.xlsx", b"PK", ['".xlsx"', ".csv"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_does_not_fit_gets_one_line_and_nothing_is_loaded(load, raw, write, case):
    name, content, expected = REFUSED[case]
    good = write("good.csv", CSV)
    with pytest.raises(LoadProblem) as caught:
        load(good, write(name, content))
    line = str(caught.value)
    assert "\n" not in line and "vendor acme, table invoice" in line
    for text in [name, *expected]:
        assert text in line
    assert raw("select count(*) from information_schema.tables where table_name = 'invoice'") == [(0,)]


def test_unknown_vendor_and_table_name_the_nearest(load, write):
    file = write("a.csv", CSV)
    with pytest.raises(LoadProblem, match="no such vendor.*Known vendors: acme"):
        load(file, vendor="acne")
    with pytest.raises(LoadProblem, match="Did you mean invoice"):
        load(file, table="invoices")


def test_every_bad_file_of_a_run_is_named(place, project, write):
    lines = []
    jobs = [loader.Job(write(name, "x\n1\n"), "acme", "invoice") for name in ("one.csv", "two.csv")]
    with pytest.raises(LoadProblem, match="two.csv"):
        loader.run("duckdb", jobs, project=project, say=lines.append)
    assert "one.csv" in lines[0]


def test_a_failure_halfway_leaves_the_table_as_it_was(load, raw, write, monkeypatch):
    load(write("a.csv", CSV))
    before = raw("select * from acme.invoice order by id"), types_of(raw)
    from scripts.load.target_duckdb import DuckdbTarget

    insert = DuckdbTarget.insert

    def broken(self, *arguments):
        insert(self, *arguments)
        raise RuntimeError("power cut")

    monkeypatch.setattr(DuckdbTarget, "insert", broken)
    with pytest.raises(RuntimeError):
        load(write("b.csv", "id,amount,extra\nc,abc,1\n"))
    assert (raw("select * from acme.invoice order by id"), types_of(raw)) == before


def test_a_folder_with_several_vendors_and_parts(place, tmp_path, raw):
    for path, value in {"acme/invoice/part-1": 1, "acme/invoice/part-2": 2, "other/Mixed_Case": 3}.items():
        file = tmp_path / "out/raw" / f"{path}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql(f"copy (select {value} as id, timestamp '2026-01-01' as _loaded_at) to '{file}' (format parquet)")
    assert main(["--target", "duckdb", "--from", str(tmp_path / "out")]) == 0
    assert main(["--target", "duckdb", "--from", str(tmp_path / "out")]) == 0
    assert raw("select id from acme.invoice order by id") == [(1,), (2,)]
    assert raw('select id from other."Mixed_Case"') == [(3,)]


def test_the_command_exits_with_2_and_one_line(place, write, capsys):
    assert main(["--target", "duckdb", "--from", str(place / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "left, right, together",
    [
        ("bigint", "bigint", "bigint"), ("bigint", "double", "double"), ("bigint", "decimal(28,9)", "decimal(28,9)"),
        ("decimal(9,2)", "decimal(9,4)", "decimal(11,4)"), ("decimal(38,0)", "decimal(9,4)", "text"), ("decimal(9,2)", "double", "text"),
        ("date", "timestamp", "timestamp"), ("boolean", "bigint", "text"), ("text", "date", "text"),
    ],
)
def test_two_kinds_meet_without_loss(left, right, together):
    assert kinds.meet(left, right) == kinds.meet(right, left) == together


def test_postgres_holds_the_same_rows(load, write, postgres_env, monkeypatch):
    from tests.python.conftest import postgres_connection

    for name, value in postgres_env.items():
        monkeypatch.setenv(name, value)
    tricky = 'id,amount,note\na,7,"two\nlines, ""quoted"""\nb,8,\\N\nc,9,\\.\n'
    for file in (write("a.csv", CSV), write("t.csv", tricky), write("a.csv", CSV), write("b.csv", "id,amount,extra\nd,abc,x\n")):
        load(file, target="postgres", loaded_at="2026-04-01 00:00:00")
    with postgres_connection(postgres_env) as con, con.cursor() as cursor:
        cursor.execute("select id, amount, note, extra from raw_acme.invoice order by id, amount")
        rows = cursor.fetchall()
        cursor.execute("select created, live, rate, _loaded_at from raw_acme.invoice where note = '00123'")
        typed = cursor.fetchall()
    assert rows == [
        ("a", "7", "00123", None), ("a", "7", 'two\nlines, "quoted"', None), ("b", "8", None, None), ("b", "8", "\\N", None),
        ("c", "9", "\\.", None), ("d", "abc", None, "x"),
    ]
    assert typed == [(datetime(2026, 1, 2, 1, 4, 5), True, Decimal("1.5"), datetime(2026, 4, 1))]


@pytest.mark.spark
def test_spark_holds_the_same_rows(load, write, place):
    import subprocess

    from scripts import _common

    python = _common.venv_bin("spark") / "python"
    if not python.exists():
        pytest.skip("no Spark environment: make .venv-spark/ready")
    first, second = write("a.csv", CSV), write("b.csv", "id,amount,extra\nd,abc,x\n")
    load(first, second, first, target="spark", loaded_at="2026-04-01 00:00:00")
    load(second, target="spark")
    code = (
        "from scripts.load.target_spark import session\n"
        "rows = session().sql('select id, amount, note, extra, created, live from raw_acme.invoice order by id').collect()\n"
        "print('found', [tuple(row) for row in rows])"
    )
    done = subprocess.run([python, "-c", code], cwd=_common.ROOT, env=_common.dbt_env("spark"), text=True, capture_output=True, check=True)
    found = next(line for line in done.stdout.splitlines() if line.startswith("found"))
    assert found == (
        "found [('a', '7', '00123', None, datetime.datetime(2026, 1, 2, 1, 4, 5), True),"
        " ('b', '8', None, None, None, False), ('d', 'abc', None, 'x', None, None)]"
    )
