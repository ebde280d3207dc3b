"""Measure the identity of a built company against the simulator's truth: which records were linked, which cost and
revenue went to the wrong customer because of it. Reads only; exit code 1 with one line per limit that is missed.

python -m scripts.identity_check DIR                 DIR has simulated/ and warehouse/ (build.duckdb)
python -m scripts.identity_check --make DIR          simulates at the dirtiest, loads, builds with the links, checks

How pairs are counted
  A record is one customer of one vendor (vendor, source account, native id). Two records are a true pair when the
  truth gives both to one customer (after mergers), and a found pair when int_customer_map gives both one customer_key;
  a record that the map does not have is alone. Pairs are counted by cluster, n * (n - 1) / 2 of its records, never
  one by one. precision = pairs both true and found / found pairs; recall = pairs both true and found / true pairs.
  Automatic: the same without the records that a link of customer_links.csv names on its left side. Both are held to
  the limits.

How the margin error is computed
  1. Each true customer is matched with the found customer that holds most of its revenue: the accepted revenue lines
     of its records (absolute amounts), by the customer_key of those records. One to one: of two true customers whose
     most is held by one found customer, the larger amount takes it and the other takes its next best, or nobody.
     A true customer without revenue lines takes the free found customer that holds most of its records.
  2. margin as built = ledger revenue of the found customer in the month (every class but write-offs, in source
     currency) less its cost of fct_customer_margin_monthly; margin in truth = revenue earned up to as_of less cost
     of the truth's ledger, both over all accounts of the customer. Either revenue is turned into the reporting
     currency at the rate that the ledger itself used for that currency and month, so that exchange is no difference.
  3. The error is the sum over true customers and months of |as built - in truth|; nobody found counts as zero as
     built. Differences of up to one cent in a customer's month are rounding and left out. A dollar that is wrongly
     at another customer counts twice, where it is and where it is missing; one that is at nobody counts once. What
     found customers that match nobody hold is shown beside it and is not added again.
  4. share = error / revenue in truth of all customers and months. In a company whose links are all right the error is
     zero (tests/python/test_truth.py says so), so what is left is identity's.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from scripts._common import ROOT, Refusal, Stopwatch, main, say
from scripts.simulate.stacks import DEFAULT, STACKS, settings_of

SHOWN = 20
SEEDS = ("customer_links", "identifier_assignments", "customer_segments")
COPIED = ("models", "macros", "tests", "analyses")


@dataclass(frozen=True)
class Pairs:
    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(self.true + other.true, self.found + other.found, self.right + other.right)


NOBODY = Pairs(0, 0, 0)


def count_pairs(connection, true: str, found: str) -> dict[tuple[str, str], Pairs]:
    """Pairs by pair of vendors, from two relations of (record, vendor, cluster), counted by cluster and vendor."""
    rows = connection.execute(f"""
        with true_sizes as (select cluster, vendor, count(*) as n from {true} group by all),
        found_sizes as (select cluster, vendor, count(*) as n from {found} group by all),
        cells as (
            select t.cluster as true_cluster, f.cluster as found_cluster, t.vendor, count(*) as n
            from {true} as t inner join {found} as f on t.record = f.record group by all
        ),
        counted as (
            select 'true' as what, a.vendor as one, b.vendor as other, a.n as n, b.n as m
            from true_sizes as a inner join true_sizes as b on a.cluster = b.cluster and a.vendor <= b.vendor
            union all
            select 'found', a.vendor, b.vendor, a.n, b.n
            from found_sizes as a inner join found_sizes as b on a.cluster = b.cluster and a.vendor <= b.vendor
            union all
            select 'right', a.vendor, b.vendor, a.n, b.n
            from cells as a inner join cells as b
                on a.true_cluster = b.true_cluster and a.found_cluster = b.found_cluster and a.vendor <= b.vendor
        )
        select one, other, what, cast(sum(case when one = other then n * (n - 1) // 2 else n * m end) as bigint)
        from counted group by one, other, what
    """).fetchall()
    by_vendors: dict[tuple[str, str], dict[str, int]] = {}
    for one, other, what, pairs in rows:
        by_vendors.setdefault((one, other), {})[what] = pairs
    return {at: Pairs(*(counts.get(what, 0) for what in ("true", "found", "right"))) for at, counts in sorted(by_vendors.items())}


def match(held: list[tuple[str, str, Decimal]]) -> dict[str, str]:
    """True customer -> found customer, one to one, the largest holdings first."""
    taken: dict[str, str] = {}
    used: set[str] = set()
    for true, found, _ in sorted(held, key=lambda row: (-row[2], row[0], row[1])):
        if true not in taken and found not in used:
            taken[true] = found
            used.add(found)
    return taken


# --- reading ------------------------------------------------------------------------------------------------------------


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    built, truth = folder / "warehouse" / "build.duckdb", folder / "simulated" / "truth"
    for needed, remedy in ((built, "build it, or use --make"), (truth / "identities.parquet", "simulate it with this version")):
        if not needed.exists():
            raise Refusal(f"{needed} does not exist: {remedy}", 66)
    connection = duckdb.connect(str(built), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    raw = folder / "warehouse" / "raw.duckdb"
    if raw.exists():
        connection.execute(f"attach if not exists '{raw}' as raw (read_only)")
    for file in truth.glob("*.parquet"):
        connection.execute(f"create temp view truth_{file.stem} as select * from read_parquet('{file}')")
    return connection


def prepare(connection, linked: list[tuple[str, str]]) -> None:
    """records: every record of the truth with whose it is, whose the warehouse says it is, and whether a person linked it."""
    connection.execute("create temp table linked (vendor varchar, native varchar)")
    if linked:
        connection.executemany("insert into linked values (?, ?)", linked)
    connection.execute("""
        create temp table records as
        select
            truth.vendor || '|' || truth.source_account || '|' || truth.value as record,
            truth.vendor, truth.value as native, truth.name, truth.dirt,
            case when truth.account_id = '(no customer)' then 'nobody|' || truth.vendor || '|' || truth.value else truth.account_id end as true_customer,
            coalesce(map.customer_key, 'no record|' || truth.vendor || '|' || truth.source_account || '|' || truth.value) as found_customer,
            map.customer_key is not null as is_known,
            linked.native is not null as is_linked
        from truth_identities as truth
        left join intermediate.int_customer_map as map
            on truth.vendor = map.vendor and truth.source_account = map.source_account and truth.value = map.customer_native_id
        left join linked on truth.vendor = linked.vendor and truth.value = linked.native
        where truth.kind = 'customer_id'
    """)
    connection.execute("create temp view true_members as select record, vendor, true_customer as cluster from records")
    connection.execute("create temp view found_members as select record, vendor, found_customer as cluster from records")
    connection.execute("create temp view true_automatic as select record, vendor, true_customer as cluster from records where not is_linked")
    connection.execute("create temp view found_automatic as select record, vendor, found_customer as cluster from records where not is_linked")
    connection.execute("""
        create temp table sizes as
        select
            records.*,
            count(*) over (partition by true_customer) as true_size,
            count(*) over (partition by found_customer) as found_size,
            count(*) over (partition by true_customer, found_customer) as cell_size
        from records
    """)


def linked_records(file: Path) -> list[tuple[str, str]]:
    """Vendor and native id of the records that explicit links name on their left side."""
    if not file.exists():
        return []
    with file.open(newline="") as rows:
        names = [row["left_identifier"].split(":", 2) for row in csv.DictReader(rows) if row["action"] == "link"]
    return sorted({(vendor, value) for vendor, kind, value in names if kind == "customer_id"})


# --- the report ---------------------------------------------------------------------------------------------------------


def rate(value: float) -> str:
    return f"{value:.4f}"


def line_of(pairs: Pairs) -> str:
    return (f"precision {rate(pairs.precision)}  recall {rate(pairs.recall)}  "
            f"(true {pairs.true:,}, found {pairs.found:,}, right {pairs.right:,})")


def report_pairs(connection) -> tuple[Pairs, Pairs]:
    records, known, true, found = connection.execute("""
        select count(*), count(*) filter (is_known), count(distinct true_customer) filter (true_customer not like 'nobody|%'),
            count(distinct found_customer) filter (is_known)
        from records
    """).fetchone()
    say(f"records {records:,} (in the warehouse {known:,}), true customers {true:,}, found customers {found:,}")
    every = count_pairs(connection, "true_members", "found_members")
    overall = sum(every.values(), NOBODY)
    automatic = sum(count_pairs(connection, "true_automatic", "found_automatic").values(), NOBODY)
    say(f"pairs, all links:       {line_of(overall)}")
    say(f"pairs, automatic links: {line_of(automatic)}")
    for (one, other), pairs in every.items():
        say(f"  {one} - {other}: {line_of(pairs)}")
    return overall, automatic


def report_wrong(connection) -> None:
    rows = connection.execute("""
        with parts as (
            select found_customer, true_customer, count(*) as n, min(name) as name,
                string_agg(distinct vendor, ', ' order by vendor) as vendors, string_agg(distinct nullif(dirt, ''), ', ') as dirt
            from records group by all
        )
        select
            (sum(n) * sum(n) - sum(n * n)) // 2 as pairs,
            list(name || ' (' || true_customer || ': ' || vendors || ')' order by true_customer), string_agg(dirt, ', ')
        from parts group by found_customer having count(*) > 1 order by pairs desc, min(true_customer)
    """).fetchall()
    say(f"wrong merges: {len(rows)} found customers hold records of more than one, {sum(row[0] for row in rows):,.0f} wrong pairs")
    for pairs, names, dirt in rows[:SHOWN]:
        say(f"  {pairs:,.0f} pairs: {' + '.join(names)}; dirt: {_distinct(dirt)}")


def report_missed(connection) -> None:
    rows = connection.execute("""
        with parts as (
            select true_customer, found_customer, count(*) as n,
                string_agg(vendor || ' ' || native || coalesce(' "' || name || '"', '') || case when dirt = '' then '' else ' [' || dirt || ']' end, '; '
                    order by vendor, native) as told,
                row_number() over (partition by true_customer order by count(*) desc, found_customer) as place
            from records group by true_customer, found_customer
        )
        select (sum(n) * sum(n) - sum(n * n)) // 2 as pairs, true_customer, min(told) filter (place = 1),
            string_agg(told, ' | ' order by place) filter (place > 1)
        from parts group by true_customer having count(*) > 1 order by pairs desc, true_customer
    """).fetchall()
    say(f"missed links: {len(rows)} true customers are in more than one piece, {sum(row[0] for row in rows):,.0f} missed pairs")
    for pairs, customer, most, rest in rows[:SHOWN]:
        say(f"  {pairs:,.0f} pairs: {customer}: {rest}  apart from  {most}")


def report_dirt(connection) -> None:
    rows = connection.execute("""
        with marks as (select unnest(case when dirt = '' then ['(none)'] else string_split(dirt, ', ') end) as mark, * from sizes)
        select mark, count(*), sum(true_size - cell_size), sum(found_size - cell_size), count(*) filter (true_size > cell_size or found_size > cell_size)
        from marks group by mark order by 3 + 4 desc, sum(true_size - cell_size) + sum(found_size - cell_size) desc, mark
    """).fetchall()
    say("by kind of dirt: records that carry it, of them not right, missed pairs and wrong pairs that they are in")
    for mark, count, missed, wrong, bad in rows:
        say(f"  {mark}: {count:,} records, {bad:,} not right, {missed:,.0f} missed, {wrong:,.0f} wrong")


def _distinct(dirt: str | None) -> str:
    return ", ".join(sorted(set((dirt or "none").split(", "))))


# --- the money ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Money:
    error: Decimal
    revenue: Decimal
    unattributed: Decimal
    unattributed_in_truth: Decimal
    unmatched: Decimal
    worst: list[tuple[str, Decimal, str]]

    @property
    def share(self) -> Decimal:
        return self.error / self.revenue if self.revenue else Decimal(0)


def measure_money(connection) -> Money:
    connection.execute("""
        create temp table accounts as
        select value as account_id, account_id as true_customer, name, dirt from truth_identities where kind = 'account';
        create temp table rates as
        select source_currency_code as currency_code, period_month, sum(amount) as amount, sum(source_amount) as source_amount
        from marts.fct_margin_ledger where entry_side = 'revenue' and source_amount <> 0 group by all;
        create temp table built as
        with lines as (
            select customer_key, period_month, source_currency_code as currency_code, sum(source_amount) as revenue
            from marts.fct_margin_ledger where entry_side = 'revenue' and entry_class <> 'write_off' group by all
        ),
        amounts as (
            select customer_key, period_month,
                cast(cast(revenue as double) * coalesce(cast(amount as double) / nullif(cast(source_amount as double), 0), 1) as decimal(28, 6)) as revenue,
                cast(0 as decimal(28, 6)) as cost
            from lines left join rates using (currency_code, period_month)
            union all
            select customer_key, period_month, 0, cast(cost as decimal(28, 6)) from marts.fct_customer_margin_monthly
        )
        select customer_key, period_month, sum(revenue) as revenue, sum(cost) as cost from amounts group by all;
        create temp table truth as
        with amounts as (
            select account_id, period_month,
                cast(cast(revenue_to_as_of as double) * coalesce(cast(amount as double) / nullif(cast(source_amount as double), 0), 1) as decimal(28, 6))
                    as revenue,
                cast(0 as decimal(28, 6)) as cost
            from truth_revenue_customer_month left join rates using (currency_code, period_month)
            union all
            select account_id, period_month, 0, cast(cost as decimal(28, 6)) from truth_cost_customer_month where kind not in ('staging', 'research')
        )
        select
            coalesce(true_customer, case account_id when '(untagged)' then '(unattributed)' else account_id end) as true_customer,
            period_month, sum(revenue) as revenue, sum(cost) as cost
        from amounts left join accounts using (account_id) group by all;
    """)
    held = connection.execute("""
        select true_customer, found_customer, sum(abs(net_amount))
        from records inner join intermediate.int_revenue_lines_accepted as lines
            on lines.vendor = records.vendor and lines.customer_native_id = records.native
        where lines.decision <> 'other_authority' and true_customer not like 'nobody|%' group by all
    """).fetchall()
    by_records = connection.execute("""
        select true_customer, found_customer, cast(count(*) as decimal(28, 6)) / 1000000 from records
        where is_known and true_customer not like 'nobody|%' group by all
    """).fetchall()
    paired = match([*((true, found, Decimal(amount)) for true, found, amount in held), *((true, found, Decimal(n)) for true, found, n in by_records)])
    connection.execute("create temp table matched (true_customer varchar, customer_key varchar)")
    connection.executemany("insert into matched values (?, ?)", sorted(paired.items()))
    connection.execute("""
        create temp table differences as
        with in_truth as (select true_customer, period_month, revenue - cost as margin from truth where true_customer not like '(%'),
        as_built as (
            select true_customer, period_month, revenue - cost as margin from built inner join matched using (customer_key)
        )
        select true_customer, period_month, coalesce(as_built.margin, 0) - coalesce(in_truth.margin, 0) as difference
        from in_truth full outer join as_built using (true_customer, period_month)
        where abs(coalesce(as_built.margin, 0) - coalesce(in_truth.margin, 0)) > 0.01
    """)
    (error,) = connection.execute("select coalesce(sum(abs(difference)), 0) from differences").fetchone()
    (revenue,) = connection.execute("select sum(revenue) from truth").fetchone()
    (lost,) = connection.execute("select coalesce(sum(cost), 0) from built where customer_key = '(unattributed)'").fetchone()
    (lost_in_truth,) = connection.execute("select coalesce(sum(cost), 0) from truth where true_customer = '(unattributed)'").fetchone()
    (unmatched,) = connection.execute("""
        select coalesce(sum(abs(revenue - cost)), 0) from built left join matched using (customer_key)
        where matched.customer_key is null and customer_key not like '(%'
    """).fetchone()
    worst = connection.execute(f"""
        with dirt as (
            select true_customer, min(name) as name, string_agg(distinct nullif(dirt, ''), ', ') as dirt from records group by all
        )
        select coalesce(dirt.name, '') || ' (' || true_customer || ')', sum(abs(difference)), coalesce(min(dirt.dirt), '')
        from differences left join dirt using (true_customer) group by true_customer, dirt.name
        order by 2 desc, 1 limit {SHOWN}
    """).fetchall()
    return Money(error, revenue, lost, lost_in_truth, unmatched, worst)


def report_money(money: Money) -> None:
    say(f"margin error by identity: {money.error:,.2f} of {money.revenue:,.2f} revenue = {money.share:.6f}")
    say(f"cost at nobody: {money.unattributed:,.2f} as built, {money.unattributed_in_truth:,.2f} in truth;"
        f" margins of found customers that match nobody: {money.unmatched:,.2f}")
    for name, error, dirt in money.worst:
        say(f"  {error:,.2f}: {name}; dirt: {_distinct(dirt)}")


# --- making a company ---------------------------------------------------------------------------------------------------


def project_with_links(folder: Path) -> Path:
    """This project with the seeds that the people of the simulated company would have written."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    for name in COPIED:
        (project / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    shutil.copytree(ROOT / "seeds", project / "seeds")
    for seed in SEEDS:
        shutil.copyfile(folder / "simulated" / "truth" / "decisions" / f"{seed}.csv", project / "seeds" / "business" / f"{seed}.csv")
    return project


def make(folder: Path, scale: str, stack: str, seed: int, with_tests: bool) -> None:
    (folder / "warehouse").mkdir(parents=True, exist_ok=True)
    simulated = folder / "simulated"
    environment = os.environ | {
        "LAYER_SIX_WAREHOUSE": str((folder / "warehouse").resolve()), "DBT_TARGET_PATH": str((folder / "target").resolve()),
        "DBT_LOG_PATH": str((folder / "logs").resolve()),
    }

    def step(name: str, *arguments: str) -> None:
        with Stopwatch(name):
            done = subprocess.run([sys.executable, "-m", f"scripts.{name}", *arguments], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            raise Refusal(f"{name} failed with code {done.returncode}; nothing was measured")

    step("simulate", "--output", str(simulated.resolve()), "--scale", scale, "--stack", stack, "--seed", str(seed), "--identity-dirt", "worst")
    step("load", "--target", "duckdb", "--from", str(simulated.resolve()))
    settings = ["--vars", json.dumps(settings_of(simulated / "raw"))] if stack != DEFAULT else []
    step("build", "--target", "duckdb", "--project-dir", str(project_with_links(folder).resolve()),
         *settings, *([] if with_tests else ["--no-data-tests"]))


# --- the command --------------------------------------------------------------------------------------------------------


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.identity_check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder with simulated/ and warehouse/")
    parser.add_argument("--min-precision", type=float, default=0.999, metavar="P", help="least precision of pairs (default 0.999)")
    parser.add_argument("--min-recall", type=float, default=0.98, metavar="R", help="least recall of pairs (default 0.98)")
    parser.add_argument("--max-margin-error", type=Decimal, default=Decimal("0.001"), metavar="SHARE",
                        help="largest margin error as a share of revenue (default 0.001)")
    made = parser.add_argument_group("making the company first")
    made.add_argument("--make", action="store_true", help="simulate DIR at the dirtiest, load it, build it with its links, then check")
    made.add_argument("--scale", default="small", help="with --make: scale of the simulation (default small)")
    made.add_argument("--stack", default=DEFAULT, choices=sorted(STACKS), help=f"with --make: whose tables to write (default {DEFAULT})")
    made.add_argument("--seed", type=int, default=6, help="with --make: another seed is another company (default 6)")
    made.add_argument("--data-tests", action="store_true", help="with --make: run the data tests in the build too (slower)")
    return parser.parse_args(argv)


def check(options: argparse.Namespace) -> int:
    connection = opened(options.folder)
    with Stopwatch("reading records"):
        prepare(connection, linked_records(options.folder / "simulated" / "truth" / "decisions" / "customer_links.csv"))
    overall, automatic = report_pairs(connection)
    report_wrong(connection)
    report_missed(connection)
    report_dirt(connection)
    with Stopwatch("reading money"):
        money = measure_money(connection)
    report_money(money)
    missed = [
        *(f"precision of {what} links is {rate(pairs.precision)}, less than {options.min_precision}"
          for what, pairs in (("all", overall), ("automatic", automatic)) if pairs.precision < options.min_precision),
        *(f"recall of {what} links is {rate(pairs.recall)}, less than {options.min_recall}"
          for what, pairs in (("all", overall), ("automatic", automatic)) if pairs.recall < options.min_recall),
        *([f"margin error is {money.share:.6f} of revenue, more than {options.max_margin_error}"] if money.share > options.max_margin_error else []),
    ]
    for line in missed:
        say(f"missed: {line}")
    if not missed:
        say("identity is within its limits")
    return 1 if missed else 0


def run() -> int:
    options = arguments()
    if options.make:
        make(options.folder, options.scale, options.stack, options.seed, options.data_tests)
    return check(options)


if __name__ == "__main__":
    main(run)
