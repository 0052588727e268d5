"""A random secret that is made once, in a file of its owner.

Here belongs: making and reading such a file, what makes a secret too weak, and how one is recognised without being
kept. Not here: what is protected with it.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from dagster_project.lib.files import flush

#: Shorter ones can be tried out.
SHORTEST = 32
#: A file of zeros, as a crash leaves it, or "xxxxxxxx…" is long and no secret.
_FEWEST_DIFFERENT = 8


def weakness_of(key: str) -> str | None:
    """Return what makes a key no secret, in words that complete "it holds"; None for one that may be used."""
    if len(key) < SHORTEST:
        return f"{len(key)} characters, at least {SHORTEST} are needed"
    if not key.isprintable():
        return "characters that nobody can type, as a damaged file does"
    if len(set(key)) < _FEWEST_DIFFERENT:
        return f"{len(set(key))} different characters, at least {_FEWEST_DIFFERENT} are needed"
    return None


def fingerprint_of(key: bytes) -> str:
    """Return by what a key is recognised; it can neither be used in the key's place nor turned back into it."""
    return hmac.new(key, b"resolution-warehouse: fingerprint of a key", hashlib.sha256).hexdigest()[:32]


def read_or_create_key(path: Path, if_lost: str) -> str:
    """Return the key in `path`, made now (64 hexadecimal digits) if there is none; raise ValueError if it is damaged.

    ``if_lost`` completes the error: what deleting the file would do. A damaged key is never replaced in
    silence.
    """
    if not path.exists():
        create_key(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if weakness := weakness_of(key):
        raise ValueError(
            f"{path} holds {weakness}: restore the file from a backup, or "
            f"delete it to start with a new key ({if_lost})."
        )
    return key


def create_key(path: Path) -> None:
    """Put a new random key where there is none; another process that is first makes it the key of both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes an owner-only file; link() fails when another process was first, and never leaves half a key.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
            flush(path.parent)
    finally:
        Path(name).unlink()
