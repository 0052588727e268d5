"""Names of persons, put together from common parts. Any likeness is chance: nobody here exists."""

from __future__ import annotations

from random import Random

_SURNAMES = {
    "tay": "Hoàng Nông Triệu Ma Hà Lý Dương Đàm Lục Bế Lường Nguyễn",
    "kinh": "Nguyễn Trần Lê Phạm Vũ Đỗ Bùi Phan Đặng Ngô",
    "nung": "Nông Hoàng Lương Lâm Chu Vi Mông",
    "dao": "Triệu Đặng Bàn Phùng Lý Bàng",
    "mong": "Hoàng Dương Vừ Giàng Sùng Lý",
    "hoa": "Lý Lâm Trần Chu",
}
_MIDDLES = {
    "male": "Văn Đình Đức Quang Minh Hữu Quốc Xuân Ngọc Thanh Trung Tiến Duy Công",
    "female": "Thị Thị Thị Thu Thanh Ngọc Bích Hồng Kim Thúy",
}
_GIVEN = {
    "male": (
        "An Bảo Bình Chiến Cường Dũng Đạt Điệp Đức Giang Hải Hào Hiệp Hiếu Hòa Hoàn Hùng Huy Khánh "
        "Kiên Lâm Linh Long Luân Lực Mạnh Nam Nghĩa Nguyên Phong Phúc Quân Quyết Sơn Thái Thắng "
        "Thành Thịnh Thoại Thuận Tiến Toàn Trường Tuấn Tùng Tưởng Vinh Vượng"
    ),
    "female": (
        "Anh Ánh Bình Chi Diệp Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Huệ Hương Hường Lan Lệ "
        "Liên Linh Loan Mai Minh Nga Ngân Nhung Oanh Phương Quyên Quỳnh Tâm Thảo Thoa Thu Thủy "
        "Trang Tuyết Vân Xuân Yến"
    ),
}
_ETHNICITIES = (("tay", 54), ("kinh", 17), ("dao", 13), ("nung", 10), ("mong", 5), ("hoa", 1))
ETHNICITY_LABELS = {"tay": "Tày", "kinh": "Kinh", "nung": "Nùng", "dao": "Dao", "mong": "Mông", "hoa": "Hoa"}


def ethnicity(rng: Random) -> str:
    """Draw an ethnic group in about the province's proportions."""
    return rng.choices([one for one, _ in _ETHNICITIES], [weight for _, weight in _ETHNICITIES])[0]


def full_name(rng: Random, group: str, sex: str) -> str:
    """Put a name together."""
    surname = rng.choice(_SURNAMES[group].split())
    return f"{surname} {rng.choice(_MIDDLES[sex].split())} {rng.choice(_GIVEN[sex].split())}"
