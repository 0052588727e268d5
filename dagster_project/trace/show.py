"""A traced figure in a terminal: the figure, its subjects with the rows that decide, files, and what is missing.

Belongs here: words and tables. Does not belong here: what is shown (walk.py), the same as CSV (lines.py).
"""

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dagster_project.lib import numbers
from dagster_project.lib.records import Row
from dagster_project.trace.walk import OUTCOMES, Trace

SUBJECTS = {
    "met": "Đạt · met",
    "not_met": "Chưa đạt · not met",
    "unknown": "Chưa rõ · unknown",
    "not_reported": "Chưa có báo cáo · not reported",
    "exempt": "Được miễn · exempt",
}
_STATUS = {
    "met": "Đạt · met",
    "not_met": "Chưa đạt · not met",
    "undetermined": "Chưa xác định · undetermined",
    "not_applicable": "Không áp dụng · not applicable",
    "no_data": "Không có số liệu · no data",
}
_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow", "not_reported": "yellow", "exempt": "dim"}
_VERSIONS = {
    "in_force": "đang dùng · in force",
    "superseded": "đã thay · superseded",
    "rejected": "không nhận · rejected",
    "missing": "chưa gửi · missing",
}
_ROWS = {"accepted": "", "quarantined": "bị loại · quarantined"}
#: So much of a key or hash is shown; CSV has them whole.
_SHORT = 12


def render(trace: Trace, limit: int | None) -> Iterator[RenderableType]:
    """Yield what the page shows, from the figure down; of each verdict at most ``limit`` subjects (None: all)."""
    yield _title(trace)
    yield _arithmetic(trace)
    for verdict in OUTCOMES:
        found = [one for one in trace.subjects if one["verdict"] == verdict]
        if found:
            yield _heading(f"{SUBJECTS[verdict]}: {numbers.count(len(found))}", _STYLES[verdict])
            yield _subjects(trace, found[:limit])
            if limit is not None and len(found) > limit:
                yield Text(f"  … còn {len(found) - limit} · {len(found) - limit} more (LIMIT=0: tất cả · all)", "dim")
    yield from _missing(trace, limit)
    yield _heading("Tệp và các bản · Files and versions")
    yield _versions(trace.versions)
    if trace.changes:
        yield _heading("Đã thay đổi · Changes")
        yield _changes(trace.changes)


def _title(trace: Trace) -> Text:
    asked, figure = trace.question, trace.figure
    where = "toàn tỉnh · the province" if asked.unit == "province" else f"{figure['unit_name']} ({asked.unit})"
    text = Text.assemble((f"{asked.indicator} · {figure['label_vi']}", "bold"), f"\n{figure['label_en']}\n")
    series = "" if asked.series == "total" else f" · {asked.series}"
    return text.append(f"{asked.resolution} · {asked.year} · {where}{series}", "bold blue")


def _arithmetic(trace: Trace) -> Text:
    one = trace.figure
    is_maximum = one["direction"] == "max"

    def share(numerator: int, denominator: int) -> str:
        return numbers.percent(numerator, denominator, one["target_pct"], is_maximum=is_maximum)

    n, d, missing, unknown = (one[name] for name in ("numerator", "denominator", "estimated_missing", "unknown_count"))
    bounds = numbers.bounds(share(n, d + missing), share(n + missing + unknown, d + missing))
    lines = [
        f"{n}/{d} = {share(n, d)}  ·  mục tiêu · target {numbers.target(one['target_pct'], is_maximum=is_maximum)}"
        f"  ·  {_STATUS[one['status']]}",
        f"chưa rõ · unknown {unknown}  ·  được miễn · exempt {one['exempt_count']}"
        f"  ·  còn thiếu · missing M = {missing}  ·  khoảng · bounds {bounds}",
        f"biểu · forms {one['forms_accepted']}/{one['forms_expected']}",
    ]
    if missing:
        lines.append(
            f"M = {one['missing_by_unit']} (đơn vị chưa gửi biểu · units without the form)"
            f" + {one['missing_by_quarantine']} (dòng bị loại · quarantined rows)"
            f" + {one['missing_by_silence']} (chưa có báo cáo · not reported)"
        )
    return Text("\n".join(lines))


def _subjects(trace: Trace, found: Iterable[Row]) -> Table:
    table = _table(
        "Họ tên, tổ chức · Subject", "Mã · Key", "Giá trị dùng · Value", "Dòng quyết định · Rows that decide"
    )
    table.columns[3].ratio = 1
    for one in found:
        told = Text("\n").join(_row(row) for row in trace.rows_of(one["subject_key"]))
        table.add_row(one["name"] or "–", one["subject_key"][:_SHORT], one["tested"] or "–", told)
    return table


def _row(row: Row) -> Text:
    text = Text(f"Biểu {row['form']} {row['report_year']} · {_at(row)}")
    if state := _ROWS.get(row["verdict"], row["verdict"]):
        text.append(f" · {state}: {row['quarantine_rules'] or ''}", "red")
    return text.append(f"\n  {row['cells']}", "dim")


def _at(row: Row) -> str:
    """Write where a row stands: its file at the source, sheet and line."""
    return f"{row['file_path']} · {row['sheet']} · dòng · row {row['row_number']}"


def _missing(trace: Trace, limit: int | None) -> Iterator[RenderableType]:
    if trace.units_missing:
        yield _heading("Đơn vị chưa có biểu đối tượng · Units without the population form", "yellow")
        table = _table("Đơn vị · Unit", "Ước theo số gần nhất · Estimated by its last figure")
        for one in trace.units_missing:
            last = one["earlier_figure"]
            table.add_row(one["unit_code"], "chưa có số trước · no earlier figure" if last is None else str(last))
        yield table
    if trace.quarantined:
        yield _heading("Dòng bị loại có thể thuộc diện · Quarantined rows that may belong", "yellow")
        table = _table("Họ tên, tổ chức · Subject", "Quy tắc · Rules", "Dòng · Row")
        for one in trace.quarantined[:limit]:
            rules = one["quarantine_rules"] or ""
            table.add_row(one["name"] or "–", rules, f"Biểu {one['form']} · {_at(one)}")
        yield table
    if trace.gaps:
        yield _heading("Biểu còn thiếu làm chưa rõ kết quả · Forms that would tell", "yellow")
        table = _table("Đơn vị · Unit", "Biểu · Form", "Năm · Year", "Số người · Persons")
        for one in trace.gaps:
            table.add_row(one["unit_code"], one["form"], str(one["form_year"]), str(one["persons"]))
        yield table


def _versions(versions: Iterable[Row]) -> Table:
    table = _table(
        "Năm · Year", "Đơn vị · Unit", "Biểu · Form", "Bản · Version", "Nhận · Received", "Dòng · Rows", "Tệp · File",
        "Lưu trữ · Archive",
    )  # fmt: skip
    for one in versions:
        came = one["received_at"]
        table.add_row(
            str(one["report_year"]),
            one["unit_code"],
            one["form"],
            f"{one['version_number'] or '–'} {_VERSIONS[one['version_state']]}",
            f"{came:%d/%m/%Y %H:%M}" if came else "–",
            f"{one['rows_accepted']}/{one['rows_read']}" if came else "–",
            one["file_path"] or "–",
            (one["source_sha256"] or "–")[:_SHORT],
            style=""
            if one["version_state"] == "in_force"
            else "yellow"
            if one["version_state"] == "missing"
            else "dim",
        )
    return table


def _changes(changes: Iterable[Row]) -> Table:
    table = _table("Ngày · As of", "Trước · Before", "Sau · After", "Nguyên nhân · Cause")
    for one in changes:
        before, after = (
            f"{one[f'numerator_{when}']}/{one[f'denominator_{when}']} M={one[f'estimated_missing_{when}']}"
            if one[f"status_{when}"]
            else "–"
            for when in ("before", "after")
        )
        table.add_row(f"{one['as_of']:%d/%m/%Y}", before, after, f"{one['cause_vi']}\n{one['cause_en']}")
    return table


def _heading(text: str, style: str = "") -> Padding:
    return Padding(Text(text, f"bold {style}"), (1, 0, 0, 0))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
