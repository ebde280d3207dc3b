"""What a spreadsheet can do to a seed file as a whole, in one line each: dbt would stop at it with words of its own.

Cells are not looked at here: models/staging/pricing judges them, also where nobody runs a script.
"""

from __future__ import annotations

import csv
from pathlib import Path

import yaml


def seed_file_problems(project: Path) -> list[str]:
    """One sentence per seed file that cannot be loaded as it is: where, what was found, what to do."""
    problems = []
    for settings in sorted((project / "seeds").glob("*/_*__seeds.yml")):
        for seed in yaml.safe_load(settings.read_text())["seeds"]:
            file = settings.parent / f"{seed['name']}.csv"
            problem = _problem(file, list(seed["config"]["column_types"]))
            problems += [f"{file.relative_to(project)}{problem}"] if problem else []
    return problems


def _problem(file: Path, columns: list[str]) -> str | None:
    if not file.exists():
        return f": is not there; put it back, at least with the line {','.join(columns)}"
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f", line {line}: is not UTF-8 text; save it as CSV UTF-8"
    reader = csv.reader(text.splitlines(keepends=True))
    header = [cell.strip() for cell in next(reader, [])]
    if absent := [column for column in columns if column not in header]:
        if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            return ": cells are not separated by commas; save it as CSV with commas"
        return f": has no column {', '.join(absent)}; the first line must be {','.join(columns)}"
    for row in reader:
        if row and len(row) != len(header):
            return (f", line {reader.line_num}: has {len(row)} cells and the first line {len(header)}; "
                    "put a value that holds a comma into double quotes")
    return None
