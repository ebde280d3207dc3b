"""Spark: database raw_<vendor>, parquet tables partitioned by the file's hash, so that a repeated load replaces itself.

Runs inside an interpreter that has pyspark; another interpreter hands a list of files over to the one of the
Spark environment (`python -m scripts.load.target_spark LIST.json`).
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from .. import _common
from . import kinds
from .contract import LOAD_COLUMNS
from .errors import LoadProblem

HASH = "_source_file_hash"


def has_pyspark():
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return False
    return True


def load(entries):
    """Loads a list of {file, parquet, vendor, table, hash, loaded_at}, here or in Spark's own interpreter."""
    if has_pyspark():
        return load_here(entries)
    python = _common.venv_bin("spark") / "python"
    if not python.exists():
        raise LoadProblem("spark", "no Spark environment", "Run `make .venv-spark/ready`")
    plan = _common.warehouse() / f"spark_load_{os.getpid()}.json"
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text(json.dumps(entries))
    try:
        code = subprocess.call([python, "-m", "scripts.load.target_spark", str(plan)], cwd=_common.ROOT, env=_common.dbt_env("spark"))
    finally:
        plan.unlink(missing_ok=True)
    if code:
        raise SystemExit(code)
    return None


def session():
    """The settings of profiles.yml.example, so that dbt finds the same metastore and the same tables."""
    os.environ.update(_common.java_env())
    from pyspark.sql import SparkSession

    folder = _common.warehouse()
    spark = (
        SparkSession.builder.appName("layer_six_load")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.memory", os.environ.get("LAYER_SIX_MEMORY", "4g").replace("GB", "g"))
        .config("spark.driver.extraJavaOptions", f"-Duser.timezone=UTC -Dderby.system.home={folder}/spark")
        .config("spark.sql.warehouse.dir", f"{folder}/spark/tables")
        .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .enableHiveSupport().getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def load_here(entries):
    spark = session()
    try:
        for number, entry in enumerate(entries, 1):
            started = time.time()
            rows = load_one(spark, entry)
            word = "already loaded" if rows is None else f"{rows:,} rows in {time.time() - started:.1f} s"
            print(f"[{number}/{len(entries)}] {entry['vendor']}.{entry['table']}: {word}", file=sys.stderr)
    finally:
        spark.stop()


def load_one(spark, entry):
    database, table = f"raw_{entry['vendor']}", f"`raw_{entry['vendor']}`.`{entry['table']}`"
    spark.sql(f"create database if not exists `{database}`")
    heal(spark, database, entry["table"])
    frame = normalised(spark, entry)
    incoming = {field.name: kind_of(field.dataType) for field in frame.schema}
    if not spark.catalog.tableExists(table):
        spec = ", ".join(f"`{name}` {native(kind)}" for name, kind in incoming.items())
        spark.sql(f"create table {table} ({spec}, `{HASH}` string) using parquet partitioned by (`{HASH}`)")
    elif any(row[0] == f"{HASH}={entry['hash']}" for row in spark.sql(f"show partitions {table}").collect()):
        return None
    have = {field.name.lower(): (field.name, kind_of(field.dataType)) for field in spark.table(table).schema}
    added = {name: kind for name, kind in incoming.items() if name.lower() not in have}
    for name, kind in added.items():
        spark.sql(f"alter table {table} add columns (`{name}` {native(kind)})")
    wider = {
        have[name.lower()][0]: kinds.meet(have[name.lower()][1], kind) for name, kind in incoming.items()
        if name.lower() in have and kinds.meet(have[name.lower()][1], kind) != have[name.lower()][1]
    }
    if wider:
        widen(spark, database, entry["table"], wider)
    frame.createOrReplaceTempView("staged")
    parts = [
        f"cast(`{incoming_name(incoming, field.name)}` as {field.dataType.simpleString()})" if incoming_name(incoming, field.name) else "null"
        for field in spark.table(table).schema if field.name != HASH
    ]
    spark.sql(f"insert overwrite table {table} partition (`{HASH}` = '{entry['hash']}') select {', '.join(parts)} from staged")
    return frame.count()


def incoming_name(incoming, name):
    return next((other for other in incoming if other.lower() == name.lower()), None)


def normalised(spark, entry):
    """The file's columns in the seven kinds, with a load time where the file brings none."""
    from pyspark.sql import functions as sf

    try:
        frame = spark.read.parquet(entry["parquet"])
    except Exception as error:
        raise LoadProblem(entry["file"], f"cannot be read: {str(error).splitlines()[0][:200]}", "Export it again", entry["vendor"], entry["table"]) from None
    columns = []
    for field in frame.schema:
        kind, column = field.dataType.simpleString(), sf.col(f"`{field.name}`")
        if kind.startswith(("struct", "array", "map")):
            column = sf.to_json(column)
        elif kind.startswith("timestamp"):
            column = column.cast("timestamp")
        elif kind in ("tinyint", "smallint", "int"):
            column = column.cast("bigint")
        elif kind == "float":
            column = column.cast("double")
        elif not (kind in ("bigint", "double", "boolean", "date") or kind.startswith("decimal")):
            column = column.cast("string")
        if field.name != HASH:
            columns.append(column.alias(field.name))
    if not any(field.name.lower() in LOAD_COLUMNS for field in frame.schema):
        columns.append(sf.lit(entry["loaded_at"]).cast("timestamp").alias("_loaded_at"))
    return frame.select(*columns)


def kind_of(data_type):
    return {"string": kinds.TEXT}.get(data_type.simpleString(), data_type.simpleString())


def native(kind):
    return "string" if kind == kinds.TEXT else kind


def widen(spark, database, table, wider):
    """Parquet tables cannot change a type in place: write a wider copy and put it in the table's place."""
    schema = spark.table(f"`{database}`.`{table}`").schema
    parts = ", ".join(f"cast(`{f.name}` as {native(wider.get(f.name, kind_of(f.dataType)))}) as `{f.name}`" for f in schema)
    spark.sql(
        f"create table `{database}`.`{table}__wider` using parquet partitioned by (`{HASH}`) as select {parts} from `{database}`.`{table}`"
    )
    spark.sql(f"drop table `{database}`.`{table}`")
    spark.sql(f"alter table `{database}`.`{table}__wider` rename to `{database}`.`{table}`")


def heal(spark, database, table):
    """Finishes or undoes a change of type that was interrupted."""
    if spark.catalog.tableExists(f"`{database}`.`{table}__wider`"):
        if spark.catalog.tableExists(f"`{database}`.`{table}`"):
            spark.sql(f"drop table `{database}`.`{table}__wider`")
        else:
            spark.sql(f"alter table `{database}`.`{table}__wider` rename to `{database}`.`{table}`")


if __name__ == "__main__":
    try:
        load_here(json.loads(Path(sys.argv[1]).read_text()))
    except LoadProblem as problem:
        print(f"load: {problem}", file=sys.stderr)
        sys.exit(2)
