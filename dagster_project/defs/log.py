"""The night's lines, told from Dagster's events: whoever starts a run, it is told in the same words.

``dagster.yaml`` names `NightHandler` for every run of the instance: ``make nightly``, the schedule, a sensor, a page of
``make ui``. Belongs here: from events to lines. Not here: how a line looks and where it goes (lib/log_lines.py).
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from dagster_project.defs.outcome import PUBLISHED, reason_of
from dagster_project.defs.schedules import JOB_NAME
from dagster_project.lib.log_lines import is_open, open_log, say
from dagster_project.publish.outcome import not_published, published_in
from dagster_project.settings import load_settings

#: Dagster's step → what it does, for people.
STEP_LABELS = {
    "received_files": "Nhận tệp · Pulling returns",
    "raw_rows": "Đọc bảng tính · Reading workbooks",
    "clean_rows": "Chuẩn hóa số liệu · Cleaning",
    "judged_rows": "Kiểm tra · Judging (Great Expectations)",
    "return_ledger": "Sổ báo cáo · Ledger of returns",
    "person_identity": "Nhận dạng cán bộ · Identity of persons",
    "dbt_models": "Tính chỉ tiêu · Building (dbt)",
    "published_marts": "Công bố · Publishing",
    "for_readers": "Trang và tài liệu · Page and documents",
    "postgres_marts": "Ghi vào PostgreSQL · Loading PostgreSQL",
    "rule_checks": "Đếm lỗi · Counting findings",
    "feedback_workbooks": "Bảng tính gửi lại đơn vị · Workbooks for the units",
    "quality_report": "Báo cáo chất lượng · Quality report",
    "every_hash": "Xem lại mọi tệp đã lưu · Looking at every hash",
}


@dataclass
class _Run:
    """What was seen of a run so far."""

    started: float
    #: Whether its outcome is said here; a process that opened the log itself has more to say before it.
    tells_outcome: bool = False
    is_published: bool = False
    failure: str | None = None
    #: step → what its materialisations and checks counted.
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    #: step → what it told itself (counts.py).
    told: dict[str, dict[str, int]] = field(default_factory=dict)


#: The log that this module opened.
_OPENED: set[Path] = set()
#: Of the runs that this process is in. Not in the handler: Dagster makes a new one whenever it opens a log.
_RUNS: dict[str, _Run] = {}


def _silent(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.getLogger("dagster_project.silent")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


#: Named in a run's configuration, it keeps Dagster from writing every event to the terminal.
SILENT = dg.LoggerDefinition(_silent, description="Says nothing: what a run says is NightHandler's.")


class NightHandler(logging.Handler):
    """Turns what Dagster logs of a run into the lines of a night."""

    def __init__(self) -> None:
        """Take everything: Dagster logs its events as details."""
        super().__init__(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        """Say what an event means for the night, if anything."""
        meta = getattr(record, "dagster_meta", None)
        if not meta or not meta["run_id"]:
            return
        try:
            run = _RUNS.setdefault(meta["run_id"], _Run(record.created))
            if meta["dagster_event"]:
                _take(meta["dagster_event"], run, meta["run_id"], record.created)
            elif counts := getattr(record, "counts", None):
                run.told[meta["step_key"]] = counts
        except Exception:
            # A line that cannot be written must not cost the night.
            self.handleError(record)


_ENDS = (
    dg.DagsterEventType.RUN_SUCCESS,
    dg.DagsterEventType.RUN_FAILURE,
    dg.DagsterEventType.RUN_CANCELED,
)


def _take(event: dg.DagsterEvent, run: _Run, run_id: str, at: float) -> None:
    short, step, kind = run_id.split("-")[0], event.step_key or "", event.event_type
    if kind == dg.DagsterEventType.RUN_START:
        run.tells_outcome = _open()
        say("night", f"Bắt đầu · begins: {event.job_name}", run=short)
    elif kind == dg.DagsterEventType.ASSET_MATERIALIZATION:
        run.is_published |= event.asset_key == PUBLISHED
        _count(run.counts.setdefault(step, Counter()), event)
    elif kind == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        tally = run.counts.setdefault(step, Counter())
        tally["checks"] += 1
        tally["not_passed"] += not event.asset_check_evaluation_data.passed
    elif event.is_step_success:
        seconds = event.step_success_data.duration_ms / 1000
        say(step, STEP_LABELS.get(step, step), counts=_shown(run, step), seconds=seconds, run=short)
    elif event.is_step_failure:
        run.failure = run.failure or reason_of([event])
        told, frames = f"{STEP_LABELS.get(step, step)} · LỖI · failed", _frames(event)
        say(step, told, counts=_shown(run, step), run=short, level=logging.ERROR, frames=frames)
    elif kind in _ENDS:
        del _RUNS[run_id]
        if run.tells_outcome:
            _say_outcome(kind, run, event, short, at)


def _frames(event: dg.DagsterEvent) -> str:
    """Return where in the code a step failed, the innermost cause first."""
    error, frames = event.step_failure_data.error, ""
    while error:
        frames = f"{error.cls_name}\n{''.join(error.stack)}{frames}"
        error = error.cause
    return frames


def _open() -> bool:
    """Say where the lines go, where nobody but this module has: in the processes that Dagster starts."""
    if _OPENED or not is_open():
        settings = load_settings()
        open_log(settings.log_path, settings.log_format, to_stderr=True)
        _OPENED.add(settings.log_path)
        return True
    return False


def _count(tally: Counter[str], event: dg.DagsterEvent) -> None:
    """Add up what a materialisation counted; what partitions have counted, their step tells itself."""
    materialization = event.step_materialization_data.materialization
    if materialization.partition:
        tally["partitions"] += 1
        return
    tally["tables"] += 1
    for name, value in materialization.metadata.items():
        if isinstance(value, dg.IntMetadataValue) and value.value is not None:
            tally[name.removeprefix("dagster/").replace("row_count", "rows")] += value.value


def _shown(run: _Run, step: str) -> dict[str, int]:
    """Return what the line of a step counts: what it told itself, or what its one materialisation did.

    Of a step of many tables their number; checks always, those that did not pass where there are any.
    """
    counted = run.counts.get(step, Counter())
    checks = {name: counted[name] for name in ("checks", "not_passed") if counted[name]}
    if step in run.told:
        return run.told[step] | checks
    if counted["tables"] > 1 or counted["partitions"]:
        return {name: counted[name] for name in ("tables", "partitions") if counted[name]} | checks
    return {name: number for name, number in counted.items() if name not in ("tables", *checks, "not_passed")} | checks


def _say_outcome(kind: dg.DagsterEventType, run: _Run, event: dg.DagsterEvent, short: str, at: float) -> None:
    seconds = at - run.started
    settings = load_settings()
    published = settings.published_dir
    if kind == dg.DagsterEventType.RUN_SUCCESS and not run.is_published:
        say("night", f"Xong · done: {event.job_name}", seconds=seconds, run=short)
    elif kind == dg.DagsterEventType.RUN_SUCCESS:
        say("night", published_in(published), seconds=seconds, run=short)
    elif run.is_published:
        told = f"{published_in(published)}; nhưng · but {run.failure}"
        say("night", told, seconds=seconds, run=short, level=logging.ERROR)
    else:
        stopped = kind == dg.DagsterEventType.RUN_CANCELED
        why = run.failure or ("bị dừng · stopped" if stopped else "chưa tới bước nào · before its first step")
        # A run of another job was not to publish anything.
        told = not_published(why, published) if event.job_name == JOB_NAME else f"LỖI · failed: {event.job_name}: {why}"
        say("night", told, seconds=seconds, run=short, level=logging.ERROR)
