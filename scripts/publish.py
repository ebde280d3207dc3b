"""Show finished marts to readers in one step: before it they see the last good build, after it the new one.

DuckDB: the marts are copied from build.duckdb into a new file beside layer_six.duckdb, which then replaces it.
Postgres: the marts were built in schema marts_next; one transaction renames it to marts, with the grants, row
policies and views of the schema it replaces. The replaced schema stays as marts_old for queries still running.

python -m scripts.publish --target duckdb|postgres    publishes what the last build left
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import time
from pathlib import Path

from scripts._common import Refusal, build_file, main, published_file, say, target_path

NEXT_SCHEMA = "marts_next"
PUBLIC_SCHEMA = "marts"


def marts_in(manifest_file: Path) -> list[str]:
    """Names of the mart relations this project builds now; a model that was removed is not among them."""
    nodes = json.loads(manifest_file.read_text())["nodes"].values()
    return sorted(
        node["alias"]
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] in (PUBLIC_SCHEMA, NEXT_SCHEMA)
    )


# --- DuckDB -----------------------------------------------------------------------------------------------------------


def next_file(target: Path) -> Path:
    return target.with_name(target.name + ".next")


def remove_leftovers(target: Path) -> None:
    """A killed publish leaves its unfinished file; nobody reads it."""
    for file in (next_file(target), Path(f"{next_file(target)}.wal")):
        file.unlink(missing_ok=True)


def publish_duckdb(source: Path, target: Path, marts: list[str]) -> int:
    """Copy the marts into a new file, make it durable, then replace the published one. Returns the relations."""
    import duckdb

    remove_leftovers(target)
    unfinished = next_file(target)
    with duckdb.connect(str(unfinished)) as connection:
        connection.execute(f"attach '{source}' as build (read_only)")
        connection.execute(f"create schema {PUBLIC_SCHEMA}")
        connection.execute("set preserve_insertion_order = false")
        found = {
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables where table_catalog = 'build' and table_schema = ?",
                [PUBLIC_SCHEMA],
            ).fetchall()
        }
        if absent := [name for name in marts if name not in found]:
            raise Refusal(f"not published: {source.name} lacks {', '.join(absent[:5])}; run a full build")
        for name in marts:
            connection.execute(f'create table {PUBLIC_SCHEMA}."{name}" as from build.{PUBLIC_SCHEMA}."{name}"')
        connection.execute("detach build")
        connection.execute("force checkpoint")
    _fsync(unfinished)
    os.replace(unfinished, target)
    _fsync(target.parent)
    return len(marts)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- Postgres ---------------------------------------------------------------------------------------------------------


def connect_postgres():
    """The server of profiles.yml's postgres output, through the same variables."""
    import psycopg2

    try:
        return psycopg2.connect(
            host=os.environ.get("LAYER_SIX_PG_HOST", "localhost"),
            port=os.environ.get("LAYER_SIX_PG_PORT", "5432"),
            user=os.environ.get("LAYER_SIX_PG_USER", "postgres"),
            password=os.environ.get("LAYER_SIX_PG_PASSWORD", ""),
            dbname=os.environ.get("LAYER_SIX_PG_DATABASE", "postgres"),
            options="-c timezone=UTC",
        )
    except psycopg2.OperationalError as error:
        raise Refusal(f"Postgres does not answer: {str(error).strip().splitlines()[0]}", 69) from None


# Everything readers were given on the old schema, as statements that work on the new one after the rename. Captured
# with an empty search_path, so that every name in a policy or a view comes out with its schema.
GRANTS = """
with objects as (
    select format('schema %%I', n.nspname) as target, n.nspacl as acl, n.nspowner as owner, null::name as relation, '' as columns
    from pg_namespace n where n.nspname = %(schema)s
    union all
    select format('table %%I.%%I', n.nspname, c.relname), c.relacl, c.relowner, c.relname, ''
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %(schema)s and c.relkind in ('r', 'v', 'm', 'p')
    union all
    select format('table %%I.%%I', n.nspname, c.relname), a.attacl, c.relowner, c.relname, format(' (%%I)', a.attname)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %(schema)s and a.attacl is not null and not a.attisdropped
)
select
    o.relation,
    case when p.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(p.grantee)) end as grantee,
    p.privilege_type || o.columns as privilege,
    o.target,
    case when p.is_grantable then ' with grant option' else '' end as option
from objects o cross join lateral aclexplode(o.acl) p
where p.grantee <> o.owner
order by 1 nulls first, 2, 3
"""

POLICIES = """
select
    c.relname,
    c.relrowsecurity,
    c.relforcerowsecurity,
    array_remove(array_agg(
        format(
            'create policy %%I on %%I.%%I as %%s for %%s to %%s%%s%%s',
            p.policyname, p.schemaname, p.tablename, p.permissive, p.cmd,
            (select string_agg(case when r = 'public' then r::text else quote_ident(r) end, ', ') from unnest(p.roles) r),
            ' using (' || p.qual || ')', ' with check (' || p.with_check || ')'
        ) order by p.policyname
    ) filter (where p.policyname is not null), null) as statements
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_policies p on p.schemaname = n.nspname and p.tablename = c.relname
where n.nspname = %(schema)s and c.relkind in ('r', 'p')
group by c.relname, c.relrowsecurity, c.relforcerowsecurity
having c.relrowsecurity or c.relforcerowsecurity or count(p.policyname) > 0
"""

# Views of other schemas that read the marts, nearest first: they follow a table by identity, not by name, so each
# must be pointed at the new tables in the same transaction.
OUTSIDE_VIEWS = """
with recursive readers as (
    select c.oid, 1 as depth
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = %(schema)s
    union
    select w.ev_class, r.depth + 1
    from readers r
    join pg_depend d on d.refobjid = r.oid and d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
    join pg_rewrite w on w.oid = d.objid and w.ev_class <> r.oid
    where r.depth < 50
)
select
    format('%%I.%%I', n.nspname, c.relname) as name,
    c.relkind = 'm' as is_materialized,
    ' with (' || array_to_string(c.reloptions, ', ') || ')' as options,
    pg_get_viewdef(c.oid) as definition,
    max(r.depth) as depth
from readers r join pg_class c on c.oid = r.oid join pg_namespace n on n.oid = c.relnamespace
where n.nspname <> %(schema)s and c.relkind in ('v', 'm')
group by n.nspname, c.relname, c.relkind, c.reloptions, c.oid
order by depth, name
"""


def prepare_postgres(connection) -> None:
    """An empty marts_next for the build to fill; what a killed build left is dropped."""
    with connection, connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {NEXT_SCHEMA} cascade")


def publish_postgres(connection, marts: list[str], attempts: int = 30) -> int:
    """Swap marts_next in. Readers never wait for it; where it has to wait for them it retries."""
    import psycopg2

    for attempt in range(1, attempts + 1):
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '2s'")
                notes = _swap(cursor, marts)
            break
        except (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected):
            if attempt == attempts:
                raise Refusal(f"not published: schema {PUBLIC_SCHEMA} stayed locked by another session") from None
            time.sleep(min(1.0, 0.1 * attempt))
    for note in notes:
        say(f"  note: {note}")
    _drop_replaced(connection)
    return len(marts)


def _swap(cursor, marts: list[str]) -> list[str]:
    arguments = {"schema": PUBLIC_SCHEMA}
    cursor.execute("set local search_path = ''")
    cursor.execute("select relname from pg_class where relnamespace = to_regnamespace(%s)", [NEXT_SCHEMA])
    built = {name for (name,) in cursor.fetchall()}
    if absent := [name for name in marts if name not in built]:
        raise Refusal(f"not published: schema {NEXT_SCHEMA} lacks {', '.join(absent[:5])}; run a full build")
    cursor.execute(GRANTS, arguments)
    grants = cursor.fetchall()
    cursor.execute(POLICIES, arguments)
    policies = cursor.fetchall()
    cursor.execute(OUTSIDE_VIEWS, arguments)
    views = cursor.fetchall()
    cursor.execute(
        "select relname from pg_class where relnamespace = to_regnamespace(%s) and relkind in ('r', 'v')",
        [PUBLIC_SCHEMA],
    )
    before = {name for (name,) in cursor.fetchall()}

    if before or _exists(cursor, PUBLIC_SCHEMA):
        if _exists(cursor, "marts_old"):
            # A reader may still hold it: renaming does not wait for readers, dropping does.
            cursor.execute("select 'marts_old_' || pg_current_xact_id()::text")
            cursor.execute(f"alter schema marts_old rename to {cursor.fetchone()[0]}")
        cursor.execute(f"alter schema {PUBLIC_SCHEMA} rename to marts_old")
    cursor.execute(f"alter schema {NEXT_SCHEMA} rename to {PUBLIC_SCHEMA}")

    notes = _apply_grants(cursor, grants, built, before, has_policies=bool(policies))
    notes += _apply_policies(cursor, policies, built)
    _repoint_views(cursor, views)
    return notes


def _exists(cursor, schema: str) -> bool:
    cursor.execute("select to_regnamespace(%s) is not null", [schema])
    return cursor.fetchone()[0]


def _apply_grants(cursor, grants, built: set[str], before: set[str], has_policies: bool) -> list[str]:
    """Each relation gets what its namesake had; a new one gets what all others share, unless rows are restricted."""
    per_relation: dict[str, set] = {name: set() for name in before}
    for relation, grantee, privilege, target, option in grants:
        if relation is None or relation in built:
            cursor.execute(f"grant {privilege} on {target} to {grantee}{option}")
        if relation is not None:
            per_relation[relation].add((grantee, privilege, option))
    new = sorted(built - before)
    shared = set.intersection(*per_relation.values()) if per_relation else set()
    if not new or not shared:
        return []
    if has_policies:
        return [f"new relations without grants, because {PUBLIC_SCHEMA} restricts rows: {', '.join(new)}"]
    for name in new:
        for grantee, privilege, option in sorted(shared):
            cursor.execute(f'grant {privilege} on table {PUBLIC_SCHEMA}."{name}" to {grantee}{option}')
    return []


def _apply_policies(cursor, policies, built: set[str]) -> list[str]:
    notes = []
    for relation, restricted, forced, statements in policies:
        if relation not in built:
            notes.append(f"row policies of {relation} were dropped with it")
            continue
        table = f'{PUBLIC_SCHEMA}."{relation}"'
        if restricted:
            cursor.execute(f"alter table {table} enable row level security")
        if forced:
            cursor.execute(f"alter table {table} force row level security")
        for statement in statements or []:
            cursor.execute(statement)
    return notes


def _repoint_views(cursor, views) -> None:
    import psycopg2

    for name, is_materialized, options, definition, _ in views:
        if is_materialized:
            raise Refusal(f"not published: materialized view {name} reads {PUBLIC_SCHEMA}; use a plain view or a table")
        try:
            cursor.execute(f"create or replace view {name}{options or ''} as {definition}")
        except psycopg2.errors.Error as error:
            if isinstance(error, psycopg2.errors.LockNotAvailable | psycopg2.errors.DeadlockDetected):
                raise
            reason = str(error).strip().splitlines()[0]
            raise Refusal(f"not published: view {name} does not fit the new marts ({reason}); adapt or drop it") from None


def _drop_replaced(connection) -> None:
    """Schemas replaced before the last swap go, unless a reader still holds one: then the next publish tries again."""
    import psycopg2

    with connection, connection.cursor() as cursor:
        cursor.execute("select nspname from pg_namespace where nspname ~ '^marts_old_[0-9]+$' order by 1")
        leftovers = [name for (name,) in cursor.fetchall()]
    for name in leftovers:
        with contextlib.suppress(psycopg2.errors.LockNotAvailable):
            with connection, connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '200ms'")
                cursor.execute(f"drop schema {name} cascade")


def publish(target: str, manifest_file: Path) -> int:
    marts = marts_in(manifest_file)
    if not marts:
        raise Refusal("nothing to publish: the project has no marts")
    if target == "duckdb":
        return publish_duckdb(build_file(), published_file(), marts)
    if target == "postgres":
        with contextlib.closing(connect_postgres()) as connection:
            return publish_postgres(connection, marts)
    return 0


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="duckdb", choices=["duckdb", "postgres"])
    options = parser.parse_args()
    count = publish(options.target, target_path(options.target) / "manifest.json")
    say(f"published {count} marts")


if __name__ == "__main__":
    main(run)
