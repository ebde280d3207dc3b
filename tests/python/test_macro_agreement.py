"""One meaning on every engine: each macro against values worked out in Python, engine by engine.

All statements of an engine run in one session; every value is text. What a number, a time or a key should be is
decided here by Python's own decimal, datetime and hashlib, never by another engine.
"""

import hashlib
import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest

from tests.python.engines import answers
from tests.python.macro_harness import CompilerError, Macros

SCALES = {"money": (19, 9), "rate": (6, 12), "count": (18, 0), "fine_money": (22, 12), "precise": (19, 18)}

POISON = [
    "1e-7", "1E5", "1e+5", "1.0E-7", "-.5e3", "1e07", " 12.50 ", "-3", "+4", ".5", "5.", "00012", "0e500", "1e-300",
    "0.0000000005", "-0.0000000005", "0.00000000049999999999999", "1.5e-9", "5e-10", "4.9e-10", "0.9999999995",
    "9999999999999999999.9999999994", "9999999999999999999.9999999996", "1234567890123456789.123456789",
    "-9999999999999999999.999999999", "1e18", "1e19", "-1e19", "1e400", "0.1234567890123456789",
    "12345678901234567890123456789012345678901234567890", "0." + "0" * 49 + "1", "123456789012345.123456789e-3",
    "123456789012345678901234567890e-15", "1,234", "1.234,56", "NaN", "nan", "inf", "-Infinity", "0x1A", "1_000",
    "1d", "1f", "12 %", "$5", "1e", "e5", ".", "+", "-", "--1", "1.2.3", "1 2", "- 3", "12\n", "\t12", "٣", "１２",
    "true", "null", "None", "", " ", "'); drop table x; --", "1e1000", "1e-1000", "−5", "1.5e2.5", None,
]


def exact_number(text, kind):
    """The decimal of a kind that a text stands for, or None."""
    whole_digits, scale = SCALES[kind]
    if text is None:
        return None
    text = text.strip(" ")
    plain = re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text, re.ASCII)
    scientific = re.fullmatch(
        r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})[eE][+-]?[0-9]{1,3}", text, re.ASCII
    )
    if not plain and not scientific:
        return None
    with localcontext() as context:
        context.prec = 1200
        value = Decimal(text).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
        if abs(value) >= 10**whole_digits:
            return None
        return f"{abs(value) if value == 0 else value:.{scale}f}"


def random_numbers(count=800, seed=17):
    dice = random.Random(seed)
    texts = []
    for _ in range(count):
        mantissa = str(dice.randint(0, 10 ** dice.randint(1, 14)))
        fraction = "".join(dice.choice("0123456789") for _ in range(dice.randint(0, 16)))
        exponent = dice.choice(["", "", f"e{dice.randint(-30, 25)}", f"E+{dice.randint(0, 6):02d}"])
        texts.append(dice.choice(["", "-", "+"]) + mantissa + ("." + fraction if fraction else "") + exponent)
    return texts


DOUBLES = [0.1, 1.0000000005, 0.00000000025, 1e-7, 1.5e-9, 123456.789012345, 2.5, -2.675, 1e15, 1e18, 1e19, 0.0, 3e-10]

TIMES = {
    "2026-01-31": "2026-01-31 00:00:00",
    "2026-01-31 23:59": "2026-01-31 23:59:00",
    " 2026-01-31 10:00:00 ": "2026-01-31 10:00:00",
    "2026-01-31T10:00:00Z": "2026-01-31 10:00:00",
    "2026-01-31 23:59:59 UTC": "2026-01-31 23:59:59",
    "2026-01-31T23:59:59.123456789Z": "2026-01-31 23:59:59.123456",
    "2026-01-31 10:00:00.9999999": "2026-01-31 10:00:00.999999",
    "2026-01-31T23:59:59+02:00": "2026-01-31 21:59:59",
    "2026-01-31T23:59:59+0230": "2026-01-31 21:29:59",
    "2026-01-31 10:00:00+05": "2026-01-31 05:00:00",
    "2026-01-31T10:00:00.1-05:30": "2026-01-31 15:30:00.1",
    "2026-01-31 10:00:00.5 +0000": "2026-01-31 10:00:00.5",
    "2026-03-08T23:30:00-05:00": "2026-03-09 04:30:00",
    "2026-03-29 02:30:00": "2026-03-29 02:30:00",
    "2024-02-29": "2024-02-29 00:00:00",
    "2000-02-29T00:00:00Z": "2000-02-29 00:00:00",
    "9999-12-31 23:59:59": "9999-12-31 23:59:59",
    "1970-01-01 00:00:00.000001": "1970-01-01 00:00:00.000001",
    **dict.fromkeys([
        "2026-02-30", "2023-02-29", "1900-02-29", "2026-04-31 10:00", "2026-01-31T24:00:00", "2026-01-31T23:59:60",
        "2026-13-01", "2026-00-10", "0000-01-01", "now", "today", "epoch", "infinity", "2026-1-5", "01/02/2026",
        "20260131", "1767225600", "2026-01-31T10", "2026-01-31\n", "Jan 5 2026", "abc", "", None,
    ]),
}

EPOCHS = ["0", "1700000000", "1700000000.5", "-1", "1.7e9", "253402300799", "253402300800", "abc", "", None]

DOCUMENTS = [
    '{"a":{"b":"x"},"b.c":[1,"y",null,{"k":5}],"n":null,"t":true,"i":12345678901234567890,"e":[]}',
    '{"a":{"b":"é\\"q"},"b.c":["only"]}', '{"a":"plain","b.c":"no list"}', '{"b.c":{"k":1}}', "[1,2]", "not json",
    '{"a":', "", "null", '"s"', "{}", "[]", '{"a":{"b":""}}', None,
]
PATHS = [["a", "b"], ["b.c", 0], ["b.c", 1], ["b.c", 2], ["b.c", 3, "k"], ["n"], ["t"], ["i"], ["missing"], [0]]


def element_at(document, path):
    try:
        value = json.loads(document)
    except (TypeError, ValueError):
        return None
    for step in path:
        try:
            value = value[step] if isinstance(value, (list if isinstance(step, int) else dict)) else None
        except (KeyError, IndexError):
            return None
    return value


def scalar_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def exploded(rows, path):
    for row_id, document in rows:
        elements = element_at(document, path)
        for position, element in enumerate(elements if isinstance(elements, list) else []):
            yield row_id, str(position), scalar_text(element.get("k") if isinstance(element, dict) else element)


def entries(rows, path):
    for row_id, document in rows:
        found = element_at(document, path)
        for name, value in found.items() if isinstance(found, dict) else ():
            inner = value.get("k") if isinstance(value, dict) else value
            yield str(row_id), name, None if isinstance(inner, (list, dict)) else scalar_text(inner)


KEYS = [
    ("1", "23"), ("12", "3"), ("123", ""), ("", "123"), (None, "123"), ("123", None), (None, None), ("", ""), (None, ""),
    ("", None), ("-", "-"), ("-", None), ("1:1", "23"), ("1", ":23"), ("1-", "-"), ("1:-", "-"), ("||", "|"), ("é", "e"),
    ("0:", None), ("0:", ""), (None, "0:"), ("a", "1:b"), ("a1:b", None), ("日本", "x"),
]


def key_of(*parts):
    text = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.md5(text.encode()).hexdigest()


DATES = [date(2024, 1, 31), date(2023, 1, 31), date(2024, 2, 29), date(2024, 12, 31), date(2100, 2, 28), date(1999, 3, 1),
         date(2026, 3, 31), date(2026, 8, 15), date(2000, 2, 29), date(2025, 11, 30)]
STEPS = [0, 1, -1, 3, 11, 12, 13, -12, -25]


def last_day(year, month):
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def months_later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, last_day(year, month + 1)))


BOOLEANS = {"true": "true", " T ": "true", "1": "true", "YES": "true", "y": "true", "False": "false", "0": "false",
            "no": "false", "f": "false", "N": "false", "2": None, "": None, "maybe": None, None: None}


class Cases:
    """The statements of one engine with the rows they must return."""

    def __init__(self, engine, edits=None):
        self.macros = Macros(engine, edits=edits, account="fakesnow")
        self.engine = engine
        self.edits = edits
        self.tables = {}
        self.statements = {}
        self.wanted = {}
        for add in (self.numbers, self.typed_numbers, self.times, self.epochs, self.local_dates, self.documents, self.keys,
                    self.dates, self.booleans, self.groups, self.issues):
            add()

    def text(self, expression):
        return f"cast({expression} as {self.macros.type_of('text')})"

    def table(self, name, words, rows):
        self.tables[name] = ({column: self.macros.type_of(word) for column, word in words.items()}, rows)

    def case(self, name, expressions, source, wanted):
        chosen = ", ".join(f"{self.text(expression)} as c{i}" for i, expression in enumerate(expressions))
        self.statements[name] = f"select {chosen} from {source}"
        self.wanted[name] = sorted(map(str, wanted))

    def numbers(self):
        texts = list(enumerate(POISON + random_numbers()))
        self.table("numbers", {"id": "integer", "v": "text"}, texts)
        for kind in SCALES:
            wanted = [(str(i), exact_number(text, kind)) for i, text in texts]
            self.case(f"safe_number {kind}", ["id", self.macros.safe_number("v", kind)], "numbers", wanted)
        remainders = []
        for i, text in texts:
            rounded, exact = exact_number(text, "money"), exact_number(text, "precise")
            gone = None
            if rounded and exact:
                gone = (Decimal(exact) - Decimal(rounded)).quantize(Decimal("1e-12"), ROUND_HALF_UP)
                gone = f"{abs(gone) if gone == 0 else gone:.12f}"
            remainders.append((str(i), gone))
        self.case("rounding_remainder", ["id", self.macros.rounding_remainder("v")], "numbers", remainders)

    def typed_numbers(self):
        self.table("fractions", {"id": "integer", "v": "precise"}, list(enumerate(["1.0000000005", "-2.5", "0", None])))
        wanted = [("0", "1.000000001"), ("1", "-2.500000000"), ("2", "0.000000000"), ("3", None)]
        self.case("safe_number of a decimal", ["id", self.macros.safe_number("v")], "fractions", wanted)
        self.case("typed_number", ["id", self.macros.typed_number("v")], "fractions", wanted)
        self.table("wholes", {"id": "integer"}, [(0,), (-7,), (9007199254740993,)])
        wanted = [(str(i), f"{i}.000000000") for i in (0, -7, 9007199254740993)]
        self.case("safe_number of an integer", ["id", self.macros.safe_number("id")], "wholes", wanted)
        self.tables["doubles"] = (
            {"id": self.macros.type_of("integer"), "v": "double" if self.engine in ("duckdb", "spark") else "double precision"},
            [(i, repr(value)) for i, value in enumerate(DOUBLES)],
        )
        wanted = [(str(i), exact_number(repr(value), "money")) for i, value in enumerate(DOUBLES)]
        self.case("safe_number of a double", ["id", self.macros.safe_number("v")], "doubles", wanted)

    def times(self):
        rows = list(enumerate(TIMES))
        self.table("times", {"id": "integer", "v": "text"}, rows)
        found = [(str(i), TIMES[text], TIMES[text] and TIMES[text][:10]) for i, text in rows]
        self.case("times from text", ["id", *self.shown(self.macros.safe_timestamp("v")), self.macros.safe_date("v")], "times",
                  [(i, stamp and stamp[:19], micros(stamp), day) for i, stamp, day in found])
        self.case("utc_from_text", ["id", *self.shown(self.macros.utc_from_text("v"))], "times",
                  [(i, stamp and stamp[:19], micros(stamp)) for i, stamp, _ in found])
        valid = [(i, TIMES[text]) for i, text in rows if text and TIMES[text]]
        self.table("stamps", {"id": "integer", "v": "timestamp"}, valid)
        wanted = [(str(i), stamp[:19], micros(stamp), stamp[:10]) for i, stamp in valid]
        self.case("times from timestamps", ["id", *self.shown(self.macros.safe_timestamp("v")), self.macros.utc_date("v")],
                  "stamps", wanted)
        zoned = {"duckdb": "timestamptz", "postgres": "timestamptz", "spark": "timestamp", "snowflake": "timestamp_tz"}
        rows = [(0, "2026-01-31 23:59:59+02:00"), (1, "2026-03-08 02:30:00-05:00"), (2, "2026-01-01 00:00:00+00:00")]
        self.tables["zoned"] = ({"id": self.macros.type_of("integer"), "v": zoned[self.engine]}, rows)
        wanted = [("0", "2026-01-31 21:59:59", "0"), ("1", "2026-03-08 07:30:00", "0"), ("2", "2026-01-01 00:00:00", "0")]
        self.case("utc_from_tz", ["id", *self.shown(self.macros.utc_from_tz("v"))], "zoned", wanted)
        self.case("safe_timestamp of a zoned column", ["id", *self.shown(self.macros.safe_timestamp("v"))], "zoned", wanted)

    def shown(self, stamp):
        """Second and microsecond apart: engines print fractions of a second in different lengths."""
        part = {"duckdb": "microsecond({0}) % 1000000", "postgres": "cast(extract(microsecond from {0}) as integer) % 1000000",
                "spark": "pmod(unix_micros({0}), 1000000)", "snowflake": "cast(date_part(microsecond, {0}) as integer) % 1000000"}
        return f"substr({self.text(stamp)}, 1, 19)", part[self.engine].format(f"({stamp})")

    def epochs(self):
        rows = list(enumerate(EPOCHS))
        self.table("epochs", {"id": "integer", "v": "text"}, rows)
        for macro, unit in (("utc_from_epoch_seconds", 1), ("utc_from_epoch_millis", 1000)):
            wanted = []
            for i, text in rows:
                number = exact_number(text, "money")
                inside = number is not None and -62135596800 * unit <= Decimal(number) < 253402300800 * unit
                stamp = None
                if inside:
                    stamp = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(Decimal(number) * 10**6 // unit))
                wanted.append((str(i), stamp and stamp.strftime("%Y-%m-%d %H:%M:%S"), stamp and str(stamp.microsecond)))
            self.case(macro, ["id", *self.shown(getattr(self.macros, macro)("v"))], "epochs", wanted)

    def local_dates(self):
        rows = [(0, "2026-03-08 04:59:59"), (1, "2026-03-08 05:00:00"), (2, "2026-03-09 03:59:59"), (3, "2026-03-09 04:00:00")]
        self.table("instants", {"id": "integer", "v": "timestamp"}, rows)
        self.case("business_date in UTC", ["id", self.macros.business_date("v")], "instants",
                  [(str(i), stamp[:10]) for i, stamp in rows])
        new_york = Macros(self.engine, {"business_time_zone": "America/New_York"}, self.edits)
        self.case("business_date across a change of clocks", ["id", new_york.business_date("v")], "instants",
                  [("0", "2026-03-07"), ("1", "2026-03-08"), ("2", "2026-03-08"), ("3", "2026-03-09")])
        days = [(0, "2026-03-07"), (1, "2026-03-08"), (2, "2026-03-09"), (3, "2026-03-29"), (4, "2026-11-01"), (5, "2026-11-02"), (6, None)]
        self.table("days_by_name", {"id": "integer", "d": "date"}, days)
        begins = {"America/New_York": ["05", "05", "04", "04", "04", "05"], "Asia/Tokyo": ["00"] * 6, "UTC": ["00"] * 6}
        midnights = {"America/New_York": begins["America/New_York"], "Asia/Tokyo": ["15"] * 6, "Asia/Beirut": ["22"] * 6}
        for zone, hours in begins.items():
            there = Macros(self.engine, {"business_time_zone": zone}, self.edits)
            stamp = there.utc_from_business_date("d")
            self.case(f"utc_from_business_date {zone}",
                      ["id", f"substr({self.text(stamp)}, 1, 19)", there.business_date(stamp), there.utc_date(stamp)], "days_by_name",
                      [(str(i), day and f"{day} {hour}:00:00", day, day) for (i, day), hour in zip(days, [*hours, None], strict=True)])
        # midnight of 29 March does not exist in Beirut: its day begins at one o'clock, at the same instant
        for zone, hours in midnights.items():
            self.case(f"utc_of_midnight {zone}", ["id", f"substr({self.text(self.macros.utc_of_midnight('d', zone))}, 12, 2)"], "days_by_name",
                      [(str(i), hour) for (i, _), hour in zip(days, [*hours, None], strict=True)])

    def documents(self):
        rows = list(enumerate(DOCUMENTS))
        self.table("documents", {"id": "integer", "v": "text"}, rows)
        for path in PATHS:
            wanted = [(str(i), None if isinstance(element_at(text, path), (list, dict)) else scalar_text(element_at(text, path)))
                      for i, text in rows]
            self.case(f"json_text {path}", ["id", self.macros.json_text("v", path)], "documents", wanted)
        for path in ([], ["b.c"], ["e"], ["a"]):
            sizes = [(str(i), element_at(text, path)) for i, text in rows]
            wanted = [(i, str(len(value)) if isinstance(value, list) else None) for i, value in sizes]
            self.case(f"json_array_length {path}", ["id", self.macros.json_array_length("v", path)], "documents", wanted)
        for path in ([], ["b.c"], ["e"]):
            source = self.macros.json_explode("documents", "v", path, ["id"], "item", "place")
            inner = f"coalesce({self.macros.json_text('item', ['k'])}, case when item not like '%{{%' then item end)"
            self.case(f"json_explode {path}", ["id", "place", inner], f"({source}) as x",
                      [(str(i), place, value) for i, place, value in exploded(rows, path)])
        for path in ([], ["a"]):
            source = self.macros.json_entries("documents", "v", path, ["id"], "name", "item")
            inner = f"coalesce({self.macros.json_text('item', ['k'])}, case when item not like '%{{%' and item not like '%[%' then item end)"
            self.case(f"json_entries {path}", ["id", "name", inner], f"({source}) as x", list(entries(rows, path)))

    def keys(self):
        rows = [(i, *pair) for i, pair in enumerate(KEYS)]
        self.table("pairs", {"id": "integer", "a": "text", "b": "text"}, rows)
        for macro in (self.macros.surrogate_key, self.macros.payload_hash):
            self.case(macro(["a", "b"])[:0] + f"key {macro is self.macros.payload_hash}", ["id", macro(["a", "b"])], "pairs",
                      [(str(i), key_of(a, b)) for i, a, b in rows])
        self.case("key of numbers and dates",
                  [self.macros.surrogate_key(["12", "cast('1.5' as decimal(28, 9))", "cast('2026-01-31' as date)", "null"])],
                  "(select 1 as one) as x", [(key_of("12", "1.500000000", "2026-01-31", None),)])
        self.case("text_hash", ["id", self.macros.text_hash("a")], "pairs",
                  [(str(i), a if a is None else hashlib.md5(a.encode()).hexdigest()) for i, a, _ in rows])

    def dates(self):
        rows = [(i, day.isoformat(), step) for i, (day, step) in enumerate((d, s) for d in DATES for s in STEPS)]
        self.table("days", {"id": "integer", "d": "date", "n": "integer"}, rows)
        m = self.macros
        wanted = []
        for i, text, step in rows:
            day = date.fromisoformat(text)
            later = day + timedelta(days=step)
            wanted.append((str(i), later.isoformat(), months_later(day, step).isoformat(), day.replace(day=1).isoformat(),
                           day.replace(day=last_day(day.year, day.month)).isoformat(), str((later - day).days),
                           str((day - date(2024, 2, 28)).days)))
        self.case("dates", ["id", m.date_add_days("d", "n"), m.date_add_months("d", "n"), m.month_start("d"), m.month_end("d"),
                            m.days_between("d", m.date_add_days("d", "n")), m.days_between("cast('2024-02-28' as date)", "d")],
                  "days", wanted)
        self.case("digits", ["digit"], f"({m.digits()}) as x", [(str(i),) for i in range(10)])

    def booleans(self):
        rows = list(enumerate(BOOLEANS))
        self.table("words", {"id": "integer", "v": "text"}, rows)
        said = "case when {0} then 'true' when not {0} then 'false' end"
        self.case("safe_boolean", ["id", said.format(f"({self.macros.safe_boolean('v')})")], "words",
                  [(str(i), BOOLEANS[word]) for i, word in rows])
        self.table("flags", {"id": "integer", "v": "boolean"}, [(0, "true"), (1, "false"), (2, None)])
        self.case("safe_boolean of a boolean", ["id", said.format(f"({self.macros.safe_boolean('v')})")], "flags",
                  [("0", "true"), ("1", "false"), ("2", None)])

    def groups(self):
        rows = [("g", "b", "false"), ("g", "B", None), ("g", "a", "true"), ("g", "é", "false"), ("g", "b", "false"),
                ("g", None, "false"), ("h", "x", "false"), ("h", "y", None), ("i", None, None)]
        self.table("members", {"g": "text", "v": "text", "f": "boolean"}, rows)
        m = self.macros
        said = f"case when {m.any_true('f')} then 'yes' else 'no' end"
        self.case("aggregates", ["g", m.ordered_text_agg("v", ", "), m.ordered_text_agg("v", "|", True), said],
                  "members group by g",
                  [("g", "B, a, b, b, é", "B|a|b|é", "yes"), ("h", "x, y", "x|y", "no"), ("i", None, None, "no")])

    def issues(self):
        rows = [(0, "5", "2026-01-01"), (1, "abc", "2026-01-01"), (2, " ", "soon"), (3, None, None), (4, "x" * 90, "soon")]
        self.table("inputs", {"id": "integer", "amount": "text", "day": "text"}, rows)
        m = self.macros
        checks = [("amount", "amount", m.safe_number("amount")), ("day", "day", m.safe_date("day"), "a date")]
        self.case("row_issue", ["id", m.row_issue(checks)], "inputs",
                  [("0", None), ("1", 'amount: "abc" is not a number'), ("2", 'day: "soon" is not a date'), ("3", None),
                   ("4", 'amount: "' + "x" * 80 + '" is not a number')])

    def differences(self, connection=None, prefix=""):
        names = [name for name in self.statements if name.startswith(prefix)]
        found = answers(self.engine, [self.statements[name] for name in names], self.tables, connection)
        differing = {}
        for name, rows in zip(names, found, strict=True):
            rows = sorted(str(tuple(row)) for row in rows)
            if rows != self.wanted[name]:
                differing[name] = [pair for pair in zip(rows, self.wanted[name], strict=False) if pair[0] != pair[1]][:5] or (
                    f"{len(rows)} rows, not {len(self.wanted[name])}")
        return differing


def micros(stamp):
    return None if stamp is None else str(int((stamp.partition(".")[2] or "0").ljust(6, "0")))


@pytest.mark.parametrize(
    "engine",
    ["duckdb", "postgres", pytest.param("spark", marks=pytest.mark.spark), pytest.param("snowflake", marks=pytest.mark.spark)],
)
def test_every_macro_means_the_same(engine, request):
    connection = request.getfixturevalue("module_postgres_env") if engine == "postgres" else None
    assert Cases(engine).differences(connection) == {}


def test_no_two_lists_of_parts_share_a_key():
    assert len({key_of(*parts) for parts in KEYS}) == len(KEYS)


@pytest.mark.parametrize("session_zone", ["America/New_York", "Asia/Kathmandu"])
def test_the_zone_of_the_session_does_not_move_a_timestamp(session_zone):
    duckdb = pytest.importorskip("duckdb")
    macros = Macros("duckdb")
    with duckdb.connect() as session:
        session.execute(f"set TimeZone = '{session_zone}'")
        for text, wanted in TIMES.items():
            if text and wanted:
                (found,) = session.execute(f"select cast({macros.safe_timestamp('v')} as text) from (select ? as v)", [text]).fetchone()
                assert found == wanted


@pytest.mark.parametrize("key", ['say "x"', "it's", "back\\slash"])
def test_a_key_that_would_break_out_of_a_path_is_refused(key):
    with pytest.raises(CompilerError, match="may not contain quotes"):
        Macros("duckdb").json_text("v", ["a", key])


def test_an_unknown_type_word_is_named():
    with pytest.raises(CompilerError, match="unknown type word 'cash'"):
        Macros("duckdb").type_of("cash")


BREAKAGES = {
    "safe_number": ("number_pattern", "[eE][+-]?[0-9]{1,3}", "[eE][0-9]{1,3}"),
    "safe_number of a double": ("safe_number", "'VARCHAR', 'JSON', 'DOUBLE', 'FLOAT'", "'VARCHAR'"),
    "safe_number rate": ("plain_number_text", "{{ decimals + 1 }}", "{{ decimals }}"),
    "safe_number count": ("plain_number_text", "least(40,", "least(10,"),
    "rounding_remainder": ("rounding_remainder", "'money'", "'precise'"),
    "times": ("safe_timestamp", "then timezone('UTC', try_cast(replace(replace({{ words }}, ' +', '+'), ' -', '-') as timestamptz))",
              "then try_cast({{ words }} as timestamp)"),
    "utc_from_epoch_millis": ("utc_from_epoch_millis", "* 1000 ", "* 1000000 "),
    "business_date": ("in_time_zone", "timezone('{{ zone }}', timezone('UTC', {{ timestamp }}))", "{{ timestamp }}"),
    "utc_from_business_date": ("utc_of_midnight", "timezone('{{ zone }}', cast({{ date }} as timestamp))", "cast({{ date }} as timestamp)"),
    "json_text": ("json_path", "['.\"', '\"']", "['.', '']"),
    "json_explode": ("json_explode", "position - 1", "position"),
    "json_entries": ("json_entries", "'$.*'", "'$[*]'"),
    "json_array_length": ("json_array_length", "= 'ARRAY'", "<> 'NULL'"),
    "key": ("surrogate_key", "|| ':' ||", "||"),
    "key ": ("surrogate_key", "'-')\")", "'0:')\")"),
    "dates": ("date_add_months", "to_months(cast({{ months }} as integer))", "to_days(30 * cast({{ months }} as integer))"),
    "safe_boolean": ("safe_boolean", "lower(", "("),
    "aggregates": ("ordered_text_agg", "order by {{ expression }})", "order by lower({{ expression }}) desc)"),
    "row_issue": ("row_issue", "1, 80", "1, 8"),
}


@pytest.mark.parametrize("case", BREAKAGES)
def test_a_broken_macro_is_noticed(case):
    macro, old, new = BREAKAGES[case]
    assert Cases("duckdb", {macro: [(old, new)]}).differences(prefix=case.strip())
