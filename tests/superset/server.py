"""Superset as `make superset` starts it, over a data folder of the tests; logged in as a person would be.

Here belongs: starting, stopping, logging in, asking its API. Not here: the browser, and what is expected.
"""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster_project.settings import CHECKOUT


class Superset:
    """A running server, and a session on it."""

    def __init__(self, url: str, password: str, told: Path) -> None:
        self.url = url
        #: What `make superset` printed.
        self.told = told
        self.cookies = http.cookiejar.CookieJar()
        self._session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        page = self._session.open(f"{url}/login/").read().decode()
        token = re.findall(r'csrf_token[^>]*value="([^"]+)', page)[0]
        form = urllib.parse.urlencode({"csrf_token": token, "username": "admin", "password": password})
        assert "/login" not in self._session.open(f"{url}/login/", form.encode()).url

    def ask(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """GET, or POST with a body; return status and answer."""
        headers = {"Content-Type": "application/json", "Referer": self.url}
        if body is not None:
            headers["X-CSRFToken"] = self.ask("/api/v1/security/csrf_token/")[1]["result"]
        data = None if body is None else json.dumps(body).encode()
        try:
            answer = self._session.open(urllib.request.Request(self.url + path, data, headers))
        except urllib.error.HTTPError as refused:
            answer = refused
        text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    def sql(self, statement: str) -> tuple[int, Any]:
        """Run a statement as SQL Lab does."""
        database = self.ask("/api/v1/database/")[1]["result"][0]["id"]
        return self.ask("/api/v1/sqllab/execute/", {"database_id": database, "sql": statement, "runAsync": False})


@contextmanager
def running(data_dir: Path) -> Iterator[Superset]:
    """Start the server on a free port of this machine; end it with everything that it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = data_dir / "told.log"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SUPERSET")},
        "WAREHOUSE_DATA_DIR": str(data_dir),
        "SUPERSET_PORT": str(port),
    }
    with told.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dagster_project.superset"],
            cwd=CHECKOUT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/health", process, told)
        yield Superset(url, (data_dir / "superset" / "admin.password").read_text().strip(), told)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes], told: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(1)
    raise RuntimeError(told.read_text()[-3000:])
