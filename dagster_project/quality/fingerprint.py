"""What makes a doubt the same in the next version of a return, so that an explanation given once still holds.

Belongs here: the fingerprint of a finding and the digest of a row as sent. Does not belong here: the
finding's own id (which names one version), and what an explanation does (feedback/answers.py).

Neither the file nor the row's number takes part: a mended file is another file, and a row moves when one
above it is deleted. A changed cell in the row makes another digest, and the district is asked again. The hash
of the finding is a plain SHA-256 so that SQL computes the same (the findings of dbt models need one too)::

    left(sha256(concat_ws(chr(31), report_year::varchar, unit_code, form, rule_id, coalesce(column_name, ''),
                          coalesce(subject, ''))), 24)

A reader of a fingerprint learns nothing about a person: pass ``key`` to ``row_digest`` where even a guessed
row must not be confirmed by it.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

LENGTH = 24
_SEPARATOR = "\x1f"
_SPACES = re.compile(r"\s+")
# The same cell reads so when it was sent as .ods, .xls or .csv and comes back as .xlsx.
_SAME_VALUE = re.compile(r"(?<=\d)(\.0|[ T]00:00:00)$")


def row_digest(cells: Mapping[str, str], key: bytes | None = None) -> str:
    """Return the digest of one row's cells as sent, given by column; blanks and their order do not count.

    Leave out the running number (``line_number``): it changes when a row above is deleted.
    """
    sent = sorted((column, _cell_key(text)) for column, text in cells.items())
    message = _SEPARATOR.join(f"{column}={text}" for column, text in sent if text).encode()
    digest = hmac.new(key, message, hashlib.sha256) if key else hashlib.sha256(message)
    return digest.hexdigest()[:LENGTH]


def row_digests(sent: pd.DataFrame, key: bytes | None = None) -> list[str]:
    """Return ``row_digest`` of every row of a frame that holds the columns as sent, and no others."""
    columns = [str(column) for column in sent.columns]
    rows = sent.astype("object").where(sent.notna(), "").itertuples(index=False, name=None)
    return [row_digest(dict(zip(columns, map(str, row), strict=True)), key) for row in rows]


def finding_fingerprint(
    *,
    report_year: Iterable[int],
    unit_code: Iterable[str],
    form: Iterable[str],
    rule_id: Iterable[str],
    column_name: Iterable[str | None],
    subject: Iterable[str | None],
) -> list[str]:
    """Return the fingerprint of every finding; the arguments are columns of equal length.

    ``subject`` is the row's digest for a finding on a row. For one on a whole return it is its key numbers,
    such as "120/80" for a headcount that jumped, so that other numbers ask again; '' where the rule has none.
    """
    rows = zip(report_year, unit_code, form, rule_id, column_name, subject, strict=True)
    return [_hash((str(int(year)), *map(_text, others))) for year, *others in rows]


def _hash(parts: tuple[str, ...]) -> str:
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()[:LENGTH]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _cell_key(text: str) -> str:
    return _SAME_VALUE.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip())
