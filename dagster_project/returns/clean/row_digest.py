"""Two hashes of a row: of what was sent, which tells the row in the next version of a return, and of what it says.

Neither the file nor the row's number takes part: a mended file is another file, and a row moves when one above it is
deleted. Of what was sent, a changed cell makes another digest, so that an explanation given for the old row no longer
holds; the fingerprint of a finding is made of it in dbt (macro finding_fingerprint). Of what a row says, spelling does
not count: equal rows of two returns are copies.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.returns.clean.columns import Column

LENGTH = 24
_REMEMBERED = 30_000
_CONTENT_LENGTH = 32
_SEPARATOR = "\x1f"
# The same cell reads so when it was sent as .ods, .xls or .csv and comes back as .xlsx.
_SAME_VALUE = re.compile(r"(?<=\d)(\.0|[ T]00:00:00)$")


def row_digests(texts: Mapping[str, Column]) -> pa.Array:
    """Return the digest of each row's cells as sent, given by column; blanks and the order of columns do not count."""
    return _hashes((texts[name].each(partial(_told, name)) for name in sorted(texts)), LENGTH)


def content_hashes(values: Mapping[str, Column]) -> pa.Array:
    """Return a hash of the values that each row has in these columns, in their order."""
    return _hashes((column.each(_said) for column in values.values()), _CONTENT_LENGTH)


def _told(name: str, text: str) -> str:
    key = _cell_key(text)
    return f"{name}={key}{_SEPARATOR}" if key else ""


def _said(value: object) -> str:
    return f"{value}{_SEPARATOR}"


def _hashes(parts: Iterable[Column], length: int) -> pa.Array:
    """Return the hashes of rows given by parts that each end with the separator, or are nothing; the last has none."""
    messages = pc.binary_join_element_wise(*(part.arrow(pa.string()) for part in parts), "").cast(pa.binary())
    return pa.array([hashlib.sha256(message[:-1]).hexdigest()[:length] for message in messages.to_pylist()])


@lru_cache(maxsize=_REMEMBERED)
def _cell_key(text: str) -> str:
    key = " ".join(unicodedata.normalize("NFC", text).split())
    return _SAME_VALUE.sub("", key) if key.endswith("0") else key
