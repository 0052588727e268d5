"""Which received files make up the return of which unit and year."""

from collections.abc import Iterable

from dagster_project.returns.receive.index import NO_FILE, TOO_BIG, Received
from dagster_project.returns.store import Partition


def received_partitions(entries: Iterable[Received]) -> dict[Partition, list[Received]]:
    """Return the received files of each partition, in the order in which they came; one in a wrong place is of none."""
    placed = [entry for entry in entries if entry.problem in (None, TOO_BIG, NO_FILE)]
    found: dict[Partition, list[Received]] = {}
    for entry in sorted(placed, key=lambda one: (one.received_at, one.file_path, one.received_order)):
        if entry.report_year is not None and entry.unit_code is not None:
            found.setdefault((entry.report_year, entry.unit_code), []).append(entry)
    return dict(sorted(found.items()))
