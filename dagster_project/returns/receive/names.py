"""Names and times as a source gives them, brought to what can be stored, printed and compared.

Belongs here: names of files and folders that are no text (bytes in another encoding, line breaks), and times that no
clock showed. The file itself is always fetched by the source's own locator, never by the name made here.
"""

import unicodedata
from datetime import datetime

FIRST_YEAR, LAST_YEAR = 2000, 2100
_SHOWN_CHARACTERS = 80


def printable_name(name: str) -> str:
    r"""Return a name in NFC; a byte that is no UTF-8, a control character or a line break becomes ``\x..``."""
    return unicodedata.normalize("NFC", "".join(map(_printable, name)))


def _printable(letter: str) -> str:
    if unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp"):
        return letter
    code = ord(letter)
    # os.fsdecode keeps a byte that is no UTF-8 as half a surrogate pair.
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def shortened(text: str) -> str:
    """Return a text from outside for a message: printable, and no longer than a line."""
    shown = printable_name(text[:_SHOWN_CHARACTERS])
    return shown + "…" if len(text) > _SHOWN_CHARACTERS else shown


def another_name(path: str, number: int) -> str:
    """Return the path under which the ``number``-th file of one printable name is kept; its ending stays."""
    stem, dot, ending = path.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and "/" not in ending else f"{path} ({number})"


def is_believable(moment: datetime) -> bool:
    """Tell whether a file can have been changed or received then: dead batteries say 1980, typing errors 20224."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR
