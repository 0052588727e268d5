"""The source of the returns: what lies there, and how a file is fetched from any URL.

Belongs here: one connection, and which names are no returns at all. Does not belong here: what differs between
protocols (remote.py), patience (patience.py), the stated times (received_list.py) and what is kept (step.py).
"""

import hashlib
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dagster_project.returns.receive import remote as kinds
from dagster_project.returns.receive.failures import SourceUnavailable, TooBig, advice_for, in_one_line
from dagster_project.returns.receive.names import another_name, printable_name
from dagster_project.returns.receive.patience import SourceLimits, T, retrying, within
from dagster_project.returns.receive.received_list import RECEIVED_LIST, read_received_list
from dagster_project.returns.receive.remote import Entry, Remote

_IGNORED = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE)
_IGNORED_ON_TOP = re.compile(r"received\.csv|readme.*", re.IGNORECASE)
_DEEPEST = 12
_MOST_FILES = 50_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ListedFile:
    """A file at the source. `modified_at` is Vietnam time without a zone."""

    path: str
    size: int | None
    modified_at: datetime | None
    listing_tag: str | None
    locator: str = field(repr=False)
    #: A pipe, a device, or a link that must not be followed: told, and never opened.
    is_no_file: bool = False


@dataclass(frozen=True)
class Listing:
    """All files at a source, the times that `received.csv` states, and what somebody should know about it."""

    files: list[ListedFile]
    stated: dict[str, datetime]
    warnings: list[str]


@dataclass(frozen=True)
class Fetched:
    """A file's content on this machine; whoever asked for it moves or removes it."""

    path: Path
    sha256: str
    size: int


class Source:
    """A connection to one RETURNS_URL, opened when first needed and opened anew after a failure."""

    def __init__(
        self,
        url: str,
        options: Mapping[str, Any] | None = None,
        limits: SourceLimits | None = None,
        known_hosts: Path | None = None,
    ) -> None:
        """Remember where to look; nothing is connected yet."""
        self.url = url
        self.options = dict(options or {})
        self.limits = limits or SourceLimits()
        self.known_hosts = known_hosts
        self._remote: Remote | None = None
        self._began = time.monotonic()

    def listing(self) -> Listing:
        """List everything below the returns folder, except names that are never returns."""
        warnings: list[str] = []
        files: dict[str, ListedFile] = {}
        received_list: ListedFile | None = None
        folders = [("", "", 0)]
        while folders:
            above, locator, depth = folders.pop()
            for entry in self._step(f"listing {above or 'the folder'}", _lister(locator)):
                path = above + printable_name(entry.name)
                if not above and path.casefold() == RECEIVED_LIST and not entry.is_folder and not entry.refused:
                    received_list = _as_file(path, entry)
                if _is_ignored(path):
                    continue
                if entry.refused:
                    warnings.append(f"{path} {entry.refused}; it is not read")
                    path = _free_path(path, files, warnings)
                    files[path] = ListedFile(path, None, None, None, entry.locator, is_no_file=True)
                elif entry.is_folder and depth >= _DEEPEST:
                    warnings.append(f"{path} lies more than {_DEEPEST} folders deep; it is not read")
                elif entry.is_folder:
                    folders.append((path + "/", entry.locator, depth + 1))
                else:
                    path = _free_path(path, files, warnings)
                    files[path] = _as_file(path, entry)
            if len(files) > _MOST_FILES:
                raise SourceUnavailable(
                    f"{self.shown}: more than {_MOST_FILES} files, so RETURNS_URL names no folder of returns."
                )
        stated = self._read_received_list(received_list, warnings) if received_list else {}
        return Listing([files[path] for path in sorted(files)], stated, warnings)

    def fetch(self, file: ListedFile, folder: Path) -> Fetched:
        """Write the file's content to a new file in `folder`.

        Raise `TooBig` as soon as it exceeds the limit.
        """

        def copy(remote: Remote) -> Fetched:
            # Each attempt has a file of its own: one that was given up may still be writing.
            handle, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
            digest, size = hashlib.sha256(), 0
            try:
                with (
                    os.fdopen(handle, "wb") as target,
                    kinds.open_file(remote, file.locator, file.size) as content,
                ):
                    while chunk := content.read(_CHUNK):
                        size += len(chunk)
                        if size > self.limits.max_bytes:
                            raise TooBig(file.path)
                        digest.update(chunk)
                        target.write(chunk)
                if file.size is not None and size != file.size:
                    raise ConnectionError(f"{size} of {file.size} bytes arrived")
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            return Fetched(Path(name), digest.hexdigest(), size)

        return self._step(f"fetching {file.path}", copy)

    @property
    def shown(self) -> str:
        """The URL as it may be printed."""
        return kinds.shown(self.url)

    def close(self) -> None:
        """Close the connection, if there is one."""
        remote, self._remote = self._remote, None
        if remote is not None:
            # A source that hangs may hang in closing, too.
            threading.Thread(target=_quietly, args=(kinds.close, remote), daemon=True).start()

    def __enter__(self) -> "Source":
        """Return the source itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def _read_received_list(self, file: ListedFile, warnings: list[str]) -> dict[str, datetime]:
        with tempfile.TemporaryDirectory() as folder:
            content = self.fetch(file, Path(folder)).path.read_bytes()
        stated, problems = read_received_list(content)
        warnings += problems
        return stated

    def _step(self, what: str, work: Callable[[Remote], T]) -> T:
        """Do one step, with a limit on its time, again when it failed in a way that may pass."""
        began = time.monotonic()
        left = self.limits.total - (began - self._began)
        if left <= 0:
            raise SourceUnavailable(
                f"{self.shown}: took longer than {self.limits.total:.0f} s in all, given up while {what}. "
                "What was received so far is kept; the rest is pulled the next time."
            )
        attempts = 0

        def once() -> T:
            nonlocal attempts
            attempts += 1
            try:
                self._remote, result = within(min(self.limits.step, left), lambda: self._work(self._remote, work))
            except (TooBig, FileNotFoundError):
                raise
            except Exception:
                self.close()
                raise
            return result

        try:
            return retrying(self.limits, left)(once)
        except (TooBig, SourceUnavailable):
            raise
        except Exception as error:
            raise self._failed(what, error, attempts, time.monotonic() - began) from None

    def _failed(self, what: str, error: Exception, attempts: int, seconds: float) -> SourceUnavailable:
        reason = in_one_line(error)
        for secret in kinds.secrets_of(self.url, self.options):
            reason = reason.replace(secret, "***")
        tried = "tried once" if attempts == 1 else f"tried {attempts} times in {seconds:.0f} s"
        advice = advice_for(error, kinds.protocol_of(self.url))
        failed = SourceUnavailable(f"{self.shown}: {what} failed: {reason} ({tried}). {advice}")
        failed.concerns_one_file = isinstance(error, FileNotFoundError | PermissionError | UnicodeError)
        return failed

    def _work(self, remote: Remote | None, work: Callable[[Remote], T]) -> tuple[Remote, T]:
        """Do the work, connecting first when needed. Runs in a thread that may be given up.

        Changes no state.
        """
        used = remote or kinds.connect(self.url, self.options, self.limits.timeout, self.known_hosts)
        try:
            return used, work(used)
        except Exception:
            if remote is None:
                _quietly(kinds.close, used)
            raise


def _lister(locator: str) -> Callable[[Remote], list[Entry]]:
    return lambda remote: kinds.list_folder(remote, locator or remote.root)


def _free_path(path: str, files: Mapping[str, ListedFile], warnings: list[str]) -> str:
    """Return the path itself, or another where a file has it already: two names can differ in what nobody sees."""
    number, free = 1, path
    while free in files:
        number += 1
        free = another_name(path, number)
    if number > 1:
        warnings.append(
            f"{path} is the name of {number} files that differ in letters only a program sees; one is {free}"
        )
    return free


def _as_file(path: str, entry: Entry) -> ListedFile:
    return ListedFile(path, entry.size, entry.modified_at, entry.listing_tag, entry.locator)


def _is_ignored(path: str) -> bool:
    """Whether a path is that of a hidden, lock or system file, or of the folder's own pages."""
    name = path.rpartition("/")[2]
    return bool(_IGNORED.fullmatch(name) or ("/" not in path and _IGNORED_ON_TOP.fullmatch(name)))


def _quietly(call: Callable[..., object], *arguments: object) -> None:
    try:
        call(*arguments)
    except Exception:
        return
