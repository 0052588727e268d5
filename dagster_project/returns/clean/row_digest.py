"""The digest of a row as sent: what makes a row the same in the next version of a return.

Neither the file nor the row's number takes part: a mended file is another file, and a row moves when one above it is
deleted. A changed cell makes another digest, so that an explanation given for the old row no longer holds. The
fingerprint of a finding is made of it in dbt (macro finding_fingerprint).
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

LENGTH = 24
_SEPARATOR = "\x1f"
_SPACES = re.compile(r"\s+")
# The same cell reads so when it was sent as .ods, .xls or .csv and comes back as .xlsx.
_SAME_VALUE = re.compile(r"(?<=\d)(\.0|[ T]00:00:00)$")


def row_digest(cells: Mapping[str, str]) -> str:
    """Return the digest of one row's cells as sent, given by column; blanks and their order do not count.

    Leave out the running number (``line_number``): it changes when a row above is deleted.
    """
    sent = sorted((column, _cell_key(text)) for column, text in cells.items())
    message = _SEPARATOR.join(f"{column}={text}" for column, text in sent if text)
    return hashlib.sha256(message.encode()).hexdigest()[:LENGTH]


def _cell_key(text: str) -> str:
    return _SAME_VALUE.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip())
