"""Reads one file into a DuckDB select with values of the seven kinds, without losing a digit or a row."""

import hashlib
import json
from pathlib import Path

from . import kinds
from .errors import LoadProblem, one_line

FORMATS = {".parquet": "parquet", ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json"}
DUCKDB_KINDS = {
    "VARCHAR": kinds.TEXT, "BOOLEAN": kinds.BOOLEAN, "DATE": kinds.DATE, "TIMESTAMP": kinds.TIMESTAMP,
    "TINYINT": kinds.BIGINT, "SMALLINT": kinds.BIGINT, "INTEGER": kinds.BIGINT, "BIGINT": kinds.BIGINT,
    "UTINYINT": kinds.BIGINT, "USMALLINT": kinds.BIGINT, "UINTEGER": kinds.BIGINT,
    "UBIGINT": kinds.decimal(20, 0), "HUGEINT": kinds.decimal(38, 0), "FLOAT": kinds.DOUBLE, "DOUBLE": kinds.DOUBLE,
}
PLAIN_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"


class Staged:
    """A file as a select: `sql` gives `columns` (name -> kind)."""

    def __init__(self, file, sql, columns, textual):
        self.file, self.sql, self.columns, self.textual = file, sql, columns, textual


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    return "'" + str(value).replace("'", "''") + "'"


def content_hash(file):
    """Tells two deliveries apart by what is in them, not by what they are called."""
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:32]


def format_of(file):
    found = FORMATS.get(Path(file).suffix.lower())
    if found is None:
        raise LoadProblem(file, f'cannot tell the format from "{Path(file).suffix}"', "Give a .parquet, .csv, .json or .jsonl file")
    return found


def read(con, file, scratch):
    """Stages a file of any format. `scratch` is a folder for a rewritten JSON file."""
    fmt = format_of(file)
    if not Path(file).is_file():
        raise LoadProblem(file, "no such file", "Check the path")
    if fmt == "parquet":
        return read_parquet(con, file)
    if fmt == "csv":
        return read_text(con, file, file, delimiter_of(file))
    rewritten = Path(scratch, f"{content_hash(file)}.csv")
    rewrite_json(file, rewritten)
    return read_text(con, file, rewritten, ",", "allow_quoted_nulls = false")


def read_parquet(con, file):
    source = f"read_parquet({literal(file)})"
    try:
        described = con.execute(f"describe select * from {source}").fetchall()
    except Exception as error:
        raise unreadable(file, error) from None
    columns, parts = {}, []
    for name, duck, *_ in described:
        kind, expression = parquet_column(quoted(name), duck)
        columns[name] = kind
        parts.append(f"{expression} as {quoted(name)}")
    return Staged(file, f"select {', '.join(parts)} from {source}", columns, textual=False)


def parquet_column(name, duck):
    """Kind and expression of one parquet column. Nested values become JSON text, moments become UTC."""
    if duck in DUCKDB_KINDS:
        kind = DUCKDB_KINDS[duck]
        return kind, f"cast({name} as {kind})"
    if duck.startswith("DECIMAL("):
        return duck.lower().replace(" ", ""), name
    if duck == "TIMESTAMP WITH TIME ZONE":
        return kinds.TIMESTAMP, f"({name} at time zone 'UTC')"
    if duck.startswith("TIMESTAMP"):
        return kinds.TIMESTAMP, f"cast({name} as timestamp)"
    if duck.endswith("]") or duck.startswith(("STRUCT", "MAP")):
        return kinds.TEXT, f"cast(to_json({name}) as varchar)"
    return kinds.TEXT, f"cast({name} as varchar)"


def delimiter_of(file):
    try:
        with open(file, encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
    except UnicodeDecodeError as error:
        raise LoadProblem(file, f"not UTF-8 text ({error.reason} at byte {error.start})", "Save the file as UTF-8") from None
    if not head.strip():
        raise LoadProblem(file, "the first line is empty", "The first line must name the columns")
    return max(",;\t|", key=head.count)


def read_text(con, file, source, delimiter, options="allow_quoted_nulls = true"):
    """Every value stays the text it was; conversion happens column by column, where all values allow it."""
    call = f"read_csv({literal(source)}, all_varchar = true, header = true, delim = {literal(delimiter)}, quote = '\"', escape = '\"', auto_detect = false, {options}"
    try:
        names = header(source, delimiter)
        doubled = sorted({name for name in names if names.count(name) > 1 or not name})
        if doubled:
            raise LoadProblem(file, f'the header names "{doubled[0]}" twice or leaves a name empty', "Give every column its own name")
        spec = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        call = f"{call}, columns = {{{spec}}})"
        con.execute(f"create or replace temp table staged_text as select * from {call}")
    except LoadProblem:
        raise
    except Exception as error:
        raise unreadable(file, error) from None
    return Staged(file, "select * from staged_text", dict.fromkeys(names, kinds.TEXT), textual=True)


def header(source, delimiter):
    import csv

    with open(source, encoding="utf-8-sig", newline="") as stream:
        return [name.strip() for name in next(csv.reader(stream, delimiter=delimiter))]


class Number(str):
    """A JSON number as it was written: a float would drop digits."""


def rewrite_json(file, target):
    """JSON (one object, a list, or one object per line) to CSV text; nested values stay JSON."""
    rows = json_rows(file)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise LoadProblem(file, "no records found", "Give a list of objects, or one object per line")
    with open(target, "w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(quoted(name) for name in names) + "\n")
        for row in rows:
            stream.write(",".join("" if row.get(name) is None else quoted(json_cell(row[name])) for name in names) + "\n")


def json_rows(file):
    options = {"parse_float": Number, "parse_int": Number}
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadProblem(file, f"not UTF-8 text ({error.reason} at byte {error.start})", "Save the file as UTF-8") from None
    try:
        found = json.loads(text, **options)
        rows = found if isinstance(found, list) else [found]
    except json.JSONDecodeError as whole:
        rows = []
        for number, line in enumerate(text.splitlines(), 1):
            try:
                rows += [json.loads(line, **options)] if line.strip() else []
            except json.JSONDecodeError as error:
                raise LoadProblem(file, f"line {number if number > 1 else whole.lineno} is not JSON ({error.msg})", "Give a list of objects, or one object per line") from None
    odd = next((row for row in rows if not isinstance(row, dict)), None)
    if odd is not None:
        raise LoadProblem(file, f"a record is not an object ({str(odd)[:40]})", "Give a list of objects, or one object per line")
    return rows


def json_cell(value):
    return value if isinstance(value, str) else json_text(value)


def json_text(value):
    """JSON text with every number as it was written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {json_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(json_text(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def converted(con, staged, name, kind):
    """The expression that turns a text column into `kind`, or None when one value would lose something."""
    column = quoted(name)
    if kind == kinds.TIMESTAMP:
        target = f"cast(try_cast({column} as timestamptz) at time zone 'UTC' as timestamp)"
        fits = f"regexp_matches({column}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') and {target} is not null"
    elif kind == kinds.DATE:
        target = f"try_cast({column} as date)"
        fits = f"regexp_matches({column}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$') and {target} is not null"
    elif kind == kinds.BOOLEAN:
        target = f"try_cast({column} as boolean)"
        fits = f"lower({column}) in ('true', 'false', 't', 'f')"
    elif kind == kinds.DOUBLE:
        target = f"try_cast({column} as double)"
        fits = f"regexp_matches({column}, '{PLAIN_NUMBER}') and length({column}) <= 16 and {target} is not null"
    else:
        scale = (kinds.decimal_parts(kind) or (19, 0))[1]
        target = f"try_cast({column} as {kind})"
        fits = f"regexp_matches({column}, '{PLAIN_NUMBER}') and length(split_part({column}, '.', 2)) <= {scale} and {target} is not null"
    lost = con.execute(f"select count(*) from ({staged.sql}) as staged where {column} is not null and not coalesce({fits}, false)").fetchone()[0]
    return None if lost else target


def unreadable(file, error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    what = " ".join(lines[:3]) if "CSV Error" in str(error) else lines[0]
    return LoadProblem(file, f"cannot be read: {one_line(what)[:300]}", "Export it again, or open it and repair that place")
