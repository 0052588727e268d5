"""The Vietnamese words of the return-back workbook: what a clerk reads, and nothing that decides.

Does not belong here: what a finding expected and how to mend it (they come with the finding), and what rules
are called (the seed rules.csv).
"""

from dagster_project.quality.feedback.sections import LEFT_OUT, REPAIRED, SENT_BACK, SETTLED, TO_ANSWER, Counts

SETTLED_LABEL = "Đã giải trình"
REPAIRED_LABEL = "Đã tự sửa"
MISSING_LABEL = "Chưa gửi biểu"
NO_ANSWER = "(không phải trả lời)"
SECTION_TITLES = {
    SENT_BACK: "BIỂU BỊ TRẢ LẠI, CHƯA GỬI",
    LEFT_OUT: "DÒNG BỊ LOẠI",
    TO_ANSWER: "CẦN KIỂM TRA",
    REPAIRED: "HỆ THỐNG ĐÃ TỰ SỬA",
    SETTLED: "ĐÃ GIẢI TRÌNH",
}
#: Short, for the boxes above the list.
BOX_TITLES = {
    SENT_BACK: "Chưa nhận",
    LEFT_OUT: "Dòng bị loại",
    TO_ANSWER: "Cần kiểm tra",
    REPAIRED: "Hệ thống đã tự sửa",
}
SECTION_MEANINGS = {
    SENT_BACK: "chưa được nhận, phải gửi",
    LEFT_OUT: "chưa được tính, phải sửa",
    TO_ANSWER: "sửa, hoặc ghi giải trình nếu số liệu đúng",
    REPAIRED: "không phải trả lời, không phải sửa",
    SETTLED: "không phải làm gì thêm",
}
GUIDE = (
    "Cách làm: (1) Bấm vào cột “Ô” để đến chỗ cần sửa: ô đó có màu, rê chuột lên ô để đọc ghi chú. "
    "(2) Sửa ngay trong tệp này, lần lượt theo các mục bên dưới. (3) Nội dung “Cần kiểm tra” mà số liệu đúng: ghi lý "
    "do vào ô vàng nhạt ở cột “Giải trình”; khi dòng không đổi sẽ không hỏi lại. (4) Lưu và gửi lại cả tệp này, "
    "không phải xóa trang hay ghi chú nào."
)
GUIDE_WITHOUT_SHEETS = (
    "Cách làm: gửi biểu còn thiếu hoặc tệp thay thế vào thư mục của đơn vị. Nếu có lý do chính "
    "đáng, ghi vào ô vàng nhạt ở cột “Giải trình”, lưu và gửi kèm tệp này."
)
GUIDE_NOTHING_TO_DO = (
    "Không có gì phải sửa hay trả lời. Phiếu này chỉ để đơn vị biết những gì hệ thống đã tự sửa khi đọc số liệu; "
    "không phải gửi lại tệp này."
)


def amount(section: str, counts: Counts) -> str | None:
    """Return how much there is in a section, in words; None for nothing."""
    parts = {
        SENT_BACK: [
            (counts.forms_sent_back, "biểu bị trả lại"),
            (counts.files_sent_back, "tệp bị trả lại"),
            (counts.forms_missing, "biểu chưa gửi"),
        ],
        LEFT_OUT: [(counts.rows_left_out, "dòng"), (counts.rows_sent_back, "dòng trong biểu bị trả lại")],
        TO_ANSWER: [(counts.points_to_answer, "nội dung"), (counts.forms_late, "biểu gửi muộn")],
        REPAIRED: [(counts.rows_repaired, "dòng")],
        SETTLED: [(counts.points_settled, "nội dung")],
    }[section]
    return ", ".join(f"{dotted(number)} {what}" for number, what in parts if number) or None


def dotted(number: int) -> str:
    """Return a whole number as it is written in Vietnamese."""
    return f"{number:,}".replace(",", ".")
