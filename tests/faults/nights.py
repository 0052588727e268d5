"""Nights on a province of two units and two years, in processes that can be killed at any moment.

Belongs here: the tiny province, starting, killing and ending a night, and what it left. Not here: what is expected.

A night is forked from a process that has loaded its libraries already: the same code with the same process group, and
ten seconds of computing less each. Set FAULTS_WHOLE=1 to start each as a user does.
"""

import contextlib
import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MOST_KILOBYTES_OF_A_NIGHT = 1024**2
CHECKOUT = Path(__file__).parents[2]
UNITS, YEARS = ("tinh", "na-ri"), ("2023", "2024")
_LOADED = (
    "dagster_project.defs.build",
    "dagster_project.defs.run",
    "dagster_project.nightly",
    "dagster_project.notify.night",
    "dbt.cli.main",
    "great_expectations",
    "openpyxl",
)


@dataclass(frozen=True)
class Province:
    """What a night is given: the returns, the reference, and the person key that makes two nights comparable."""

    folder: Path

    @property
    def returns(self) -> Path:
        return self.folder / "returns"

    def settings(self, data: Path, **more: str) -> dict[str, str]:
        """Return the settings of a night, which writes to ``data``."""
        return {
            "RETURNS_URL": str(self.returns),
            "WAREHOUSE_REFERENCE_DIR": str(self.folder / "reference"),
            "WAREHOUSE_DATA_DIR": str(data),
            "WAREHOUSE_PERSON_KEY": "a key of the fault harnesses, 0123456789",
            "COLUMNS": "140",
            **more,
        }


def tiny_province(folder: Path) -> Province:
    """Write the returns of two units and two years of the sample, and the reference for them, into ``folder``."""
    for year in YEARS:
        for unit in UNITS:
            shutil.copytree(CHECKOUT / "raw" / year / unit, folder / "returns" / year / unit)
    (folder / "reference").mkdir()
    for name, key, kept in (("units.csv", "unit_code", UNITS), ("report_years.csv", "report_year", YEARS)):
        with (CHECKOUT / "dbt" / "seeds" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / "reference" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(row for row in rows if row[key] in kept)
    return Province(folder)


def with_a_change(province: Province, folder: Path) -> Province:
    """Return the same province where one unit has replaced a return: last year's file, sent again under a new name."""
    shutil.copytree(province.folder, folder)
    (of_tinh,) = (folder / "returns" / "2024" / "tinh").glob("*.xlsx")
    (folder / "returns" / "2024" / "tinh" / "bo sung.xlsx").write_bytes(_with_a_word_more(of_tinh.read_bytes()))
    os.utime(folder / "returns" / "2024" / "tinh" / "bo sung.xlsx", (1_738_000_000, 1_738_000_000))
    return Province(folder)


def _with_a_word_more(content: bytes) -> bytes:
    """Return a workbook with one more person, so that rows and figures differ."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        # The last full row of a list once more would be a duplicate; without it the form has a row less.
        filled = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value]
        if len(filled) > 12:
            sheet.delete_rows(filled[-3])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@dataclass
class Ended:
    """How a night ended: its exit code (-9 when it was killed), what it said, and what it cost."""

    code: int
    out: str
    err: str
    seconds: float
    cpu: float
    #: Kilobytes of the largest process.
    memory: int

    @property
    def reason(self) -> str:
        """The one line that says why nothing was published."""
        (line,) = [line for line in self.err.splitlines() if "Nothing published" in line]
        return line


@dataclass
class Running:
    """A night that is running, in a process group of its own."""

    pid: int
    log: Path
    began: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        """End the whole group as nothing can refuse."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def is_over(self) -> bool:
        """Tell whether it ended, without taking note of how."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self, timeout: float = 1200) -> Ended:
        """Wait for its end."""
        until = time.monotonic() + timeout
        while not self.is_over():
            if time.monotonic() > until:
                self.kill()
            time.sleep(0.02)
        _, status, used = os.wait4(self.pid, 0)
        out, err = (self.log.with_suffix(end).read_text(encoding="utf-8", errors="replace") for end in (".out", ".err"))
        code = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - self.began
        return Ended(code, out, err, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss)


def start(settings: dict[str, str], log: Path, before: Callable[[], None] | None = None) -> Running:
    """Start a night; ``before`` is called in its process first."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("WAREHOUSE_", "RETURNS_", "BI_"))
    }
    environment = inherited | settings
    log.parent.mkdir(parents=True, exist_ok=True)
    if os.environ.get("FAULTS_WHOLE"):
        with log.with_suffix(".out").open("wb") as out, log.with_suffix(".err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "dagster_project.nightly"], cwd=CHECKOUT, env=environment, stdout=out,
                stderr=err, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=before,
            )  # fmt: skip
        return Running(process.pid, log)
    for name in _LOADED:
        __import__(name)
    pid = os.fork()
    if pid == 0:
        _night(environment, log, before)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(pid, pid)
    return Running(pid, log)


def _night(environment: dict[str, str], log: Path, before: Callable[[], None] | None) -> None:
    """Be a night, to the end of the process."""
    code = 70
    try:
        with contextlib.suppress(PermissionError):
            os.setpgid(0, 0)
        for end, number in ((".out", 1), (".err", 2)):
            handle = os.open(log.with_suffix(end), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.argv = ["nightly"]
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(CHECKOUT)
        if before:
            before()
        from dagster_project.nightly import main

        code = main()
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def run(settings: dict[str, str], log: Path, before: Callable[[], None] | None = None) -> Ended:
    """Run a night to its end."""
    return start(settings, log, before).wait()


def copied(data: Path, to: Path) -> Path:
    """Return a copy of a data folder: times and links as they are, for stamps and the publication depend on them."""
    shutil.copytree(data, to, symlinks=True, copy_function=shutil.copy2)
    return to


def published(data: Path) -> dict[str, str]:
    """Return the hashes of the published Parquet, but for the one table that tells which night it was."""
    folder = data / "published" / "parquet"
    return {path.name: _sha(path) for path in sorted(folder.glob("*")) if path.name != "mart_publication.parquet"}


def between_the_steps(data: Path) -> dict[str, str]:
    """Return the hashes of everything between the steps."""
    root = data / "returns"
    return {str(path.relative_to(root)): _sha(path) for path in sorted(root.rglob("*.parquet"))}


def archived(data: Path) -> set[str]:
    """Return the hashes of the archived files; each is what its name says."""
    blobs = [path for path in (data / "archive").glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64]
    assert [path for path in blobs if _sha(path) != path.name] == []
    return {path.name for path in blobs}


def torn_publication(data: Path) -> list[str]:
    """Return what does not fit together in the published folder: nothing, whenever it is looked at."""
    import duckdb
    import pyarrow.parquet as pq

    if not (data / "published").is_symlink():
        return []
    folder = (data / "published").resolve()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    torn = [name for name, told in manifest["files"].items() if _sha(folder / name) != told["sha256"]]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    torn += sorted(there ^ {*manifest["files"], "manifest.json"})
    with duckdb.connect(str(folder / "bi.duckdb"), read_only=True) as bi:
        for table, rows in manifest["rows"].items():
            counted = bi.execute(f"select count(*) from marts.{table}").fetchall()[0][0]
            stored = pq.read_metadata(folder / "parquet" / f"{table}.parquet").num_rows
            torn += [] if counted == stored == rows else [f"{table}: {counted}, {stored}, {rows}"]
        run = bi.execute("select run_id from marts.mart_publication").fetchall()[0][0]
        torn += [] if run == manifest["run"]["id"] else [f"{run} is not {manifest['run']['id']}"]
    return torn


def cpu_of_group(pid: int) -> float:
    """Return the seconds of computing of a process group so far, ended children included."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            told = stat.read_text().rpartition(")")[2].split()
            if int(told[2]) == pid:
                ticks += sum(int(one) for one in told[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _sha(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
