"""The whole nightly job in one process without a server: ``make nightly`` runs ``python -m dagster_project.nightly``.

Belongs here: starting the run, showing that it works, and the last lines a person reads: the scorecard, what was
written where, or the one-line reason why nothing was published.
"""

import logging
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dagster_project.settings import apply_environment, load_settings, prepare_dagster_home

STEPS = {
    "pull": "Nhận tệp · Pulling returns",
    "read": "Đọc bảng tính · Reading workbooks",
    "clean": "Làm sạch · Cleaning",
    "judge": "Kiểm tra · Judging (Great Expectations)",
    "build": "Tính chỉ tiêu · Building (dbt)",
    "report": "Báo cáo chất lượng · Quality reports",
    "publish": "Công bố · Publishing",
}


def main() -> int:
    """Run the night; returns the exit code: 0 when marts were published."""
    console = Console(stderr=True)
    settings = load_settings()
    apply_environment(settings)
    prepare_dagster_home(settings)
    _quiet()
    started = time.monotonic()
    with _progress(console) as progress:
        from dagster_project.defs.run import run_night

        outcome = run_night(settings, progress)
    for note in outcome.notes:
        console.print(f"[yellow]![/] {note}", highlight=False, soft_wrap=True)
    if outcome.failure:
        console.print(f"[red]Không công bố · Nothing published:[/] {outcome.failure}", highlight=False, soft_wrap=True)
        console.print(f"Số liệu đêm trước vẫn giữ nguyên · Yesterday's marts stand: {settings.published_dir}", highlight=False)
        return 1
    from dagster_project.publish.scorecard import print_scorecard

    print_scorecard(settings.published_dir / "bi.duckdb", Console())
    _say_where(Console(), settings.published_dir, settings.quality_dir, time.monotonic() - started)
    return 0
