"""The provincial level: its bodies, boards, mass organisations and departments, with the posts in them."""

from __future__ import annotations

from datetime import date

from sample.grassroots import basic, cell, cell_members, grassroots, tinh
from sample.posts import (
    CELL,
    COMMITTEE,
    MERGED_UNIT,
    PARTY_SIDE,
    STANDING,
    STATE_SIDE,
    Organisation,
    Province,
    Seat,
)

_DELEGATIONS = (
    "Hội đồng nhân dân tỉnh",
    "Ủy ban MTTQ Việt Nam tỉnh",
    "Liên đoàn Lao động tỉnh",
    "Hội Nông dân tỉnh",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Liên minh Hợp tác xã tỉnh",
)
_AFFAIRS = ("Ủy ban nhân dân tỉnh", "Tòa án nhân dân tỉnh", "Viện Kiểm sát nhân dân tỉnh")
_BODIES_END = date(2025, 2, 20)
_DEPARTMENTS = (
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Kế hoạch và Đầu tư",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Xây dựng",
    "Sở Nông nghiệp và PTNT",
    "Sở Tư pháp",
    "Sở Công Thương",
    "Sở Tài nguyên và Môi trường",
)
_BOARDS = ("Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Ban Dân vận Tỉnh ủy", "Ban Nội chính Tỉnh ủy")
_FRONTS = ("UBMTTQ tỉnh", "Hội LHPN tỉnh", "Hội Nông dân tỉnh", "Tỉnh đoàn")


def _body(kind: str, number: int, role: str) -> Seat:
    title = f"{role} {'Đảng đoàn' if kind == 'DD' else 'Ban cán sự đảng'}"
    return tinh(title, f"TU-{kind}-{number:02d}", last_year=_BODIES_END.year - 1)


def provincial_level(province: Province) -> None:
    """Add the provincial bodies, boards and departments."""
    organisations = province.organisations
    organisations.append(
        Organisation("TU-BTV", "Ban Thường vụ Tỉnh ủy Bắc Kạn", STANDING, "tinh", None, None, date(2020, 10, 27))
    )
    for kind, code, names in (
        ("party_delegation", "DD", _DELEGATIONS),
        ("party_affairs_committee", "BCS", _AFFAIRS),
    ):
        label = "Đảng đoàn" if code == "DD" else "Ban cán sự đảng"
        for number, name in enumerate(names, 1):
            organisations.append(
                Organisation(
                    f"TU-{code}-{number:02d}",
                    f"{label} {name}",
                    kind,
                    "tinh",
                    "TU-BTV",
                    None,
                    date(2016, 3, 14),
                    _BODIES_END,
                )
            )

    def post(rank: int, profile: str, *seats: Seat, managed: bool = True) -> None:
        province.add(rank, "tinh", profile, *seats, managed=managed)

    standing, member = tinh("Ủy viên Ban Thường vụ Tỉnh ủy"), tinh("Tỉnh ủy viên")
    post(9, "top", tinh("Bí thư Tỉnh ủy"))
    post(8, "top", tinh("Phó Bí thư Tỉnh ủy"), tinh("Chủ tịch HĐND tỉnh"), _body("DD", 1, "Bí thư"))
    post(8, "top", tinh("Phó Bí thư Tỉnh ủy"), tinh("Chủ tịch UBND tỉnh"), _body("BCS", 1, "Bí thư"))
    post(7, "top", standing, tinh("Chủ nhiệm UBKT Tỉnh ủy"))
    post(7, "top", standing, tinh("Phó Chủ tịch UBND tỉnh"), _body("BCS", 1, "Phó Bí thư"))
    post(7, "top", member, tinh("Phó Chủ tịch UBND tỉnh"), _body("BCS", 1, "Ủy viên"))
    post(7, "top", member, tinh("Phó Chủ tịch HĐND tỉnh"), _body("DD", 1, "Phó Bí thư"))
    for number in (2, 3):  # the courts' committees have no other seat here
        post(7, "top", member, _body("BCS", number, "Bí thư"))
        post(6, "top", _body("BCS", number, "Phó Bí thư"))
        post(5, "senior", _body("BCS", number, "Ủy viên"))
    post(6, "top", tinh("Phó Chủ nhiệm UBKT Tỉnh ủy"), _body("DD", 1, "Ủy viên"))
    post(6, "top", tinh("Phó Chủ nhiệm UBKT Tỉnh ủy"))
    for _ in range(5):
        post(5, "senior", tinh("Ủy viên UBKT Tỉnh ủy"))
    post(6, "top", member, tinh("Chánh Văn phòng"))
    for _ in range(3):
        post(5, "senior", tinh("Phó Chánh Văn phòng"))
    for name in _BOARDS:
        code = grassroots(province, MERGED_UNIT, f"Chi bộ {name}", CELL, PARTY_SIDE)
        post(
            7,
            "top",
            standing,
            tinh("Trưởng Ban Đảng Tỉnh ủy"),
            basic("Bí thư Chi bộ cơ sở", code, PARTY_SIDE),
        )
        post(
            6,
            "senior",
            tinh("Phó Trưởng Ban Đảng Tỉnh ủy"),
            basic("Phó Bí thư Chi bộ cơ sở", code, PARTY_SIDE),
        )
        post(6, "senior", tinh("Phó Trưởng Ban Đảng Tỉnh ủy"))
        cell_members(province, MERGED_UNIT, code, 2, PARTY_SIDE, "senior")
    for number, name in enumerate(_FRONTS):
        code = grassroots(province, MERGED_UNIT, f"Chi bộ {name}", CELL, PARTY_SIDE)
        body = [_body("DD", number + 2, "Bí thư")]
        post(
            6,
            "top",
            member,
            tinh("Chủ tịch đoàn thể tỉnh"),
            *body,
            basic("Bí thư Chi bộ cơ sở", code, PARTY_SIDE),
        )
        post(
            5,
            "senior",
            tinh("Phó Chủ tịch đoàn thể tỉnh"),
            _body("DD", number + 2, "Phó Bí thư"),
            basic("Phó Bí thư Chi bộ cơ sở", code, PARTY_SIDE),
        )
        post(5, "senior", tinh("Phó Chủ tịch đoàn thể tỉnh"), _body("DD", number + 2, "Ủy viên"))
        cell_members(province, MERGED_UNIT, code, 2, PARTY_SIDE, "senior")
    post(5, "senior", _body("DD", 6, "Bí thư"))
    for _ in range(2):
        post(4, "senior", _body("DD", 6, "Ủy viên"), managed=False)
    for number, name in enumerate(_DEPARTMENTS):
        _department(province, name, is_member=number % 2 == 0)
    for number in range(6):
        code = grassroots(province, MERGED_UNIT, f"Chi bộ Chi cục số {number + 1}", CELL, STATE_SIDE)
        post(
            5,
            "senior",
            tinh("Chi cục trưởng", None),
            basic("Bí thư Chi bộ cơ sở", code, STATE_SIDE),
            managed=False,
        )
        post(
            4,
            "senior",
            tinh("Phó Chi cục trưởng", None),
            basic("Phó Bí thư Chi bộ cơ sở", code, STATE_SIDE),
            managed=False,
        )
        cell_members(province, MERGED_UNIT, code, 2, STATE_SIDE, "middle")


def _department(province: Province, name: str, is_member: bool) -> None:
    code = grassroots(province, MERGED_UNIT, f"Đảng bộ {name}", COMMITTEE, STATE_SIDE)
    members = [tinh("Tỉnh ủy viên")] if is_member else []
    province.add(
        7,
        "tinh",
        "top",
        *members,
        tinh("Giám đốc Sở", None),
        basic("Bí thư Đảng ủy cơ sở", code, STATE_SIDE),
        managed=True,
    )
    province.add(
        6,
        "tinh",
        "senior",
        tinh("Phó Giám đốc Sở", None),
        basic("Phó Bí thư Đảng ủy cơ sở", code, STATE_SIDE),
        basic("Chủ nhiệm UBKT Đảng ủy cơ sở", code, STATE_SIDE),
        managed=True,
    )
    province.add(6, "tinh", "senior", tinh("Phó Giám đốc Sở", None), managed=True)
    for number in range(3):
        province.add(5, "tinh", "senior", tinh("Trưởng phòng", None), basic("Đảng ủy viên cơ sở", code, STATE_SIDE))
        province.add(
            4,
            "tinh",
            "middle",
            tinh("Phó Trưởng phòng", None),
            *([basic("Đảng ủy viên cơ sở", code, STATE_SIDE)] if number else []),
        )
    for number in range(3):
        cell(
            province,
            MERGED_UNIT,
            code,
            f"Chi bộ phòng số {number + 1} {name}",
            "grassroots",
            number,
            STATE_SIDE,
        )
