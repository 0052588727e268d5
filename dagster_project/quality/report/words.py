"""Vietnamese and English side by side: the page holds both, and a switch shows one.

Belongs here: words that several parts of the page share. How a number is written in either language: lib/bilingual.py.
"""

from datetime import datetime, time

from dagster_project.lib.bilingual import Text, day

STATES = {
    "missing": Text("Thiếu biểu", "Missing"),
    "rejected": Text("Bị trả lại", "Rejected"),
    "row": Text("Có dòng bị loại", "Rows left out"),
    "late": Text("Gửi muộn", "Late"),
    "doubts": Text("Nhiều nội dung cần kiểm tra", "Much to check"),
    "doubt": Text("Có nội dung cần kiểm tra", "Something to check"),
    "awaited": Text("Chưa đến hạn", "Not due yet"),
    "complete": Text("Đủ", "Complete"),
    "none": Text("Không phải gửi", "Owes nothing"),
}
FORM_STATES = {
    "accepted": Text("Đã nhận", "Accepted"),
    "rejected": Text("Bị trả lại", "Rejected"),
    "missing": Text("Chưa gửi", "Missing"),
    "awaited": Text("Chưa đến hạn", "Not due yet"),
    "superseded": Text("Đã nhận; bản gửi lại bị trả lại", "Accepted; the later version was rejected"),
}


def moment(value: datetime) -> str:
    """Write day and time; midnight is a run of which only the day was kept."""
    return day(value) if value.time() == time.min else f"{value:%d/%m/%Y %H:%M}"


def form_name(*forms: str) -> Text:
    """Name one form or several; 00 is a file whose form cannot be told."""
    if forms == ("00",):
        return Text("Cả tệp", "Whole file")
    named = ", ".join(forms)
    return Text(f"Biểu {named}", f"Form {named}" if len(forms) == 1 else f"Forms {named}")
