"""Parts of a folder that lie at a URL (S3 and whatever else fsspec writes to), of which this machine works on a copy.

Belongs here: bringing what the copy lacks and sending what changed in it, in an order that a killed night survives.
Does not belong here: which parts of which folder (settings.py), and when (defs/night.py).

A file is there whole or not at all: an object store puts it in one step, elsewhere it is renamed into place. What is
sent last (the stamps) says that what was sent before it is complete.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.lib.files import settle, write_atomically

_AT_A_TIME = 16
_OBJECT_STORES = ("s3", "s3a", "gs", "gcs", "abfs", "az", "memory")


@dataclass(frozen=True)
class _Known:
    """What both sides had when they were last equal: size and time here, the tag there."""

    size: int
    time: int
    tag: str


@dataclass
class Mirror:
    """A folder, and the URL at which its parts lie.

    Args:
        folder: the copy.
        url: where the parts lie.
        options: what fsspec needs besides it.
        parts: names of folders in ``folder``, in the order in which they are sent.
        kept: those of them of which nothing is taken away unless it is named.
        last: beginnings of paths that are sent after everything else.
        left_out: beginnings of paths that are this machine's alone.
    """

    folder: Path
    url: str
    options: Mapping[str, Any]
    parts: tuple[str, ...]
    kept: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    _known: dict[str, _Known] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Connect; fsspec is imported here, so that who has no URL pays nothing for it."""
        import fsspec.core

        self._fs, root = fsspec.core.url_to_fs(self.url, use_listings_cache=False, **self.options)
        self._root = root.rstrip("/")
        self._in_one_step = self.url.split("://")[0] in _OBJECT_STORES
        self._known = self._read_known()

    def bring(self) -> int:
        """Bring what the copy lacks or has otherwise; returns how many files.

        What changed here since it was last sent, and not there, stays: a night was killed before it sent it.
        """
        there = self._there()
        wanted = [path for path, (_, tag) in there.items() if self._is_older_here(path, tag)]
        self._each(wanted, lambda path: self._fetch(path, there[path][0]))
        for path in [one for one in self._known if one not in there]:
            # Gone there: another machine took it away. Lost there and kept here: it is sent again.
            if not path.startswith(self.kept):
                (self.folder / path).unlink(missing_ok=True)
            del self._known[path]
        for path in wanted:
            self._known[path] = self._equal_now(path, there[path][1])
        self._write_known()
        return len(wanted)

    def send(self, taken_out: Collection[str] = ()) -> int:
        """Send what changed in the copy, and take away there what is gone here; returns how many files were sent.

        Of what is ``kept`` only the paths in ``taken_out`` are taken away.
        """
        here = self._here()
        changed = [path for path in here if not self._is_as_known(path)]
        for is_last in (False, True):
            self._each([path for path in changed if path.startswith(self.last) == is_last], self._put)
        left = set(here)
        gone = [
            path for path in self._known if path not in left and (path in taken_out or not path.startswith(self.kept))
        ]
        for path in gone:
            self._fs.rm_file(self._at(path))
            del self._known[path]
        if changed:
            there = self._there()
            for path in changed:
                self._known[path] = self._equal_now(path, there[path][1])
        if changed or gone:
            self._write_known()
        return len(changed)

    def _there(self) -> dict[str, tuple[int, str]]:
        """Return path → (size, tag) of everything that lies at the URL."""
        found = {}
        for part in self.parts:
            try:
                listed = self._fs.find(self._at(part), detail=True)
            except FileNotFoundError:
                continue
            for locator, info in listed.items():
                path = locator[len(self._root) :].lstrip("/")
                told = [info.get(name) for name in ("ETag", "etag", "LastModified", "mtime", "modified", "created")]
                tag = next((str(one) for one in told if one), "")
                if not path.endswith(".part"):
                    found[path] = (int(info["size"]), f"{info['size']} {tag}")
        return found

    def _here(self) -> list[str]:
        """Return the paths of the copy in the order in which they are sent."""
        files = [path for part in self.parts for path in sorted((self.folder / part).rglob("*")) if path.is_file()]
        # What begins with a dot is being written.
        paths = [str(path.relative_to(self.folder)) for path in files if not path.name.startswith(".")]
        return [path for path in paths if not path.startswith(self.left_out)]

    def _is_older_here(self, path: str, tag: str) -> bool:
        known = self._known.get(path)
        if not (self.folder / path).exists():
            return True
        return known is None or known.tag != tag

    def _is_as_known(self, path: str) -> bool:
        known = self._known.get(path)
        return known is not None and known == self._equal_now(path, known.tag)

    def _equal_now(self, path: str, tag: str) -> _Known:
        state = (self.folder / path).stat()
        return _Known(state.st_size, state.st_mtime_ns, tag)

    def _fetch(self, path: str, size: int) -> None:
        target = self.folder / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.part")
        try:
            self._fs.get_file(self._at(path), str(partial))
            if partial.stat().st_size != size:
                raise OSError(f"{self._at(path)}: came with {partial.stat().st_size} bytes of {size}")
            settle(partial, target, 0o600)
        finally:
            partial.unlink(missing_ok=True)

    def _put(self, path: str) -> None:
        target = self._at(path)
        if self._in_one_step:
            self._fs.put_file(str(self.folder / path), target)
            return
        self._fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._fs.put_file(str(self.folder / path), f"{target}.part")
        self._fs.mv(f"{target}.part", target)

    def _each(self, paths: Iterable[str], work: Callable[[str], None]) -> None:
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            for _ in pool.map(work, paths):
                pass

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    @property
    def _known_path(self) -> Path:
        return self.folder / "storage.json"

    def _read_known(self) -> dict[str, _Known]:
        """Return what was equal when it was last looked at; nothing for another URL, or where nobody can read it."""
        try:
            told = json.loads(self._known_path.read_text(encoding="utf-8"))
            return {path: _Known(*one) for path, one in told["files"].items()} if told["url"] == self.url else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _write_known(self) -> None:
        files = {path: [one.size, one.time, one.tag] for path, one in sorted(self._known.items())}
        write_atomically(self._known_path, json.dumps({"url": self.url, "files": files}).encode())
