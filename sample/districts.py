"""The district level: districts with their communes, and the committees directly under the province."""

from __future__ import annotations

from datetime import date

from sample import reference
from sample.grassroots import basic, cell, cell_members, committee, grassroots, plain_cells, short, tinh
from sample.posts import (
    CELL,
    COMMITTEE,
    FIRST_YEAR,
    LAST_YEAR,
    MERGED_UNIT,
    SPLIT_ON,
    Organisation,
    Province,
    Seat,
    Size,
)

_AGENCIES = (
    "Phòng Nội vụ",
    "Phòng Giáo dục và Đào tạo",
    "Phòng Nông nghiệp",
    "Trường THPT",
    "Ngân hàng CSXH",
)
_FORCES = ("Quân sự", "Công an", "Trung tâm Y tế")


def district(province: Province, one: reference.Unit, size: Size) -> None:
    """Add a district: its committee, its agencies, and as many of its communes as the size says."""
    unit, home = one.code, f"{short(one)}-BTV"

    def seat(title: str, organisation: str | None = home) -> Seat:
        return Seat(unit, "district", title, organisation)

    def post(rank: int, profile: str, *seats: Seat, managed: bool = False) -> None:
        province.add(rank, unit, profile, *seats, managed=managed)

    standing, member = seat("Ủy viên Ban Thường vụ Huyện ủy"), seat("Huyện ủy viên")
    post(7, "top", seat("Bí thư Huyện ủy"), tinh("Tỉnh ủy viên"), managed=True)
    post(6, "senior", seat("Phó Bí thư Huyện ủy"), seat("Chủ tịch HĐND huyện", None), managed=True)
    post(6, "senior", seat("Phó Bí thư Huyện ủy"), seat("Chủ tịch UBND huyện", None), managed=True)
    post(5, "senior", standing, seat("Chủ nhiệm UBKT Huyện ủy"), managed=True)
    post(5, "senior", standing, seat("Phó Chủ tịch UBND huyện", None), managed=True)
    for _ in range(2):
        post(5, "senior", standing, seat("Trưởng Ban Đảng Huyện ủy"))
    post(4, "middle", member, seat("Phó Chủ tịch HĐND huyện", None))
    post(4, "middle", seat("Phó Chủ nhiệm UBKT Huyện ủy"))
    for _ in range(3):
        post(3, "middle", seat("Ủy viên UBKT Huyện ủy"))
    post(3, "middle", seat("Phó Trưởng Ban Đảng Huyện ủy"))
    post(4, "middle", member, seat("Chánh Văn phòng"))
    post(3, "middle", seat("Phó Chánh Văn phòng"))
    post(4, "middle", member, seat("Chủ tịch đoàn thể huyện", None))
    post(4, "middle", seat("Chủ tịch đoàn thể huyện", None))
    post(3, "middle", seat("Phó Chủ tịch đoàn thể huyện", None))
    place = one.name.split("ủy ", 1)[1]
    for number, name in enumerate(_AGENCIES):
        code = grassroots(province, unit, f"Chi bộ {name} {place}", CELL)
        if number < 3:
            also = [member] if number < 2 else []
            post(4, "middle", *also, seat("Trưởng phòng", None), basic("Bí thư Chi bộ cơ sở", code, unit=unit))
            post(
                3,
                "middle",
                seat("Phó Trưởng phòng", None),
                basic("Phó Bí thư Chi bộ cơ sở", code, unit=unit),
            )
            cell_members(province, unit, code, 2, None, "low")
        else:
            post(2, "low", basic("Bí thư Chi bộ cơ sở", code, unit=unit))
            post(1, "low", basic("Phó Bí thư Chi bộ cơ sở", code, unit=unit))
            cell_members(province, unit, code, 2, None, "low")
    for number, name in enumerate(_FORCES):
        committee(
            province,
            unit,
            f"Đảng bộ {name} {place}",
            8,
            with_part=number == 2,
            top=[member] if number < 2 else [],
        )
    own = [commune for commune in reference.communes() if commune.district == one.district]
    for number, commune in enumerate(own[size.one_commune_of // 2 :: size.one_commune_of]):
        _commune(province, unit, one.district, commune, number, member, size.cells_a_commune)


def _commune(
    province: Province,
    unit: str,
    district: str,
    commune: reference.Commune,
    number: int,
    member: Seat,
    cells: int,
) -> None:
    code = f"{district}-X{commune.code}"
    province.organisations.append(
        Organisation(
            code,
            f"Đảng bộ {commune.name[0].lower()}{commune.name[1:]}",
            COMMITTEE,
            unit,
            f"HU{district}-BTV",
            commune.code,
            date(2000 + number, 4, 10),
        )
    )

    def seat(title: str, organisation: str = code) -> Seat:
        return Seat(unit, "commune", title, organisation)

    def post(rank: int, profile: str, *seats: Seat) -> None:
        province.add(rank, unit, profile, *seats)

    standing, basic = seat("Ủy viên Ban Thường vụ Đảng ủy xã"), seat("Đảng ủy viên xã")
    combined = number % 2 == 0
    post(
        4,
        "commune",
        seat("Bí thư Đảng ủy xã"),
        *([seat("Chủ tịch HĐND xã")] if combined else []),
        *([member] if number % 3 == 0 else []),
    )
    post(3, "commune", seat("Phó Bí thư Đảng ủy xã"), seat("Chủ nhiệm UBKT Đảng ủy xã"))
    post(3, "commune", seat("Phó Bí thư Đảng ủy xã"), seat("Chủ tịch UBND xã"))
    if not combined:
        post(3, "commune", standing, seat("Chủ tịch HĐND xã"))
    post(3, "commune", standing, seat("Phó Chủ tịch HĐND xã"))
    post(3, "commune", standing, seat("Phó Chủ tịch UBND xã"))
    if combined:
        post(3, "commune", basic, seat("Phó Chủ tịch UBND xã"))
    post(2, "low", standing, seat("Chủ tịch UBMTTQ xã"))
    post(2, "low", basic, seat("Bí thư Đoàn xã"))
    post(2, "low", basic, seat("Chủ tịch Hội LHPN xã"))
    post(2, "low", basic, seat("Chủ tịch Hội Nông dân xã"))
    post(1, "low", seat("Chủ tịch Hội CCB xã"))
    post(1, "low", basic, seat("Phó Chủ nhiệm UBKT Đảng ủy xã"))
    for _ in range(2):
        post(1, "low", seat("Ủy viên UBKT Đảng ủy xã"))
        post(1, "low", basic)
    kind = "tổ dân phố" if commune.name.startswith(("Phường", "Thị")) else "thôn"
    for place in range(cells):
        cell(province, unit, code, f"Chi bộ {kind} số {place + 1} {commune.name}", "commune", place)


def direct_committee(province: Province, one: reference.Unit) -> None:
    """Add a committee directly under the province, as a district-level unit."""
    unit, home = one.code, f"{short(one)}-BTV"
    first = LAST_YEAR if one.valid_from >= SPLIT_ON else FIRST_YEAR
    last = LAST_YEAR - 1 if unit == MERGED_UNIT else LAST_YEAR
    area = unit if unit in ("quan-su", "cong-an") else "tinh"

    def post(rank: int, profile: str, *titles: str, managed: bool = False) -> None:
        seats = [Seat(unit, "district", title, home, None, first, last) for title in titles]
        if rank == 6:
            seats.append(Seat("tinh", "province", "Tỉnh ủy viên", "TU-BTV", None, first, last))
        province.add(rank, area, profile, *seats, managed=managed, first_year=first, last_year=last)

    post(6, "top", "Bí thư Huyện ủy", managed=True)
    post(5, "senior", "Phó Bí thư Huyện ủy", managed=True)
    post(5, "senior", "Ủy viên Ban Thường vụ Huyện ủy", "Chủ nhiệm UBKT Huyện ủy")
    for _ in range(3):
        post(5, "senior", "Ủy viên Ban Thường vụ Huyện ủy")
    for _ in range(6):
        post(4, "middle", "Huyện ủy viên")
    for _ in range(3):
        post(3, "middle", "Ủy viên UBKT Huyện ủy")
    if unit == "quan-su":
        for number in range(6):
            committee(province, unit, f"Đảng bộ Ban Chỉ huy Quân sự khu vực {number + 1}", 7, with_part=number == 0)
        plain_cells(province, unit, ("Đại đội Trinh sát", "Đại đội Thiết giáp"))
    if unit == "cong-an":
        for number in range(9):
            committee(province, unit, f"Đảng bộ Phòng nghiệp vụ số {number + 1}", 7, with_part=number == 0)
        plain_cells(province, unit, ("Trại tạm giam", "Phòng Hậu cần", "Phòng Hồ sơ", "Thanh tra Công an tỉnh"))
