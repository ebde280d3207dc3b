"""Simulate the demo company: raw tables of its vendors and the exact truth, as parquet.

DIR/raw/<vendor>/<table>.parquet is what loaders would land; DIR/truth/ is what no model may read.
"""

from __future__ import annotations

import argparse
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from scripts._common import Refusal, Stopwatch, main, say
from scripts.simulate import company as company_of
from scripts.simulate import identity as identity_of
from scripts.simulate.calls import Scale, month_calls
from scripts.simulate.emitters import MORE_VENDORS, OTHER_BILLERS, VENDORS
from scripts.simulate.output import Dirt, RawWriter, write_table
from scripts.simulate.reports import write_truth
from scripts.simulate.stacks import DEFAULT, STACKS
from scripts.simulate.truth import Truth

# Above this many calls the calls themselves are not kept beside the truth unless asked for.
KEPT_CALLS = 3_000_000
MARK = "SIMULATED"


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.simulate", description=__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="folder for raw/ and truth/")
    parser.add_argument("--scale", default="small", metavar="SCALE",
                        help="small (tests), demo (200,000 calls in 2026-03), or the calls of that month as a number")
    parser.add_argument("--total-calls", type=int, metavar="N", help="instead of --scale: about N calls in all months")
    parser.add_argument("--seed", type=int, default=6, help="another seed is another company (default 6)")
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--stack", default=DEFAULT, choices=sorted(STACKS), help=f"whose tables to write (default {DEFAULT})")
    told.add_argument("--vendors", metavar="A,B", help="the tables of these vendors alone; `focus:gcp` tells focus in that way")
    parser.add_argument("--identity-dirt", choices=identity_of.LEVELS, default="usual",
                        help="what names the customers: usual, or worst (mistyped, missing, shared, re-used and moved identifiers)")
    parser.add_argument("--dirt", choices=("none", "real"), default="real", help="faults of real life (default real)")
    return parser.parse_args(argv)


def simulate(output: Path, scale: Scale, seed: int = 6, vendors=VENDORS, dirt: str = "real", identity: str = "usual") -> Truth:
    """Write raw and truth of one company over those of the last simulation in the same folder."""
    modules, ways = {}, {}
    for vendor, _, way in (name.partition(":") for name in vendors):
        if vendor not in VENDORS + MORE_VENDORS:
            raise Refusal(f"unknown vendor {vendor!r}: choose from {', '.join(VENDORS + MORE_VENDORS)}", 64)
        modules[vendor] = import_module(f"scripts.simulate.emitters.{vendor}")
        ways[vendor] = (way,) if way else ()
    _clear(output)
    faults = Dirt(dirt == "real")
    company = company_of.build(seed)
    truth = Truth(company, scale, dirt, tuple(modules), identity_of.plan(company, identity, tuple(modules)))
    call_loggers = [module for module in modules.values() if hasattr(module, "emit_calls")]
    with RawWriter(output / "raw") as out, RawWriter(output) as kept, ThreadPoolExecutor(2) as pool:
        for month in truth.company.months:
            with Stopwatch(f"{month:%Y-%m}"):
                calls = month_calls(truth.company, month, scale, dirt)
                truth.add_month(calls)
                # Each of them writes tables of its own, so they may work side by side.
                told = [pool.submit(module.emit_calls, truth, calls, out, faults) for module in call_loggers]
                for future in told:
                    future.result()
                if scale.headline_calls * 8 <= KEPT_CALLS:
                    kept.write("truth", "calls", calls)
        truth.finish()
        for vendor, module in modules.items():
            if hasattr(module, "emit"):
                collects = vendor == "stripe" and set(OTHER_BILLERS) & set(modules)
                with Stopwatch(vendor):
                    module.emit(truth, out, faults, *ways[vendor], **({"processor_only": True} if collects else {}))
        rows = dict(out.rows)
    with Stopwatch("truth"):
        write_truth(truth, output / "truth")
        write_table(output / "truth" / "dirt.parquet", faults.table())
    for (vendor, table), count in sorted(rows.items()):
        say(f"  {vendor}.{table}: {count:,} rows")
    return truth


def _clear(output: Path) -> None:
    """Remove the last simulation, and nothing that a simulation did not write."""
    mark = output / "truth" / MARK
    if (output / "raw").exists() and not mark.exists():
        raise Refusal(f"{output / 'raw'} was not written by a simulation: choose another --output or remove it", 73)
    for part in ("raw", "truth"):
        shutil.rmtree(output / part, ignore_errors=True)
    mark.parent.mkdir(parents=True)
    mark.write_text("Written by python -m scripts.simulate, which may remove this folder and raw/ beside it.\n")


def run() -> int:
    args = arguments()
    try:
        scale = Scale.of_total(args.total_calls) if args.total_calls else Scale.named(args.scale)
    except ValueError:
        raise Refusal(f"--scale {args.scale}: neither small, demo nor a number of calls", 64) from None
    say(f"simulating {scale.headline_calls:,} calls in the headline month, seed {args.seed}, dirt {args.dirt}")
    with Stopwatch("simulation"):
        vendors = [name for name in args.vendors.split(",") if name] if args.vendors else STACKS[args.stack]
        simulate(args.output, scale, args.seed, vendors, args.dirt, args.identity_dirt)
    return 0


if __name__ == "__main__":
    main(run)
