"""One build at a time: a file lock that lives exactly as long as the build, the dbt process it starts included."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import os
import time
from pathlib import Path

from scripts._common import Refusal, say

BUSY = 75


class BuildLock:
    """The lock file names its holder; pass `lock.fd` to child processes, so that an orphaned child still holds it."""

    def __init__(self, file: Path, wait_seconds: float = 0):
        self.file = file
        self.wait_seconds = wait_seconds

    def __enter__(self) -> BuildLock:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.fd = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o666)
        deadline = time.monotonic() + self.wait_seconds
        announced = False
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = self._holder()
                if time.monotonic() >= deadline:
                    os.close(self.fd)
                    raise Refusal(f"another build is running ({holder}); wait with --wait SECONDS", BUSY) from None
                if not announced:
                    say(f"waiting up to {self.wait_seconds:.0f} s for another build ({holder})")
                    announced = True
                time.sleep(0.2)
        self.pid = os.getpid()
        self.since = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        self.name_holder(self.pid)
        return self

    def __exit__(self, *_) -> None:
        os.close(self.fd)

    def name_holder(self, *pids: int) -> None:
        """Write who holds the lock since when, for the line a second build prints."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, json.dumps({"pids": pids, "since": self.since}).encode(), 0)

    def _holder(self) -> str:
        with contextlib.suppress(ValueError, KeyError):
            note = json.loads(os.pread(self.fd, 4096, 0))
            alive = [pid for pid in note["pids"] if _is_alive(pid)] or note["pids"]
            return f"process {alive[0]} since {note['since']}"
        return "its process has just started"


def _is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        with contextlib.suppress(PermissionError):
            os.kill(pid, 0)
        return not _is_zombie(pid)
    return False


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return False
