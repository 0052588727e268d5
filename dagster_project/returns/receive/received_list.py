"""`received.csv`, where the office that collected the returns states when each of them came.

Belongs here: reading that list, and saying what is wrong with it. A file that it does not name keeps its own time.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.names import is_believable, shortened

RECEIVED_LIST = "received.csv"
_LONGEST_CELL = 10_000
#: Lines of received.csv that are told one by one.
_MOST_PROBLEMS = 20


def read_received_list(content: bytes) -> tuple[dict[str, datetime], list[str]]:
    """Read `received.csv` (columns path, received_at).

    The stated times by path, and what is wrong with the file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [f"{RECEIVED_LIST} is not saved as UTF-8 and is not used"]
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        header = [name.strip() for name in reader.fieldnames or []]
    except csv.Error:
        header = []
    if not {"path", "received_at"} <= set(header):
        found = shortened(", ".join(header))
        return {}, [f"{RECEIVED_LIST} is not used: columns path, received_at expected, found {found}"]
    reader.fieldnames = header
    stated: dict[str, datetime] = {}
    problems = []
    for row in _rows(reader):
        if row is None or any(len(cell or "") > _LONGEST_CELL for cell in (row["path"], row["received_at"])):
            # A line that cannot be split is not counted yet.
            line = reader.line_num + (row is None)
            problems.append(f"{RECEIVED_LIST}, line {line}: a quote is not closed or a field is too long")
            continue
        path = unicodedata.normalize("NFC", (row["path"] or "").strip()).replace("\\", "/").removeprefix("./")
        sent = (row["received_at"] or "").strip()
        at = _read_time(sent)
        if path and at:
            stated[path] = at
        elif path or sent:
            problems.append(
                f"{RECEIVED_LIST}, line {reader.line_num}: found '{shortened(path)}', '{shortened(sent)}', expected a "
                "path and a time yyyy-mm-dd hh:mm:ss; the file's own time is used"
            )
    if len(problems) > _MOST_PROBLEMS:
        more = len(problems) - _MOST_PROBLEMS
        problems[_MOST_PROBLEMS:] = [f"{RECEIVED_LIST}: {more} more lines of this kind"]
    return stated, problems


def _rows(reader: "csv.DictReader[str]") -> Iterator[dict[str, str | None] | None]:
    """Yield the rows, None for one that cannot be split; the next goes on."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _read_time(text: str) -> datetime | None:
    """Read an ISO time; one without a zone is Vietnam's; a day alone is its beginning."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            at = datetime.combine(date.fromisoformat(text), datetime.min.time())
        else:
            at = datetime.fromisoformat(text)
        at = at.astimezone(VIETNAM).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return at if is_believable(at) else None
