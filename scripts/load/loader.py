"""One file into one table: check, widen, insert, all in one transaction."""

import datetime
import sys
import tempfile
import time
from pathlib import Path

from . import kinds, reading
from .contract import LOAD_COLUMNS, Contract
from .errors import LoadProblem
from .reading import literal, quoted

HASH = "_source_file_hash"


class Job:
    """One file and the table it goes to."""

    def __init__(self, file, vendor, table):
        self.file, self.vendor, self.table = Path(file), vendor, table


def jobs_of_folder(folder):
    """DIR/raw/<vendor>/<table>.parquet, or a folder <table> with several files, in the order of their names."""
    root = Path(folder, "raw") if Path(folder, "raw").is_dir() else Path(folder)
    if not root.is_dir():
        raise LoadProblem(folder, "no such folder", "Run `python -m scripts.simulate` first, or check the path")
    jobs = []
    for vendor in sorted(path for path in root.iterdir() if path.is_dir()):
        for entry in sorted(vendor.iterdir()):
            files = sorted(entry.iterdir()) if entry.is_dir() else [entry]
            jobs += [Job(file, vendor.name, entry.name.split(".")[0]) for file in files if file.suffix.lower() in reading.FORMATS]
    if not jobs:
        raise LoadProblem(folder, "holds no <vendor>/<table>.parquet", "Check the path")
    return jobs


def loaded_at_of(file, given):
    """When the rows arrived: as told, else when the file was last written."""
    if given:
        return given
    moment = datetime.datetime.fromtimestamp(Path(file).stat().st_mtime, datetime.UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def duckdb_connection():
    import duckdb

    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    con.execute("set preserve_insertion_order = false")
    return con


def open_target(name, scratch):
    """The target and the DuckDB connection that stages files for it."""
    if name == "duckdb":
        from .target_duckdb import DuckdbTarget

        target = DuckdbTarget()
        return target, target.con
    con = duckdb_connection()
    if name == "postgres":
        from .target_postgres import PostgresTarget

        return PostgresTarget(con, scratch), con
    from .target_snowflake import SnowflakeTarget

    return SnowflakeTarget(con, scratch), con


def run(target_name, jobs, loaded_at=None, any_table=False, project=None, say=print):
    """Loads every job, or none where one of the files does not fit. Returns the number of rows added."""
    contract = Contract(project) if project else Contract()
    if not any_table:
        for job in jobs:
            contract.check_name(job.file, job.vendor, job.table)
    with tempfile.TemporaryDirectory() as scratch:
        if target_name == "spark":
            return run_spark(contract, jobs, loaded_at, scratch)
        target, con = open_target(target_name, scratch)
        try:
            check_all(contract, con, jobs, scratch, say)
            return sum(load_one(target, con, contract, job, number, len(jobs), loaded_at, scratch, say) for number, job in enumerate(jobs, 1))
        finally:
            target.close()


def check_all(contract, con, jobs, scratch, say):
    """Looks into every file before the first one is loaded."""
    problems = []
    for job in jobs:
        try:
            job.name, job.declared = contract.table(job.vendor, job.table) or (job.table, {})
            staged = reading.read(con, job.file, scratch)
            contract.check_columns(job.file, job.vendor, job.name, staged.columns)
        except LoadProblem as problem:
            problems.append(problem.about(job.vendor, job.table))
    if problems:
        for problem in problems[:-1]:
            say(f"load: {problem}")
        raise problems[-1]


def load_one(target, con, contract, job, number, count, loaded_at, scratch, say):
    started, label = time.time(), f"[{number}/{count}] {job.vendor}.{job.name}"
    file_hash = reading.content_hash(job.file)
    existing = target.columns(job.vendor, job.name)
    if existing and HASH in existing and target.has_file(job.vendor, job.name, file_hash):
        say(f"{label}: already loaded")
        return 0
    staged = reading.read(con, job.file, scratch)
    target.begin()
    try:
        columns, select = prepared(target, con, job, staged, existing, file_hash, loaded_at)
        target.insert(job.vendor, job.name, select, columns)
        rows = con.execute(f"select count(*) from ({staged.sql}) as staged").fetchone()[0]
        target.commit()
    except BaseException:
        target.rollback()
        raise
    say(f"{label}: {rows:,} rows in {time.time() - started:.1f} s")
    return rows


def prepared(target, con, job, staged, existing, file_hash, loaded_at):
    """Makes the table fit the file and returns the insert's columns and select."""
    have = {name.lower(): (name, kind) for name, kind in (existing or {}).items()}
    promised = {name.lower(): kind for name, (kind, _) in job.declared.items()}
    columns, parts = {}, []
    for name, kind in staged.columns.items():
        if name == HASH:
            continue
        known, held = have.get(name.lower(), (name, None))
        expression, kind = fitted(con, staged, name, kind, held, promised.get(name.lower()))
        if existing and held is None:
            target.add_column(job.vendor, job.name, name, kind)
        elif existing and kind != held:
            target.change_kind(job.vendor, job.name, known, kind)
        columns[known] = kind
        parts.append(f"cast({expression} as {duck(kind)}) as {quoted(known)}")
    extra = {} if any(name.lower() in LOAD_COLUMNS for name in columns) else {
        "_loaded_at": (kinds.TIMESTAMP, f"cast({literal(loaded_at_of(job.file, loaded_at))} as timestamp)")
    }
    extra[HASH] = (kinds.TEXT, literal(file_hash))
    for name, (kind, expression) in extra.items():
        if existing and name not in existing:
            target.add_column(job.vendor, job.name, name, kind)
        columns[name] = kind
        parts.append(f"{expression} as {quoted(name)}")
    if not existing:
        target.create(job.vendor, job.name, columns)
    return columns, f"select {', '.join(parts)} from ({staged.sql}) as staged"


def fitted(con, staged, name, kind, held, promised):
    """Expression and kind of one column: what the table holds or staging expects, where every value allows it, else text."""
    if not staged.textual:
        return quoted(name), kinds.meet(held, kind) if held else kind
    wanted = held or promised
    if wanted and wanted != kinds.TEXT:
        expression = reading.converted(con, staged, name, wanted)
        if expression:
            return expression, wanted
    return quoted(name), kinds.TEXT


def duck(kind):
    return "varchar" if kind == kinds.TEXT else kind


def run_spark(contract, jobs, loaded_at, scratch):
    """Spark reads parquet itself; any other format is first rewritten, which takes DuckDB."""
    from . import target_spark

    entries = []
    try:
        con = duckdb_connection()
    except ImportError:
        con = None
    for number, job in enumerate(jobs):
        job.name, job.declared = contract.table(job.vendor, job.table) or (job.table, {})
        entry = {"file": str(job.file), "parquet": str(job.file.resolve()), "vendor": job.vendor, "table": job.name,
                 "hash": reading.content_hash(job.file), "loaded_at": loaded_at_of(job.file, loaded_at)}
        if con:
            try:
                staged = reading.read(con, job.file, scratch)
            except LoadProblem as problem:
                raise problem.about(job.vendor, job.name) from None
            contract.check_columns(job.file, job.vendor, job.name, staged.columns)
            if staged.textual:
                entry["parquet"] = str(Path(scratch, f"{number}.parquet"))
                promised = {name.lower(): kind for name, (kind, _) in job.declared.items()}
                parts = []
                for name, kind in staged.columns.items():
                    expression, kind = fitted(con, staged, name, kind, None, promised.get(name.lower()))
                    parts.append(f"cast({expression} as {duck(kind)}) as {quoted(name)}")
                con.execute(f"copy (select {', '.join(parts)} from ({staged.sql}) as staged) to {literal(entry['parquet'])} (format parquet)")
        elif reading.format_of(job.file) != "parquet":
            raise LoadProblem(job.file, "this interpreter has no duckdb, so it reads parquet only", "Start the loader with the project's main interpreter", job.vendor, job.table)
        entries.append(entry)
    target_spark.load(entries)
    return None


def stderr(line):
    print(line, file=sys.stderr, flush=True)
