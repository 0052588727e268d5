"""Stamps: a step's inputs and code as one short text, so that equal stamps mean that nothing has to be done again."""

import hashlib
from pathlib import Path


def stamp_of(*parts: object) -> str:
    """Return a hash of the given parts: equal parts, equal stamp."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def stamp_of_files(*folders: Path) -> str:
    """Return a hash of all code and data files in ``folders`` (or single files): a step runs again when they change."""
    digest = hashlib.sha256()
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for path in files:
            if path.suffix in (".py", ".csv", ".json", ".sql", ".yml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
