"""The Vietnamese words of the return-back workbook: what a clerk reads, and nothing that decides.

Does not belong here: what a finding expected and how to mend it (they come with the finding), and what rules
are called (the seed rules.csv).
"""

FORM = {"00": "Cả tệp", "01": "Biểu 01", "02": "Biểu 02", "03": "Biểu 03", "04": "Biểu 04"}

SETTLED_LABEL = "Đã giải trình"
SEVERITY_MEANING = {
    "return": "cả biểu chưa được nhận",
    "row": "dòng chưa được tính",
    "warn": "sửa, hoặc giải trình nếu số liệu đúng",
}
