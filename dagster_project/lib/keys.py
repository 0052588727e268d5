"""A random secret that is made once, in a file of its owner.

Here belongs: making and reading such a file. Not here: what is protected with it.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

#: Shorter ones can be tried out.
SHORTEST = 32


def read_or_create_key(path: Path, if_lost: str) -> str:
    """Return the key in `path`, made now (64 hexadecimal digits) if there is none; raise ValueError if it is damaged.

    ``if_lost`` completes the error: what deleting the file would do. A damaged key is never replaced in
    silence.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes an owner-only file; link() fails when another process was first, and never leaves half
        # a key.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
        finally:
            Path(name).unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise ValueError(
            f"{path} holds {len(key)} characters, at least {SHORTEST} are needed: restore the file from a backup, or "
            f"delete it to start with a new key ({if_lost})."
        )
    return key
