"""python -m scripts.load: simulated folders and a stranger's own exports into the raw schemas of a target."""

import argparse
import os
import sys

from .errors import LoadProblem
from .loader import Job, jobs_of_folder, run, stderr

TARGETS = ["duckdb", "postgres", "spark", "snowflake"]
EXAMPLES = """examples:
  python -m scripts.load --target duckdb --from build/demo
  python -m scripts.load --target postgres --vendor stripe --table invoice_line_item export/*.csv

A file is loaded once: the same content again changes nothing. A file that does not fit is refused with one line
and exit code 2, and nothing of the run is loaded."""


def parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m scripts.load", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=TARGETS, default=os.environ.get("LAYER_SIX_TARGET", "duckdb"), help="where to (default: LAYER_SIX_TARGET, else duckdb)")
    parser.add_argument("--from", dest="folder", metavar="DIR", help="load DIR/raw/<vendor>/<table>.parquet, every file of it")
    parser.add_argument("--vendor", help="with --table: the vendor the files come from")
    parser.add_argument("--table", help="the raw table they belong to")
    parser.add_argument("--loaded-at", metavar="'YYYY-MM-DD HH:MM:SS'", help="when the rows arrived (UTC), for files that do not say; default: the file's own time")
    parser.add_argument("--any-table", action="store_true", help="also load a table that no model reads")
    parser.add_argument("files", nargs="*", metavar="FILE", help=".parquet, .csv, .json or .jsonl")
    found = parser.parse_args(arguments)
    if bool(found.folder) == bool(found.files) or bool(found.files) != bool(found.vendor and found.table):
        parser.error("give either --from DIR, or --vendor V --table T FILE...")
    return found


def main(arguments=None):
    asked = parse(arguments)
    try:
        jobs = jobs_of_folder(asked.folder) if asked.folder else [Job(file, asked.vendor, asked.table) for file in asked.files]
        run(asked.target, jobs, asked.loaded_at, asked.any_table or bool(asked.folder), say=stderr)
    except LoadProblem as problem:
        stderr(f"load: {problem}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
