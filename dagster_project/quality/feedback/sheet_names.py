"""Names for the sheets of a workbook that puts several files together: valid, and each only once."""

import re
from collections.abc import Iterable

MAX_LENGTH = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")


def unique_names(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return a valid name for each wanted one, near to it; ``taken`` names are not given again."""
    used = {name.casefold() for name in taken}
    names = []
    for name in wanted:
        valid = _valid(name)
        given = valid
        number = 2
        while given.casefold() in used:
            ending = f" ({number})"
            given = valid[: MAX_LENGTH - len(ending)].rstrip() + ending
            number += 1
        used.add(given.casefold())
        names.append(given)
    return names


def _valid(name: str) -> str:
    """Return ``name`` as spreadsheets allow it: no apostrophe at the ends, and not their own "History"."""
    cleaned = _FORBIDDEN.sub("_", name).strip().strip("'")
    units = cleaned.encode("utf-16-le", "ignore")[: 2 * MAX_LENGTH].decode("utf-16-le", "ignore").rstrip().rstrip("'")
    return "Sheet" if not units else f"{units}_" if units.casefold() == "history" else units
