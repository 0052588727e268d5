"""How each kind of source is connected to and listed, so that all of them look the same to `source.py`.

Here belongs: what differs between a folder, HTTP, SFTP, S3 and WebDAV: options, time limits, names, times,
and what tells that a file has not changed. Not here: retries, which files count as returns, and what is kept.
"""

import base64
import html
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import fsspec
import fsspec.core
from fsspec.spec import AbstractFileSystem

from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.names import is_believable

_WEBDAV = {"webdav": "http", "dav": "http", "webdavs": "https", "davs": "https"}
# Where the file systems of fsspec keep a file's modification time, in the order in which they are believed.
_TIMES = ("mtime", "LastModified", "Last-Modified", "modified", "last_modified", "updated", "modify")
_TAGS = ("ETag", "etag", "Content-MD5")


@dataclass(frozen=True)
class Remote:
    """An open connection: the file system, the folder of returns in it, and what kind it is."""

    fs: AbstractFileSystem
    root: str
    protocol: str


@dataclass(frozen=True)
class Entry:
    """One line of a folder's listing: `name` counts from that folder, `locator` is the file system's own."""

    name: str
    locator: str
    is_folder: bool
    size: int | None = None
    modified_at: datetime | None = None
    #: Changes whenever the content may have changed; None when the source does not tell enough.
    listing_tag: str | None = None
    #: Why the entry must not be followed, if so.
    refused: str | None = None


def protocol_of(url: str) -> str:
    """Return the protocol of a URL; a plain path is `file`."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)(://|::)", url)
    return found[1].lower() if found else "file"


def shown(url: str) -> str:
    """Return the URL without user, password and query, as it may be printed."""
    if protocol_of(url) == "file" and "://" not in url:
        return url
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def secrets_of(url: str, options: Mapping[str, Any]) -> list[str]:
    """Return every text that must not appear in a message.

    Passwords, tokens, signed queries, option values.
    """
    parts = urlsplit(url) if "://" in url else urlsplit("")
    found = [
        parts.password or "",
        unquote(parts.password or ""),
        parts.query,
        parts.netloc.rpartition("@")[0],
    ]
    found += [str(value) for name, value in options.items() if re.search("pass|secret|token|key|auth", name, re.I)]
    return sorted({text for text in found if len(text) > 1}, key=len, reverse=True)


def connect(url: str, options: Mapping[str, Any], timeout: float, known_hosts: Path | None) -> Remote:
    """Open a source; every network operation on it gives up after `timeout` seconds without an answer."""
    protocol = protocol_of(url)
    fresh: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if protocol in ("http", "https"):
        return _connect_http(url, options, timeout, fresh)
    if protocol in ("sftp", "ssh"):
        return _connect_sftp(url, options, timeout, known_hosts)
    if protocol in _WEBDAV:
        return _connect_webdav(url, options, timeout)
    if protocol in ("s3", "s3a"):
        limits = {"connect_timeout": timeout, "read_timeout": timeout, "retries": {"max_attempts": 1}}
        fresh["config_kwargs"] = {**limits, **options.get("config_kwargs", {})}
    fs, root = fsspec.core.url_to_fs(url, **{**options, **fresh})
    return Remote(fs, root.rstrip("/") or root, "file" if protocol in ("file", "local") else protocol)


def _connect_http(url: str, options: Mapping[str, Any], timeout: float, fresh: dict[str, Any]) -> Remote:
    import aiohttp

    parts = urlsplit(url)
    client: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=None, sock_connect=timeout, sock_read=timeout)}
    if parts.username:
        # Taken out of the URL, so that no error message can show it.
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        client["headers"] = {"Authorization": "Basic " + base64.b64encode(login).decode()}
    client.update(options.get("client_kwargs", {}))
    fs = fsspec.filesystem(parts.scheme, **{**options, **fresh, "client_kwargs": client})
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/") + "/", "", ""))
    return Remote(fs, bare, "http")


def _connect_sftp(url: str, options: Mapping[str, Any], timeout: float, known_hosts: Path | None) -> Remote:
    from fsspec.implementations.sftp import SFTPFileSystem

    from dagster_project.returns.receive.host_keys import TrustOnFirstUse
    from dagster_project.returns.receive.sftp_names import AnyNames

    parts = urlsplit(url)
    login: dict[str, Any] = {
        "timeout": timeout,
        "banner_timeout": timeout,
        "auth_timeout": timeout,
        "channel_timeout": timeout,
    }
    if parts.port:
        login["port"] = parts.port
    if parts.username:
        login["username"] = unquote(parts.username)
    if parts.password:
        # With a password given, offering every key of the agent first would only use up the attempts.
        login |= {"password": unquote(parts.password), "allow_agent": False, "look_for_keys": False}
    if known_hosts is not None:
        login["host_key_policy"] = TrustOnFirstUse(known_hosts)
    fs = SFTPFileSystem(parts.hostname, **{**login, **options}, skip_instance_cache=True)
    fs.ftp.close()
    fs.ftp = AnyNames.over(fs.client)
    fs.ftp.get_channel().settimeout(timeout)
    return Remote(fs, parts.path.rstrip("/") or "/", "sftp")


def _connect_webdav(url: str, options: Mapping[str, Any], timeout: float) -> Remote:
    from webdav4.fsspec import WebdavFileSystem

    parts = urlsplit(url)
    bare = urlunsplit((_WEBDAV[parts.scheme], parts.netloc.rpartition("@")[2], parts.path.rstrip("/") + "/", "", ""))
    given: dict[str, Any] = {"timeout": timeout, "retry": False}
    if parts.username:
        given["auth"] = (unquote(parts.username), unquote(parts.password or ""))
    if isinstance(options.get("auth"), list):
        given["auth"] = tuple(options["auth"])
    return Remote(WebdavFileSystem(bare, **{**options, **given}, skip_instance_cache=True), "", "webdav")


def list_folder(remote: Remote, folder: str) -> list[Entry]:
    """List one folder of the source (given by its locator), sorted by name."""
    entries = _list_http(remote, folder) if remote.protocol == "http" else _list_other(remote, folder)
    return sorted(entries, key=lambda entry: entry.name)


def open_file(remote: Remote, locator: str, size: int | None) -> BinaryIO:
    """Open a file for reading from its beginning to its end."""
    if remote.protocol == "http":
        # Blocks of zero mean one plain request; many servers answer range requests wrongly.
        return cast(BinaryIO, remote.fs.open(locator, "rb", block_size=0))
    file = remote.fs.open(locator, "rb")
    if remote.protocol == "sftp" and size:
        file.prefetch(size)
    return cast(BinaryIO, file)


def close(remote: Remote) -> None:
    """Give the connection back, where the file system knows how."""
    client = getattr(remote.fs, "client", None)
    if remote.protocol == "sftp" and client is not None:
        client.close()
    elif remote.protocol == "webdav" and client is not None:
        client.http.close()


def _list_http(remote: Remote, folder: str) -> Iterator[Entry]:
    base = folder.rstrip("/") + "/"
    seen = set()
    for info in remote.fs.ls(base, detail=True):
        # Index pages link to their own sorting (?C=M), to their parent and to themselves: none of these lies
        # below.
        link = urlsplit(urljoin(base, html.unescape(info["name"])))
        url = urlunsplit((link.scheme, link.netloc, link.path, "", ""))
        name = url[len(base) :]
        if link.query or not url.startswith(base) or not name or url in seen:
            continue
        seen.add(url)
        if name.endswith("/"):
            yield Entry(unquote(name.rstrip("/")), url, is_folder=True)
            continue
        try:
            yield _file_entry(remote, unquote(name), url, remote.fs.info(url))
        except FileNotFoundError as error:
            # fsspec says "not found" to whatever goes wrong here; the index page has just named the file.
            raise ConnectionError(f"no answer about {unquote(name)}") from error


def _list_other(remote: Remote, folder: str) -> Iterator[Entry]:
    for info in remote.fs.ls(folder, detail=True):
        locator = str(info["name"])
        name = locator.rstrip("/").rpartition("/")[2]
        if not name or locator.rstrip("/") == folder.rstrip("/"):
            if remote.protocol == "file":
                raise NotADirectoryError(folder)
            continue  # S3 lists a folder's own marker
        kind = str(info.get("type"))
        if remote.protocol == "file":
            kind, refused = _look_at_local(remote.root, locator, kind)
            if refused:
                yield Entry(name, locator, is_folder=False, refused=refused)
                continue
        if kind == "link":
            info = remote.fs.info(locator)
            kind = str(info.get("type"))
        if kind == "directory":
            yield Entry(name, locator, is_folder=True)
        elif kind == "file":
            yield _file_entry(remote, name, locator, info)
        else:
            yield Entry(name, locator, is_folder=False, refused="is neither a file nor a folder")


def _look_at_local(root: str, locator: str, kind: str) -> tuple[str, str | None]:
    """Follow links only inside the returns folder: a district must not be able to have other files read."""
    path = Path(locator)
    if path.is_symlink():
        inside = os.path.realpath(root)
        target = os.path.realpath(locator)
        if os.path.commonpath([inside, target]) != inside:
            return kind, "is a link that leads outside the returns folder"
        if Path(target) in (path.parent.resolve(), *path.parent.resolve().parents):
            return kind, "is a link to a folder above itself"
        kind = "directory" if path.is_dir() else "file" if path.is_file() else "other"
    return kind, None


def _file_entry(remote: Remote, name: str, locator: str, info: Mapping[str, Any]) -> Entry:
    told = next((info[key] for key in _TIMES if info.get(key) is not None), None)
    modified = _time(told)
    if told is None:
        try:
            modified = _time(remote.fs.modified(locator))
        except (NotImplementedError, KeyError, AttributeError, RuntimeError):
            modified = None
    size = info.get("size")
    size = int(size) if size is not None else None
    tag = next((str(info[key]) for key in _TAGS if info.get(key)), "")
    # Of a local file also what `cp -p` and `touch` do not carry over.
    local = f"{info.get('ino')}/{info.get('created')}" if remote.protocol == "file" else ""
    # A time that no clock showed still tells one state of the file from another.
    stamp = modified.isoformat() if modified else "" if told is None else str(told)
    known = tag or (stamp and size is not None)
    listing_tag = "|".join([str(size), stamp, tag, local]) if known else None
    at = modified.astimezone(VIETNAM).replace(tzinfo=None) if modified else None
    return Entry(name, locator, False, size, at, listing_tag)


def _time(value: Any) -> datetime | None:
    """Read the many ways in which a modification time is given; without a zone it is UTC.

    None for what is no time, or none at which a return can have been sent: the listing's time counts then.
    """
    if value is None:
        return None
    try:
        found = _as_moment(value)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if is_believable(found) else None


def _as_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, tz=UTC)
    if re.fullmatch(r"\d{14}(\.\d+)?", str(value)):  # FTP
        return datetime.strptime(str(value)[:14], "%Y%m%d%H%M%S")
    try:
        return parsedate_to_datetime(str(value))
    except ValueError:
        return datetime.fromisoformat(str(value))
