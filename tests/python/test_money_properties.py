"""Parts of an amount: 10,000 random splits per engine against whole numbers and fractions in Python.

The oracle knows only what a split promises (the parts are the whole, each within one nano-unit of its exact share,
nothing for no weight, the same whatever order the rows arrive in), not how the macro computes it.
"""

import random
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.python.engines import answers
from tests.python.macro_harness import Macros

NANO = Decimal("0.000000001")
EXPONENTS = (0, 2, 3, 4, 9)  # yen, dollar, dinar, unidad de fomento, and the finest amount there is


def random_splits(count, seed=20260421):
    """(split, part, amount, weight): every kind of amount and every kind of weight."""
    dice = random.Random(seed)
    rows = []
    for split in range(count):
        exponent = EXPONENTS[split % len(EXPONENTS)]
        magnitude = 10 ** dice.randint(0, 12)
        amount = Decimal(dice.randint(-magnitude * 10**exponent, magnitude * 10**exponent)).scaleb(-exponent)
        parts = dice.choice((1, 1, 2, 3, 3, 5, 7, 12))
        largest = dice.choice((1, 3, 10, 1000, 10**6, 10**13))
        weights = [dice.randint(0, largest) for _ in range(parts)]
        kind = dice.randint(0, 9)
        if kind == 0:
            weights = [0] * parts
        elif kind == 1:
            weights = [largest] * parts
        elif kind == 2:
            weights[dice.randrange(parts)] = dice.choice((None, -5, 0))
        elif kind == 3:
            weights = [10**14 - 1, *weights[1:]]
        rows += [(split, part, f"{amount:.9f}", weight) for part, weight in enumerate(weights)]
    return rows


def split_on(engine, rows, connection=None, edits=None, account="real"):
    macros = Macros(engine, edits=edits, account=account)
    part = macros.split_money("amount", "weight", ["split"], ["part"])
    text = macros.type_of("text")
    statement = f"select cast(split as {text}), cast(part as {text}), cast({part} as {text}) from splits"
    columns = {"split": macros.type_of("integer"), "part": macros.type_of("integer"),
               "amount": macros.type_money(), "weight": macros.type_count()}
    (found,) = answers(engine, [statement], {"splits": (columns, rows)}, connection)
    return {(int(split), int(number)): value for split, number, value in found}


def violations(rows, found):
    """Every promise that a set of parts breaks, as sentences."""
    splits = defaultdict(list)
    for split, part, amount, weight in rows:
        splits[split].append((part, Decimal(amount), max(weight or 0, 0)))
    broken = []
    for split, members in splits.items():
        whole = int(members[0][1] / NANO)
        total = sum(weight for _, _, weight in members)
        given = {}
        for part, _, _ in members:
            value = found.get((split, part))
            if value is None or len(value.rpartition(".")[2]) != 9:
                broken.append(f"{split}/{part}: {value} is not money")
                value = "0"
            given[part] = int(Decimal(value).scaleb(9))
        if sum(given.values()) != whole:
            broken.append(f"{split}: parts sum to {sum(given.values())}, not {whole}")
        for part, _, weight in members:
            share = Fraction(whole * weight, total) if total else Fraction(whole, len(members))
            if abs(given[part] - share) >= 1:
                broken.append(f"{split}/{part}: {given[part]} is not within one nano-unit of {float(share)}")
            if total and not weight and given[part]:
                broken.append(f"{split}/{part}: {given[part]} for no weight")
    return broken


def negated(rows):
    return [(split, part, f"{-Decimal(amount):.9f}", weight) for split, part, amount, weight in rows]


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request, module_postgres_env):
    return request.param, module_postgres_env if request.param == "postgres" else None


def test_ten_thousand_random_splits(engine):
    name, connection = engine
    rows = random_splits(10_000)
    found = split_on(name, rows, connection)
    assert len(found) == len(rows)
    assert violations(rows, found) == []


def test_the_arrival_order_of_rows_changes_nothing(engine):
    name, connection = engine
    rows = random_splits(1_000, seed=7)
    shuffled = random.Random(1).sample(rows, len(rows))
    assert split_on(name, rows, connection) == split_on(name, shuffled, connection)


def test_a_refund_mirrors_its_charge(engine):
    name, connection = engine
    rows = random_splits(1_000, seed=8)
    charged, refunded = split_on(name, rows, connection), split_on(name, negated(rows), connection)
    assert all(Decimal(value) == -Decimal(refunded[key]) for key, value in charged.items())


def test_engines_give_the_odd_nano_unit_to_the_same_row(module_postgres_env):
    rows = random_splits(2_000, seed=9)
    assert split_on("duckdb", rows) == split_on("postgres", rows, module_postgres_env)


@pytest.mark.spark
def test_spark_splits_like_duckdb():
    rows = random_splits(3_000, seed=10)
    found = split_on("spark", rows)
    assert violations(rows, found) == []
    assert found == split_on("duckdb", rows)


@pytest.mark.spark
def test_the_snowflake_emulator_splits_like_duckdb():
    rows = random_splits(300, seed=11)
    assert split_on("snowflake", rows, account="fakesnow") == split_on("duckdb", rows)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_thousand_more(seed):
    rows = random_splits(10_000, seed=1000 + seed)
    assert violations(rows, split_on("duckdb", rows)) == []


BREAKAGES = {
    "each part rounded on its own": {
        "split_money": [("int_div(units ~ ' * ' ~ upto, basis) ~ ' - ' ~ int_div(units ~ ' * ' ~ before, basis)",
                         "int_div(units ~ ' * (' ~ upto ~ ' - ' ~ before ~ ')', basis)")],
    },
    "division in doubles": {
        "int_div": [("(cast({{ dividend }} as hugeint) // nullif(cast({{ divisor }} as hugeint), 0))",
                     "trunc({{ dividend }} / nullif({{ divisor }}, 0))")],
    },
    "negative weights counted": {
        "split_money": [("case when ' ~ weight ~ ' > 0 then cast(' ~ weight ~ ' as ' ~ type_of('wide') ~ ') else 0 end",
                         "coalesce(cast(' ~ weight ~ ' as ' ~ type_of('wide') ~ '), 0)")],
    },
    "no weights, no parts": {
        "split_money": [("case when ' ~ total ~ ' > 0 then sum('", "case when true then sum('"),
                        ("case when ' ~ total ~ ' > 0 then ' ~ total ~ '", "case when true then ' ~ total ~ '")],
    },
    "rows of one partition in no order": {
        "split_money": [("order by ' ~ order_by | join(', ')", "order by 1'")],
    },
    "micro-units": {
        "nano_units": [("1000000000", "1000000")],
        "money_from_nano": [("0.000000001", "0.000001")],
    },
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_broken_split_is_noticed(breakage):
    rows = random_splits(2_000, seed=12)
    found = split_on("duckdb", rows, edits=BREAKAGES[breakage])
    shuffled = random.Random(2).sample(rows, len(rows))
    assert violations(rows, found) or found != split_on("duckdb", shuffled, edits=BREAKAGES[breakage])


def rounded_ratio(numerator, denominator):
    """Half away from zero at six decimals, in whole numbers."""
    if numerator is None or not denominator:
        return None
    quotient = Fraction(numerator) / Fraction(denominator)
    if abs(quotient) >= 10**11:
        return None
    millionths = int(abs(quotient) * 10**6 + Fraction(1, 2))
    return f"{Decimal(millionths if quotient >= 0 else -millionths).scaleb(-6) + Decimal('0.000000'):.6f}"


def random_ratios(count, seed=3):
    dice = random.Random(seed)
    pairs = [("1", "3"), ("-2", "3"), ("2", "-3"), ("-1", "-6"), ("0.0000005", "1"), ("-0.0000005", "1"),
             ("0.000000499", "1"), ("0", "5"), ("5", "0"), (None, "1"), ("1", None), ("1000000000000000", "7"),
             ("1000000000000000", "1000000000000000"), ("-999999999999999.999999999", "1000000000000000"),
             ("1000000000000000", "0.000000001"), ("12.5", "100000000")]
    for _ in range(count):
        over = Decimal(dice.randint(-(10**15), 10**15)).scaleb(-dice.randint(0, 9))
        under = Decimal(dice.randint(-(10**15), 10**15)).scaleb(-dice.randint(0, 9))
        pairs.append((f"{over:.9f}", f"{under:.9f}"))
    # Exact halves of a millionth, where engines would differ if they rounded on their own.
    pairs += [(f"{Decimal(2 * i + 1).scaleb(-7) * 5:.9f}", "1") for i in range(-200, 200)]
    return [(number, *pair) for number, pair in enumerate(pairs)]


def ratios_on(engine, rows, connection=None, edits=None, account="real"):
    macros = Macros(engine, edits=edits, account=account)
    text = macros.type_of("text")
    statement = f"select cast(id as {text}), cast({macros.ratio('n', 'd')} as {text}) from ratios"
    columns = {"id": macros.type_of("integer"), "n": macros.type_money(), "d": macros.type_money()}
    (found,) = answers(engine, [statement], {"ratios": (columns, rows)}, connection)
    return {int(number): value for number, value in found}


def wrong_ratios(rows, found):
    wanted = {i: rounded_ratio(n and Decimal(n), d and Decimal(d)) for i, n, d in rows}
    return [(rows[i], found[i], value) for i, value in wanted.items() if found[i] != value]


def test_ratios_are_exact_and_rounded_half_away_from_zero(engine):
    name, connection = engine
    rows = random_ratios(5_000)
    assert wrong_ratios(rows, ratios_on(name, rows, connection)) == []


@pytest.mark.spark
def test_ratios_on_spark_and_the_snowflake_emulator():
    rows = random_ratios(1_000)
    assert wrong_ratios(rows, ratios_on("spark", rows)) == []
    assert wrong_ratios(rows, ratios_on("snowflake", rows, account="fakesnow")) == []


def test_a_ratio_that_cuts_instead_of_rounding_is_noticed():
    rows = random_ratios(100)
    edits = {"ratio": [("(' ~ over ~ ' * 2000000 + ' ~ half ~ ')'", "(' ~ over ~ ' * 2000000)'")]}
    assert wrong_ratios(rows, ratios_on("duckdb", rows, edits=edits))


def test_whole_division_cuts_toward_zero_at_38_digits(engine):
    name, connection = engine
    macros = Macros(name)
    dice = random.Random(5)
    pairs = [(dice.randint(-(10**36), 10**36), dice.randint(1, 10 ** dice.randint(1, 30))) for _ in range(500)]
    pairs += [(7, -2), (-7, 2), (-7, -2), (1, 10**30), (0, 3), (10**37, 3)]
    rows = [(number, *pair) for number, pair in enumerate(pairs)]
    columns = {"id": macros.type_of("integer"), "a": macros.type_of("wide"), "b": macros.type_of("wide")}
    statement = f"select cast(id as text), cast({macros.int_div('a', 'b')} as text) from pairs"
    (found,) = answers(name, [statement, ], {"pairs": (columns, rows)}, connection)
    wanted = {number: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1) for number, a, b in rows}
    assert {int(number): int(value) for number, value in found} == wanted


def test_money_as_a_weight_is_whole_positive_and_never_loses_an_amount(engine):
    name, connection = engine
    macros = Macros(name)
    amounts = {"12.5": 12500000, "0.000000001": 1, "0": 0, "-3": 0, None: 0, "0.0000019": 1, "999999999": 999999999 * 10**6}
    rows = list(enumerate(amounts))
    columns = {"id": macros.type_of("integer"), "amount": macros.type_money()}
    statements = [
        f"select cast(id as text), cast({macros.split_weight('amount')} as text) from amounts",
        f"select cast(id as text), cast({macros.split_weight('amount', 2)} as text) from amounts",
    ]
    micro, cents = answers(name, statements, {"amounts": (columns, [(i, a) for i, a in rows])}, connection)
    assert [int(value) for _, value in sorted(micro, key=lambda row: int(row[0]))] == list(amounts.values())
    assert dict(cents)["0"] == "1250"
    assert dict(cents)["1"] == "1"
