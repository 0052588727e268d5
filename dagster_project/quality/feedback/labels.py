"""The Vietnamese words of the return-back workbook: what a clerk reads, and nothing that decides.

Does not belong here: what a finding expected and how to mend it (they come with the finding), and what rules
are called (the seed rules.csv).
"""

SETTLED_LABEL = "Đã giải trình"
SEVERITY_MEANING = {
    "return": "cả biểu chưa được nhận",
    "row": "dòng chưa được tính",
    "warn": "sửa, hoặc giải trình nếu số liệu đúng",
}
