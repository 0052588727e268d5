"""The last sheet: what the words and columns of the others mean, and the indicators by their full names.

Here belongs explaining in a sentence each, in both languages. Not here: how figures are counted in full
(docs/how-figures-are-counted.md).
"""

from dagster_project.lib.bilingual import day
from dagster_project.publish.review import sentences
from dagster_project.publish.review.facts import Review
from dagster_project.publish.workbook.sheet import Head, View

_MEANINGS = (
    ("Tử số (n)", "Số đối tượng đáp ứng yêu cầu của chỉ tiêu.", "Numerator: subjects that meet the indicator's test."),
    ("Mẫu số (d)", "Tổng số đối tượng của chỉ tiêu, mỗi người hoặc tổ chức đếm một lần.",
     "Denominator: all subjects of the indicator, each counted once."),
    ("Tỷ lệ", "Tử số chia mẫu số, không làm tròn; ô chỉ hiển thị đủ số lẻ để không sai bên so với mục tiêu.",
     "Share: numerator by denominator, unrounded; shown with the decimals that keep it on its side of the target."),
    ("Cận dưới, cận trên", "Kết quả đầy đủ nằm trong khoảng này khi số liệu còn thiếu được bổ sung.",
     "Bounds: the full result lies between them once what is lacking has come."),
    ("Đạt, chưa đạt", "Cả hai cận cùng một bên của mục tiêu; so sánh bằng số chính xác, không làm tròn.",
     "Met, not met: both bounds are on one side of the target; compared exactly, never rounded."),
    ("Chưa xác định", "Hai cận ở hai bên của mục tiêu: số liệu còn thiếu có thể đưa kết quả về cả hai phía.",
     "Undetermined: the bounds are on different sides of the target; what is lacking can decide either way."),
    ("Không áp dụng", "Không còn đối tượng nào thuộc diện tính chỉ tiêu.",
     "Not applicable: nothing of the kind exists any more."),
    ("Không có số liệu", "Chưa nhận được biểu nào cần cho chỉ tiêu.", "No data: no form that it needs was received."),
    ("Tiến độ", "Chỉ tiêu có thời hạn so với đường thẳng từ năm đầu có số liệu đến mục tiêu.",
     "Progress: a target with a year against the straight line from the first year with a value."),
    ("Số đến mục tiêu", "Số đối tượng còn thiếu để đạt mục tiêu trên mẫu số đã có (mục tiêu tối đa: số vượt).",
     "To target: subjects short of the target among those counted (of a maximum: too many)."),
    ("Không thuộc diện xếp loại", "Được miễn xếp loại theo quy định, không tính vào mẫu số.",
     "Exempt: recognised as exempt from rating, not in the denominator."),
    ("Chưa rõ", "Trong mẫu số, nhưng thông tin cần xét để trống, không đọc được hoặc chưa có quyết định.",
     "Unclear: in the denominator, but what is tested is blank, unreadable or not decided."),
    ("Ước chưa được tính", "Ước số đối tượng trong biểu còn thiếu hoặc dòng bị loại.",
     "Not counted: estimate of subjects in forms that lack or in excluded rows."),
)  # fmt: skip


def notes(review: Review) -> View:
    """Return the sheet of explanations."""
    publication = review.publication
    came = f"{publication.forms_accepted}/{publication.forms_expected}"
    rows = [
        ["Số liệu đến ngày", day(publication.as_of), f"As of {day(publication.as_of)}"],
        ["Biểu đã nhận", f"{came} biểu, mọi năm", f"{came} forms received, of all years"],
        ["Cộng số liệu", sentences.DO_NOT_ADD_UP.vi, sentences.DO_NOT_ADD_UP.en],
        *([f"Năm {year.year}", f"{year.note.vi}.", f"{year.note.en}."] for year in review.years if year.note),
        *map(list, _MEANINGS),
        *([f"Chỉ tiêu {one.code}", f"{one.label.vi}.", f"{one.label.en}."] for one in review.indicators),
    ]
    columns = [Head("Mục", "Item", 28), Head("Giải thích", "", 80), Head("In English", "", 80)]
    return View("Ghi chú", "Giải thích", "Notes and definitions", columns, rows)
