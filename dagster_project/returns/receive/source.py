"""The source of the returns: what lies there, when it was received, and how a file is fetched from any URL.

Here belongs: patience with a source that is slow or down (bounded), which names are no returns at all, and
`received.csv`. Not here: what differs between protocols (`remote.py`) and what is kept (`archive.py`).
"""

import csv
import hashlib
import io
import os
import re
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import tenacity

from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive import remote as kinds
from dagster_project.returns.receive.names import another_name, is_believable, printable_name, shortened
from dagster_project.returns.receive.remote import Entry, Remote

RECEIVED_LIST = "received.csv"
_IGNORED = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE)
_IGNORED_ON_TOP = re.compile(r"received\.csv|readme.*", re.IGNORECASE)
_DEEPEST = 12
_MOST_FILES = 50_000
_LONGEST_CELL = 10_000
_CHUNK = 1 << 20
#: Lines of received.csv that are told one by one.
_MOST_PROBLEMS = 20

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How long and how often a source is tried, and how big a file may be."""

    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 20.0
    #: Seconds without an answer in one network operation.
    timeout: float = 30.0
    #: Seconds for one whole step: listing one folder, fetching one file.
    step: float = 300.0
    #: Seconds for everything; what has not come by then comes the next night.
    total: float = 3600.0
    max_bytes: int = 100 * 1024 * 1024


@dataclass(frozen=True)
class SourceFile:
    """A file at the source. `modified_at` is Vietnam time without a zone."""

    path: str
    size: int | None
    modified_at: datetime | None
    fingerprint: str | None
    locator: str = field(repr=False)


@dataclass(frozen=True)
class Listing:
    """All files at a source, the times that `received.csv` states, and what somebody should know about it."""

    files: list[SourceFile]
    stated: dict[str, datetime]
    warnings: list[str]


@dataclass(frozen=True)
class Fetched:
    """A file's content on this machine; whoever asked for it moves or removes it."""

    path: Path
    sha256: str
    size: int


class SourceUnavailable(Exception):
    """The source could not be read; the message is one line that says what was tried and what to do."""

    #: Only the file that was asked for is missing or forbidden; others may still be fetched.
    concerns_one_file = False


class TooBig(Exception):
    """The file is larger than `Limits.max_bytes`."""


class Source:
    """A connection to one RETURNS_URL, opened when first needed and opened anew after a failure."""

    def __init__(
        self,
        url: str,
        options: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
        known_hosts: Path | None = None,
    ) -> None:
        """Remember where to look; nothing is connected yet."""
        self.url = url
        self.options = dict(options or {})
        self.limits = limits or Limits()
        self.known_hosts = known_hosts
        self._remote: Remote | None = None
        self._began = time.monotonic()

    def listing(self) -> Listing:
        """List everything below the returns folder, except names that are never returns."""
        warnings: list[str] = []
        files: dict[str, SourceFile] = {}
        received_list: SourceFile | None = None
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

    def fetch(self, file: SourceFile, folder: Path) -> Fetched:
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

    def _read_received_list(self, file: SourceFile, warnings: list[str]) -> dict[str, datetime]:
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
        patience = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.limits.attempts) | tenacity.stop_after_delay(left),
            wait=tenacity.wait_exponential_jitter(
                max=self.limits.longest_wait, jitter=self.limits.first_wait, multiplier=self.limits.first_wait
            ),
            retry=tenacity.retry_if_exception(_may_pass),
            reraise=True,
        )
        attempts = 0

        def once() -> T:
            nonlocal attempts
            attempts += 1
            try:
                self._remote, result = _within(min(self.limits.step, left), lambda: self._work(self._remote, work))
            except (TooBig, FileNotFoundError):
                raise
            except Exception:
                self.close()
                raise
            return result

        try:
            return patience(once)
        except (TooBig, SourceUnavailable):
            raise
        except Exception as error:
            raise self._failed(what, error, attempts, time.monotonic() - began) from None

    def _failed(self, what: str, error: Exception, attempts: int, seconds: float) -> SourceUnavailable:
        reason = _reason(error)
        for secret in kinds.secrets_of(self.url, self.options):
            reason = reason.replace(secret, "***")
        tried = "tried once" if attempts == 1 else f"tried {attempts} times in {seconds:.0f} s"
        failed = SourceUnavailable(f"{self.shown}: {what} failed: {reason} ({tried}). {_advice(self, error)}")
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


def list_received(
    url: str,
    options: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    known_hosts: Path | None = None,
) -> list[SourceFile]:
    """List the files of a RETURNS_URL, sorted by path relative to it; raise `SourceUnavailable`."""
    with Source(url, options, limits, known_hosts) as source:
        return source.listing().files


def read_received_list(content: bytes) -> tuple[dict[str, datetime], list[str]]:
    """Read `received.csv` (columns path, received_at).

    The stated times by path, and what is wrong with the file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [f"{RECEIVED_LIST} is not saved as UTF-8 and is not used"]
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        header = [name.strip() for name in reader.fieldnames or []]
    except csv.Error:
        header = []
    if not {"path", "received_at"} <= set(header):
        found = shortened(", ".join(header))
        return {}, [f"{RECEIVED_LIST} is not used: columns path, received_at expected, found {found}"]
    reader.fieldnames = header
    stated: dict[str, datetime] = {}
    problems = []
    for row in _rows(reader):
        if row is None or any(len(cell or "") > _LONGEST_CELL for cell in (row["path"], row["received_at"])):
            problems.append(
                f"{RECEIVED_LIST}, line {reader.line_num + 1}: a quote is not closed or a field is too long"
            )
            continue
        path = unicodedata.normalize("NFC", (row["path"] or "").strip()).replace("\\", "/").removeprefix("./")
        sent = (row["received_at"] or "").strip()
        at = _read_time(sent)
        if path and at:
            stated[path] = at
        elif path or sent:
            problems.append(
                f"{RECEIVED_LIST}, line {reader.line_num}: found '{shortened(path)}', '{shortened(sent)}', expected a "
                "path and a time yyyy-mm-dd hh:mm:ss; the file's own time is used"
            )
    if len(problems) > _MOST_PROBLEMS:
        more = len(problems) - _MOST_PROBLEMS
        problems[_MOST_PROBLEMS:] = [f"{RECEIVED_LIST}: {more} more lines of this kind"]
    return stated, problems


def _rows(reader: "csv.DictReader[str]") -> Iterator[dict[str, str | None] | None]:
    """Yield the rows, None for one that cannot be split; the next goes on."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _read_time(text: str) -> datetime | None:
    """Read an ISO time; one without a zone is Vietnam's; a day alone is its beginning."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            at = datetime.combine(date.fromisoformat(text), datetime.min.time())
        else:
            at = datetime.fromisoformat(text)
        at = at.astimezone(VIETNAM).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return at if is_believable(at) else None


def _lister(locator: str) -> Callable[[Remote], list[Entry]]:
    return lambda remote: kinds.list_folder(remote, locator or remote.root)


def _free_path(path: str, files: Mapping[str, SourceFile], warnings: list[str]) -> str:
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


def _as_file(path: str, entry: Entry) -> SourceFile:
    return SourceFile(path, entry.size, entry.modified_at, entry.fingerprint, entry.locator)


def _is_ignored(path: str) -> bool:
    """Whether a path is that of a hidden, lock or system file, or of the folder's own pages."""
    name = path.rpartition("/")[2]
    return bool(_IGNORED.fullmatch(name) or ("/" not in path and _IGNORED_ON_TOP.fullmatch(name)))


def _within(seconds: float, call: Callable[[], T]) -> T:
    """Run `call`, but wait no longer.

    Some sources (a dead network drive) hang where no time limit reaches.
    """
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:
            failure.append(error)

    worker = threading.Thread(target=run, daemon=True, name="source")
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise TimeoutError(f"no end after {seconds:.0f} s")
    if failure:
        raise failure[0]
    return result[0]


def _quietly(call: Callable[..., object], *arguments: object) -> None:
    try:
        call(*arguments)
    except Exception:
        return


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of aiohttp, httpx, webdav4 or botocore, if there is one."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    for found in (getattr(error, "status", None), getattr(error, "status_code", None), response):
        if isinstance(found, int):
            return found
    code = getattr(response, "status_code", None)
    return code if isinstance(code, int) else None


def _is_about_login(error: BaseException) -> bool:
    name = type(error).__name__
    return (
        isinstance(error, PermissionError)
        or "Authentication" in name
        or "Credential" in name
        or _status(error) in (401, 403)
    )


def _may_pass(error: BaseException) -> bool:
    """Whether trying again may help: not for what is missing, forbidden, misspelt or too big."""
    if isinstance(error, TooBig | SourceUnavailable | FileNotFoundError | NotADirectoryError | PermissionError):
        return False
    if isinstance(error, ValueError | TypeError | ImportError | NotImplementedError) or not isinstance(
        error, Exception
    ):
        return False
    status = _status(error)
    return not _is_about_login(error) and (status is None or status >= 500 or status in (408, 425, 429))


def _reason(error: Exception) -> str:
    """One line about an error.

    A system error by its own words, without the path that the message already has.
    """
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, NotADirectoryError):
        return "it is a file, not a folder"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    status = _status(error)
    text = printable_name(" ".join(str(error).split()))
    if status:
        return f"the server answered {status}"
    return text or type(error).__name__


def _advice(source: Source, error: Exception) -> str:
    if _is_about_login(error):
        return "Check user, password or key in RETURNS_URL and RETURNS_OPTIONS, and what they may read."
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError | ImportError | TypeError):
        return "Check the setting RETURNS_URL."
    if kinds.protocol_of(source.url) == "file":
        return "Check that the folder of RETURNS_URL is there and can be read."
    return "Check RETURNS_URL and the network."
