"""The step that reads: which partitions are stale, what it reads and writes.

Every step returns what it did in numbers, for Dagster and the terminal; the work is done by the other modules.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.lib.seeds import SEEDS, lists_in_force
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.handed_over import RAW

if TYPE_CHECKING:
    # A night with nothing new reads nothing, and who cleans in a process of its own receives nothing.
    from dagster_project.returns.read.partition import RawReturn
    from dagster_project.returns.receive.index import Received

#: How many returns each process may be ahead of the one that is written.
_AHEAD = 4
Progress = Callable[[str, int, int], None]
_ROOMS = Path(__file__).parents[1]
_PROJECT = Path(__file__).parents[2]
#: What decides how a file is read, besides the lists in force: our modules and the lists that are always our own.
_READING = [
    *(_ROOMS / room for room in ("read", "values")),
    *(_PROJECT / room for room in ("lib", "tables")),
    *(SEEDS / name for name in ("ethnicities.csv", "forms.csv")),
]


def raw_stamp(files: "Sequence[Received]", code: str) -> str:
    """Return the stamp of a partition's raw rows: its files, and the ``code`` that reads."""
    return stamp_of([(file.file_key, file.received_at, file.received_order, file.problem) for file in files], code)


def reader_code() -> str:
    """Return the state of what reads: our modules, the lists in force, and the library that opens workbooks."""
    return stamp_of(stamp_of_files(*_READING), lists_in_force(), version("python-calamine"))


def read_step(
    store: ReturnsStore,
    received: "dict[Partition, list[Received]]",
    read_blob: Callable[[str], bytes],
    unit_names: dict[str, str],
    progress: Progress,
) -> list[Partition]:
    """Read the partitions whose files or code changed, on all processors; returns them."""
    code = reader_code()
    read_by = stamp_of(code, sorted(unit_names.items()))
    stamps = {partition: raw_stamp(files, read_by) for partition, files in received.items()}
    stale = [partition for partition in sorted(received) if store.stamp("raw", partition) != stamps[partition]]
    if not stale:
        return []
    from dagster_project.returns.read.opening import Opener
    from dagster_project.returns.read.partition import read_partition

    with Opener(store.root / "refused", code) as opener, ThreadPoolExecutor(opener.workers) as threads:
        readings = _ahead(
            threads,
            lambda partition: read_partition(received[partition], read_blob, unit_names, opener),
            stale,
            _AHEAD * opener.workers,
        )
        try:
            for number, (partition, raw) in enumerate(zip(stale, readings, strict=True), start=1):
                tables = {"file": raw.files, "sheet": raw.sheets, "row": raw.rows, "explanation": raw.explanations}
                is_final = opener.doubted.isdisjoint(file.source_sha256 for file in received[partition])
                # Another stamp than tomorrow's: what may have been the machine's fault is tried again.
                stamp = stamps[partition] if is_final else stamp_of(stamps[partition], "doubted")
                store.write("raw", partition, tables, stamp)
                progress("read", number, len(stale))
        finally:
            threads.shutdown(cancel_futures=True)
    return stale


def _ahead(
    threads: ThreadPoolExecutor, work: "Callable[[Partition], RawReturn]", partitions: Iterable[Partition], most: int
) -> "Iterator[RawReturn]":
    """Yield what ``work`` gives in the order of partitions, never more than ``most`` ahead of who takes it."""
    waiting: deque[Future[RawReturn]] = deque()
    for partition in partitions:
        waiting.append(threads.submit(work, partition))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def load_raw(store: ReturnsStore, partition: Partition) -> "RawReturn":
    """Return the stored raw tables of one partition."""
    from dagster_project.returns.read.partition import RawReturn

    return RawReturn(*(store.read("raw", name, partition).cast(schema) for name, schema in RAW.items()))
