"""The whole nightly job in one process without a server: ``make nightly`` runs ``python -m dagster_project.nightly``.

Belongs here: starting the run, showing that it works, and the last lines a person reads: the scorecard, what was
written where, or the one-line reason why nothing was published.
"""

import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

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

from dagster_project.lib.locks import LockHeld, locked
from dagster_project.returns.storage import stored
from dagster_project.settings import Settings, apply_environment, load_settings, prepare_dagster_home

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


def main() -> int:
    """Run the night; returns the exit code: 0 when marts were published."""
    try:
        settings = load_settings()
        with locked(settings.data_dir / "night.lock", wait=False), stored(settings, _say):
            return _run(settings)
    except LockHeld as held:
        return _not_published(f"another night is running in {settings.data_dir} ({held})")
    except (ValueError, OSError) as problem:
        # A setting that cannot be, a folder that cannot be written: before or beside the run itself.
        return _not_published(str(problem))


def _not_published(reason: str) -> int:
    print(f"Không công bố · Nothing published: {' · '.join(reason.split(chr(10)))}", file=sys.stderr)
    return 1


def _say(note: str) -> None:
    print(f"! {note}", file=sys.stderr)


def _run(settings: Settings) -> int:
    console = Console(stderr=True)
    apply_environment(settings)
    prepare_dagster_home(settings)
    _quiet()
    started = time.monotonic()
    settings.log_path.parent.mkdir(parents=True, exist_ok=True)
    tools_say = settings.log_path.with_name("dbt_stdout.log")
    # dbt's lines are kept for the data team; the terminal shows bars and the scorecard.
    with (
        _progress(console) as progress,
        tools_say.open("w", encoding="utf-8") as lines,
        redirect_stdout(lines),
    ):
        from dagster_project.defs.run import run_night
        from dagster_project.notify.night import tell_of_night

        outcome = run_night(settings, progress)
        failure = outcome.failure or outcome.failed_after
        not_told = tell_of_night(settings, failure, is_published=outcome.failure is None)
    for note in [*outcome.notes, *not_told]:
        console.print(f"[yellow]![/] {escape(note)}", highlight=False, soft_wrap=True)
    if outcome.failure:
        _not_published(outcome.failure)
        console.print(
            f"Số liệu của lần tổng hợp trước vẫn giữ nguyên · Yesterday's marts stand: {settings.published_dir}",
            highlight=False,
        )
        return 1
    from dagster_project.publish.scorecard.terminal import print_scorecard

    print_scorecard(settings.published_dir / "bi.duckdb", Console())
    _say_where(Console(), settings.published_dir, settings.quality_dir, time.monotonic() - started)
    return 0


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar a step on a terminal, a line a step elsewhere (a log file wants no bars)."""
    if not console.is_terminal:
        begun: set[str] = set()

        def say(step: str, _done: int, _all: int) -> None:
            if step not in begun:
                begun.add(step)
                console.print(f"… {_LABELS[step]}", highlight=False)

        yield say
        return
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
    """Keep the terminal for people: what the tools say stands in the log file and in Dagster's pages."""
    warnings.simplefilter("ignore")
    for name in ("dagster", "dbt", "great_expectations", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _say_where(console: Console, published: Path, quality: Path, seconds: float) -> None:
    console.print()
    console.print(f"BI:        {published / 'bi.duckdb'}  ·  {published / 'parquet'}", highlight=False, soft_wrap=True)
    console.print(
        f"Chất lượng: {quality / 'index.html'}  ·  {quality / 'data_docs' / 'index.html'}",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"Hoàn thành sau {seconds:.0f} giây · done in {seconds:.0f} s", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
