"""The person key in force: the one that the warehouse was built with, or none at all.

Belongs here: recognising it by its fingerprint, refusing another one, and a deliberate change. Does not belong here:
making and reading a key's file (lib/keys.py), and what is hashed (returns/persons).

    person.key              the secret (or WAREHOUSE_PERSON_KEY)
    person.fingerprint      by what it is recognised, written when a warehouse is first built with it
"""

from pathlib import Path

from dagster_project.lib.files import set_aside, write_atomically
from dagster_project.lib.keys import create_key, fingerprint_of
from dagster_project.settings import Settings

#: What a key that was changed on purpose is kept as: `person.key.replaced-<time>`.
REPLACED = "replaced"


class WrongPersonKey(ValueError):
    """The key is gone, damaged or another one than the warehouse was built with; the message says what to restore."""


def person_key_in_force(settings: Settings) -> bytes:
    """Return the secret under which persons' keys are hashed; a new one is made where no warehouse stands yet.

    Raises:
        WrongPersonKey: it is not the one of the warehouse that stands: with another, every person would silently get
            another key.
    """
    in_environment = settings.secret_person_key is not None
    where = "WAREHOUSE_PERSON_KEY" if in_environment else str(settings.person_key_path)
    if not in_environment and not settings.person_key_path.exists() and _is_standing(settings):
        raise WrongPersonKey(f"{where} is missing, and a warehouse built with it stands: {_what_to_do(settings)}")
    try:
        key = settings.person_key()
    except ValueError as problem:
        # A file that is damaged; with a warehouse there is no starting anew by deleting it.
        said = str(problem).split(": restore")[0] if _is_standing(settings) else str(problem)
        raise WrongPersonKey(f"{said}: {_what_to_do(settings)}" if _is_standing(settings) else said) from None
    fingerprint = fingerprint_of(key)
    if _known(settings) not in (None, fingerprint) and _is_standing(settings):
        raise WrongPersonKey(f"{where} is not the key that the warehouse was built with: {_what_to_do(settings)}")
    write_atomically(fingerprint_path(settings), f"{fingerprint}\n".encode())
    return key


def rotate_person_key(settings: Settings) -> Path | None:
    """Put another key in force; returns what the old one's file is called now (None where there was none).

    The next night gives every person another key. No night may run meanwhile.

    Killed in between, the next night refuses, and this can be said again.
    """
    old = None
    if settings.secret_person_key is None:
        if settings.person_key_path.exists():
            old = set_aside(settings.person_key_path, REPLACED)
        create_key(settings.person_key_path)
    key = settings.person_key()
    # Whoever keeps a stamp of what they linked: it was linked under another key.
    for table in identity_dir(settings).glob("*.parquet"):
        table.unlink()
    write_atomically(fingerprint_path(settings), f"{fingerprint_of(key)}\n".encode())
    return old


def fingerprint_path(settings: Settings) -> Path:
    """Return where the fingerprint of the key lies with which the warehouse was built."""
    return settings.person_key_path.with_suffix(".fingerprint")


def identity_dir(settings: Settings) -> Path:
    """Return where the persons' keys lie between the steps."""
    return settings.data_dir / "returns" / "identity"


def _is_standing(settings: Settings) -> bool:
    """Tell whether persons' keys were made from a key already."""
    return settings.warehouse_path.exists() or any(identity_dir(settings).glob("*.parquet"))


def _known(settings: Settings) -> str | None:
    """Return the fingerprint of the warehouse's key; None where there is none yet, or no readable one."""
    try:
        text = fingerprint_path(settings).read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return text if len(text) == len(fingerprint_of(b"")) else None


def _what_to_do(settings: Settings) -> str:
    kept = sorted(path.name for path in settings.data_dir.glob(f"{settings.person_key_path.name}.*-*"))
    beside = f" (beside it lie {', '.join(kept)})" if kept else ""
    return (
        f"restore it from the backup{beside}; or, to give every person another key on purpose, "
        "`make rotate-key CONFIRM=yes`"
    )
