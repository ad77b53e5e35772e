"""A real PostgreSQL server for tests, of this machine's Debian package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cluster", "cluster"]


@dataclass(frozen=True)
class Cluster:
    """A server with a data folder of its own, run by another user where tests run as root."""

    home: Path
    binaries: Path
    user: str | None
    port: int

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://par@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -c unix_socket_directories= -c listen_addresses=127.0.0.1"
        more = " -c max_connections=200"
        self.run(
            "pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", options + more, "start"
        )

    def stop(self) -> None:
        """Stop the server without waiting for anybody."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 the server and all its processes: a power cut."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True, text=True
        ).stdout.split()
        processes = (postmaster, *map(int, children))
        for process in processes:
            os.kill(process, signal.SIGKILL)
        while any(_alive(process) for process in processes):
            time.sleep(0.02)  # their shared memory has to go before a new server may start
        # as after a power cut, nobody has the old server's process id
        (self.data / "postmaster.pid").unlink()

    def run(self, program: str, *words: str | Path) -> None:
        """Run one of PostgreSQL's programs as the server's user."""
        subprocess.run(
            [self.binaries / program, *words],
            cwd=self.home,
            user=self.user,
            check=True,
            capture_output=True,
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make and start a server on a free port; gone when the block ends."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    # not below pytest's folders: those are closed to the other user
    home = Path(tempfile.mkdtemp(prefix="par-pg-"))
    home.chmod(0o755)
    made = Cluster(home, binaries, _other_user(home), _free_port())
    try:
        words = ("-U", "par", "-E", "UTF8", "--locale=C", "-A", "trust")
        made.run("initdb", "-D", made.data, *words)
        made.start()
        yield made
        made.stop()
    finally:
        shutil.rmtree(home)


def _alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _other_user(folder: Path) -> str | None:
    if os.getuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    return account.pw_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
