"""Real databases for tests: SQLite files, and a PostgreSQL server that the run starts itself."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["postgresql"]


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL server of this machine's Debian package; yields its base URL.

    Runs as another user where the tests run as root, which initdb refuses.
    """
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    home = Path(tempfile.mkdtemp(prefix="par-pg-"))
    home.chmod(0o755)
    data = home / "data"
    data.mkdir()
    user = _other_user(home, data)

    def run(program: str, *words: str | Path) -> None:
        command = [binaries / program, "-D", data, *words]
        subprocess.run(command, cwd=home, user=user, check=True, capture_output=True)

    run("initdb", "-U", "par", "-E", "UTF8", "--locale=C", "-A", "trust")
    port = _free_port()
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=200"
    run("pg_ctl", "-w", "-l", data / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://par@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(home)


def _other_user(*folders: Path) -> str | None:
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        for folder in folders:
            os.chown(folder, account.pw_uid, account.pw_gid)
        return name
    raise RuntimeError("no account to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
