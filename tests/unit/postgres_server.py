"""A PostgreSQL server for tests: Debian's binaries, a cluster of its own in a temporary folder, a socket and no port.

Belongs here: starting and stopping it. Does not belong here: what is tried on it.
"""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ADMINISTRATOR = "administrator"
# Nothing of a test survives a power cut.
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=20"


def binaries() -> Path | None:
    """Return the folder of the newest server's binaries; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def reason_to_skip() -> str | None:
    """Return why no server can be started here."""
    if binaries() is None:
        return "no PostgreSQL server: apt-get install postgresql"
    if getpass.getuser() == "root" and not shutil.which("runuser"):
        return "PostgreSQL refuses to run as root, and there is no runuser"
    return None


@contextmanager
def server() -> Iterator["Server"]:
    """Start a server with trust for everybody on its socket; gone afterwards."""
    # Not pytest's own folder: its parents are root's alone, and the path of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        started = Server(folder)
        started.run("initdb", "--username", ADMINISTRATOR, "--auth", "trust", "--no-sync", "--encoding", "UTF8",
                    "--locale", "C.UTF-8", "--pgdata", f"{folder}/data")  # fmt: skip
        options = f"{_OPTIONS} -c unix_socket_directories={folder}"
        started.run("pg_ctl", "start", "--wait", "--pgdata", f"{folder}/data", "--log", f"{folder}/log", "-o", options)
        try:
            yield started
        finally:
            started.run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", f"{folder}/data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, program: str, *arguments: str) -> None:
        path = binaries()
        assert path is not None
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        # No pipe: the server keeps what it inherits open, and one would wait for it for ever.
        with (self._folder / "said").open("wb") as said:
            done = subprocess.run(
                [*as_user, str(path / program), *arguments], stdout=said, stderr=said, stdin=subprocess.DEVNULL,
                cwd="/", timeout=60, check=False,
            )  # fmt: skip
        assert done.returncode == 0, (self._folder / "said").read_text(encoding="utf-8")

    def url(self, database: str, user: str = ADMINISTRATOR, password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={self._folder}"

    def new_database(self, name: str) -> str:
        """Create a database, dropping the one of an earlier test, and return its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")
            connection.execute(f"create database {name}")
            connection.execute("drop role if exists marts_reader")
        return self.url(name)
