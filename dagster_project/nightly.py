"""The whole nightly job in one process without a server: ``make nightly`` runs ``python -m dagster_project.nightly``.

Belongs here: starting the run, showing that it works, and the last lines a person reads: the scorecard, what was
written where, or the one-line reason why nothing was published. Without a terminal the night's lines go to stderr, as
they do to its log.
"""

import logging
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from dagster_project.lib.command import Command, refused
from dagster_project.lib.locks import LockHeld, locked
from dagster_project.lib.log_lines import open_log, say
from dagster_project.lib.reasons import reason_of_error
from dagster_project.publish.outcome import not_published, nothing_new, published_in
from dagster_project.returns.storage import stored
from dagster_project.settings import (
    Settings,
    WrongSetting,
    apply_environment,
    check_names,
    load_settings,
    prepare_dagster_home,
)

_LABELS = {
    "pull": "Nhận tệp · Pulling returns",
    "read": "Đọc bảng tính · Reading workbooks",
    "clean": "Chuẩn hóa số liệu · Cleaning",
    "judge": "Kiểm tra · Judging (Great Expectations)",
    "build": "Tính chỉ tiêu · Building (dbt)",
    "report": "Báo cáo chất lượng · Quality reports",
    "publish": "Công bố · Publishing",
    "postgres": "Ghi vào PostgreSQL · Loading PostgreSQL",
}
#: How wide the scorecard is without a terminal, where it could not be published as text.
_PLAIN_WIDTH = 140
_HELP = """Exit code 0: marts were published, also when returns have findings. 1: they were not; the last line says why.
Settings (RETURNS_URL, WAREHOUSE_DATA_DIR, LOG_FORMAT …) come from the environment or .env: docs/operations.md."""


def main(arguments: list[str] | None = None) -> int:
    """Run the night; returns the exit code: 0 when marts were published."""
    Command("dagster_project.nightly", "Pulls, reads, checks, builds and publishes once.", _HELP).options(arguments)
    try:
        check_names()
        settings = load_settings()
    except WrongSetting as problem:
        return refused(str(problem))
    is_at_terminal = sys.stderr.isatty()
    try:
        with locked(settings.data_dir / "night.lock", wait=False):
            # Only now: another night may be writing its lines.
            open_log(settings.log_path, settings.log_format, to_stderr=not is_at_terminal)
            with stored(settings, partial(say, "night", level=logging.WARNING)):
                return _run(settings, is_at_terminal)
    except LockHeld as held:
        reason = f"một lần tổng hợp khác đang chạy · another night is running in {settings.data_dir} ({held})"
    except OSError as problem:
        # A folder that cannot be written.
        reason = reason_of_error(problem)
    print(not_published(reason, settings.published_dir), file=sys.stderr)
    return 1


def _run(settings: Settings, is_at_terminal: bool) -> int:
    console = Console(stderr=True)
    apply_environment(settings)
    prepare_dagster_home(settings)
    _quiet()
    started = time.monotonic()
    tools_say = settings.log_path.with_name("tools.log")
    # What tools print is kept for the data team; the terminal shows bars and the scorecard.
    with (
        _bars(console) if is_at_terminal else nullcontext(_no_bars) as progress,
        tools_say.open("w", encoding="utf-8") as lines,
        redirect_stdout(lines),
    ):
        from dagster_project.defs.run import run_night
        from dagster_project.notify.news import without_particulars
        from dagster_project.notify.night import tell_of_night

        outcome = run_night(settings, progress)
        failure = outcome.failure or outcome.failed_after
        not_told = tell_of_night(settings, failure, is_published=outcome.failure is None)
    seconds = time.monotonic() - started
    for note in [*outcome.notes, *not_told]:
        say("night", without_particulars(note), level=logging.WARNING, in_full=note)
        if is_at_terminal:
            console.print(f"[yellow]![/] {escape(note)}", highlight=False, soft_wrap=True)
    if outcome.failure:
        told = not_published(outcome.failure, settings.published_dir)
        say("night", told, seconds=seconds, level=logging.ERROR)
        if is_at_terminal:
            print(told, file=sys.stderr)
        return 1
    told = nothing_new(settings.published_dir) if outcome.nothing_new else published_in(settings.published_dir)
    but, level = (f"; nhưng · but {failure}", logging.ERROR) if failure else ("", logging.INFO)
    say("night", told + but, seconds=seconds, level=level)
    _show_scorecard(settings)
    if outcome.nothing_new:
        print(told)
    _say_where(settings, seconds)
    return 0


def _show_scorecard(settings: Settings) -> None:
    """Print the scorecard as wide as COLUMNS or the terminal says; without either, as it was published."""
    width = shutil.get_terminal_size((0, 0)).columns
    as_published = settings.published_dir / "scorecard.txt"
    if width or not as_published.exists():
        from dagster_project.publish.review.read import read_reviews
        from dagster_project.publish.scorecard.terminal.show import print_scorecard

        console = Console(width=width or _PLAIN_WIDTH, highlight=False)
        print_scorecard(read_reviews(settings.published_dir / "bi.duckdb"), console)
    else:
        print("\n" + as_published.read_text(encoding="utf-8"))


def _no_bars(_step: str, _done: int, _all: int) -> None:
    """Show nothing: the night's lines are shown instead."""


@contextmanager
def _bars(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar a step."""
    bars = Progress(
        SpinnerColumn(), TextColumn("{task.description:<52}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    )  # fmt: skip
    with bars:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(_LABELS[step], total=None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield show


def _quiet() -> None:
    """Keep the terminal for people: what the tools say stands in their own logs and in Dagster's pages."""
    warnings.simplefilter("ignore")
    # A line that cannot be written, on a full disk, is no reason to print a traceback for each.
    logging.raiseExceptions = False
    for name in ("dagster", "dbt", "great_expectations", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # What a tool warns of without asking where to.
    logging.getLogger().addHandler(logging.NullHandler())


def _say_where(settings: Settings, seconds: float) -> None:
    published, quality = settings.published_dir, settings.quality_dir
    print()
    print(f"BI:         {published / 'bi.duckdb'}  ·  {published / 'parquet'}")
    print(f"Bảng điểm:  {published / 'scorecard.txt'}  ·  {published / 'scorecard' / 'index.html'}")
    print(f"Chất lượng: {quality / 'index.html'}  ·  {quality / 'data_docs' / 'index.html'}")
    print(f"Nhật ký:    {settings.log_path}")
    print(f"Hoàn thành sau {seconds:.0f} giây · done in {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
