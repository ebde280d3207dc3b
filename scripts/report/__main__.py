"""Print the answer and write it as report.html, from the published marts alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from scripts._common import ROOT, main, published_file, say
from scripts.report import figures, page, screen


def run() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.report", description=__doc__)
    parser.add_argument("--database", type=Path, default=None, help="published warehouse (default: layer_six.duckdb)")
    parser.add_argument("--output", type=Path, default=ROOT / "report.html", help="where the page goes")
    parser.add_argument("--no-page", action="store_true", help="print only")
    arguments = parser.parse_args()
    database = arguments.database or published_file()
    marts = figures.Marts(database)
    screen.print_answer(marts)
    if not arguments.no_page:
        arguments.output.write_text(page.render(marts), encoding="utf-8")
        say(f"report     {arguments.output}")
    say(f"warehouse  {database} (schema marts)")


if __name__ == "__main__":
    main(run)
