"""Small servers on this machine for the kinds of sources that districts' files may come from.

Each serves one folder, and can be told to fail or to hang. They speak just enough of each protocol.
"""

import contextlib
import html
import os
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import paramiko


class Counter:
    """How many requests came, and how many of them are to fail first."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.requests: list[str] = []
        self.hang = 0.0
        self.basic_auth: str | None = None

    def fails(self, what: str) -> bool:
        self.requests.append(what)
        time.sleep(self.hang)
        if self.failures > 0:
            self.failures -= 1
            return True
        return False


class _Web(SimpleHTTPRequestHandler):
    def __init__(self, counter: Counter, *args, **kwargs) -> None:
        self.counter = counter
        super().__init__(*args, **kwargs)

    def send_head(self):
        if self.counter.fails(f"{self.command} {self.path}"):
            self.send_error(503)
            return None
        if self.counter.basic_auth and self.headers.get("Authorization") != self.counter.basic_auth:
            self.send_error(401)
            return None
        return super().send_head()

    def log_message(self, *_: object) -> None:
        pass


class _Apache(_Web):
    """Index pages as Apache makes them: sorting links, the parent, absolute links."""

    def list_directory(self, path):
        rows = ['<a href="?C=N;O=D">Name</a> <a href="/">Parent Directory</a>']
        for entry in sorted(Path(path).iterdir()):
            name = quote(entry.name) + ("/" if entry.is_dir() else "")
            rows.append(f'<a href="{html.escape(name)}">{html.escape(entry.name)}</a>')
        body = f"<html><title>Index of /</title>{'<br>'.join(rows)}</html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)


class _Webdav(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, counter: Counter, *args, directory: str) -> None:
        self.counter, self.folder = counter, Path(directory)
        super().__init__(*args)

    def _refused(self) -> bool:
        refused = self.counter.fails(f"{self.command} {self.path}")
        wrong = self.counter.basic_auth and self.headers.get("Authorization") != self.counter.basic_auth
        if refused or wrong:
            self._answer(503 if refused else 401, b"")
        return bool(refused or wrong)

    def _answer(self, status: int, body: bytes, kind: str = "application/octet-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        self._answer(200, b"", DAV="1", Allow="OPTIONS, GET, PROPFIND")

    def do_PROPFIND(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._refused():
            return
        path = self.folder / unquote(self.path).strip("/")
        if not path.exists():
            self._answer(404, b"")
            return
        shown = [path]
        if path.is_dir() and self.headers.get("Depth") == "1":
            shown += sorted(path.iterdir())
        parts = [_multistatus(self.folder, one) for one in shown]
        body = f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{"".join(parts)}</d:multistatus>'
        self._answer(207, body.encode(), "application/xml")

    def do_GET(self) -> None:
        if self._refused():
            return
        content = (self.folder / unquote(self.path).strip("/")).read_bytes()
        self._answer(200, content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


def _multistatus(folder: Path, path: Path) -> str:
    at = path.stat()
    href = quote("/" + ("" if path == folder else str(path.relative_to(folder))))
    kind = "<d:collection/>" if path.is_dir() else ""
    size = "" if path.is_dir() else f"<d:getcontentlength>{at.st_size}</d:getcontentlength>"
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:resourcetype>{kind}</d:resourcetype>{size}"
        f"<d:getlastmodified>{formatdate(at.st_mtime, usegmt=True)}</d:getlastmodified>"
        "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


class _S3(BaseHTTPRequestHandler):
    """One bucket, `returns`, without signatures: listing by prefix and delimiter, and reading."""

    def __init__(self, counter: Counter, *args, directory: str) -> None:
        self.counter, self.folder = counter, Path(directory)
        super().__init__(*args)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).strip("/").partition("/")
        assert bucket == "returns"
        if self.counter.fails(f"{self.command} {self.path}"):
            self._answer(503, b"")
        elif key:
            path = self.folder / key
            if path.is_file():
                stamp = formatdate(path.stat().st_mtime, usegmt=True)
                self._answer(200, path.read_bytes(), {"ETag": f'"{path.stat().st_mtime_ns}"', "Last-Modified": stamp})
            else:
                self._answer(404, b"")
        else:
            self._list({name: values[0] for name, values in parse_qs(parts.query).items()})

    do_HEAD = do_GET

    def _list(self, query: dict[str, str]) -> None:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        assert query["encoding-type"] == "url"
        folders, files = set(), []
        for path in sorted(one for one in self.folder.rglob("*") if one.is_file()):
            key = str(path.relative_to(self.folder))
            if not key.startswith(prefix):
                continue
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            if found:
                folders.add(prefix + head + delimiter)
            else:
                files.append((key, path.stat()))
        stamp = "%Y-%m-%dT%H:%M:%S.000Z"
        body = "".join(
            f"<Contents><Key>{quote(key)}</Key><Size>{at.st_size}</Size><ETag>&quot;{at.st_mtime_ns}&quot;</ETag>"
            f"<LastModified>{time.strftime(stamp, time.gmtime(at.st_mtime))}</LastModified></Contents>"
            for key, at in files
        ) + "".join(f"<CommonPrefixes><Prefix>{quote(one)}</Prefix></CommonPrefixes>" for one in sorted(folders))
        count = len(files) + len(folders)
        self._answer(
            200,
            (
                '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                f"<Name>returns</Name><EncodingType>url</EncodingType><Prefix>{quote(prefix)}</Prefix><KeyCount>{count}</KeyCount>"
                f"<IsTruncated>false</IsTruncated>{body}</ListBucketResult>"
            ).encode(),
            {"Content-Type": "application/xml"},
        )

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


_WEB_KINDS = {"http": _Web, "apache": _Apache, "webdav": _Webdav, "s3": _S3}


@contextlib.contextmanager
def web_server(folder: Path, counter: Counter | None = None, kind: str = "http") -> Iterator[str]:
    """Serve a folder and yield `host:port`; kinds are http, apache, webdav, s3."""
    handler = partial(_WEB_KINDS[kind], counter or Counter(), directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Login(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == ("etl", "p@ss/word")
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


class _Files(paramiko.SFTPServerInterface):
    folder: Path

    def _path(self, path: str) -> Path:
        return self.folder / path.strip("/")

    def list_folder(self, path: str):
        try:
            entries = []
            for one in sorted(self._path(path).iterdir()):
                entry = paramiko.SFTPAttributes.from_stat(one.stat())
                entry.filename = os.fsencode(one.name)
                entries.append(entry)
            return entries
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 1)

    def stat(self, path: str):
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 1)

    lstat = stat

    def open(self, path: str, flags: int, attr: object):
        try:
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = self._path(path).open("rb")
            return handle
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 1)


class _AnyNames(paramiko.SFTPServer):
    """As OpenSSH: a name is bytes."""

    def _process(self, kind: int, request: int, message: paramiko.Message) -> None:
        message.get_text = lambda: os.fsdecode(message.get_string())
        super()._process(kind, request, message)


@contextlib.contextmanager
def sftp_server(folder: Path, key: paramiko.PKey, port: int = 0) -> Iterator[str]:
    """Serve a folder by SFTP to user `etl` with password `p@ss/word`, and yield `host:port`."""
    files = type("Files", (_Files,), {"folder": folder})
    listener = socket.create_server(("127.0.0.1", port))
    transports: list[paramiko.Transport] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", _AnyNames, files)
            transports.append(transport)
            with contextlib.suppress(Exception):
                transport.start_server(server=_Login())

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for transport in transports:
            transport.close()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """Accept connections and never say anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def put(folder: Path, path: str, content: bytes | str, at: float = 1_700_000_000) -> Path:
    """Write a file as a district would have, with its modification time (seconds since 1970)."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(target, (at, at))
    return target
