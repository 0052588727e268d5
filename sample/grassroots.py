"""Grassroots organisations, the cells under them, and the seats that other levels share with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sample import reference
from sample.posts import CELL, COMMITTEE, LAST_YEAR, MERGED_UNIT, Organisation, Province, Seat


def short(one: reference.Unit) -> str:
    """Return the beginning of a unit's organisation codes."""
    return f"HU{one.district}" if one.district else "".join(word[0] for word in one.code.split("-")).upper() + "-DU"


def tinh(title: str, organisation: str | None = "TU-BTV", last_year: int = LAST_YEAR) -> Seat:
    """Return a seat of the provincial level."""
    return Seat("tinh", "province", title, organisation, last_year=last_year)


def basic(title: str, code: str, successor: str | None = None, unit: str = MERGED_UNIT) -> Seat:
    """Return a seat of the grassroots level."""
    return Seat(unit, "grassroots", title, code, successor)


def grassroots(province: Province, unit: str, name: str, kind: str, successor: str | None = None) -> str:
    """Add a grassroots organisation and return its code."""
    one = reference.unit(unit)
    prefix = one.district or short(one)[:-3]
    number = sum(1 for _ in _listed(province, unit))
    code = f"{prefix}-CS{number:03d}"
    province.organisations.append(
        Organisation(
            code,
            name,
            kind,
            unit,
            f"{short(one)}-BTV",
            None,
            date(1998 + number % 20, 1 + number % 12, 15),
            None,
            successor,
        )
    )
    return code


def _listed(province: Province, unit: str) -> Iterator[Organisation]:
    return (one for one in province.organisations if one.unit == unit and one.kind in (COMMITTEE, CELL))


def cell_members(province: Province, unit: str, code: str, number: int, successor: str | None, profile: str) -> None:
    """Add members of a cell's committee."""
    for _ in range(number):
        province.add(
            1,
            "tinh" if unit == MERGED_UNIT else unit,
            profile,
            basic("Chi ủy viên Chi bộ cơ sở", code, successor, unit),
        )


def cell(
    province: Province,
    unit: str,
    parent: str,
    name: str,
    level: str,
    number: int,
    successor: str | None = None,
) -> None:
    """Add a cell under a committee: its secretary (some are committee members too), and in some a deputy."""
    code = f"{parent}-C{number + 1:02d}"
    province.organisations.append(
        Organisation(code, name, "subordinate_cell", unit, parent, None, date(2005 + number, 9, 2), None, successor)
    )
    area = "tinh" if unit == MERGED_UNIT else unit

    def seat(title: str, organisation: str = code) -> Seat:
        return Seat(unit, level, title, organisation, successor)

    member = "Đảng ủy viên xã" if level == "commune" else "Đảng ủy viên cơ sở"
    if number in (0, 3, 6):
        province.add(1, area, "low", seat(member, parent), seat("Bí thư Chi bộ trực thuộc"))
    else:
        province.add(0, area, "cell", seat("Bí thư Chi bộ trực thuộc"))
    if number % 2 == 1:
        province.add(0, area, "cell", seat("Phó Bí thư Chi bộ trực thuộc"))


def committee(
    province: Province,
    unit: str,
    name: str,
    members: int,
    with_part: bool = False,
    top: list[Seat] | None = None,
) -> None:
    """Add a grassroots committee that is not a commune's, with its cells."""
    code = grassroots(province, unit, name, COMMITTEE)

    def seat(title: str, organisation: str = code) -> Seat:
        return Seat(unit, "grassroots", title, organisation)

    province.add(3, unit, "middle", *(top or []), seat("Bí thư Đảng ủy cơ sở"))
    province.add(2, unit, "middle", seat("Phó Bí thư Đảng ủy cơ sở"), seat("Chủ nhiệm UBKT Đảng ủy cơ sở"))
    for number in range(members - 3):
        also = [seat("Ủy viên UBKT Đảng ủy cơ sở")] if number == 0 else []
        province.add(1, unit, "low", seat("Đảng ủy viên cơ sở"), *also)
    if with_part:
        part = f"{code}-BP"
        province.organisations.append(
            Organisation(part, name.replace("Đảng bộ", "Đảng bộ bộ phận", 1), "sub_committee", unit, code)
        )
        province.add(1, unit, "low", seat("Bí thư Đảng ủy bộ phận", part))
        province.add(0, unit, "low", seat("Phó Bí thư Đảng ủy bộ phận", part))
    for place in range(4):
        cell(province, unit, code, f"Chi bộ {place + 1} {name.replace('Đảng bộ ', '')}", "grassroots", place)


def plain_cells(province: Province, unit: str, names: tuple[str, ...]) -> None:
    """Add grassroots cells that nobody of a higher level leads."""
    for name in names:
        code = grassroots(province, unit, f"Chi bộ {name}", CELL)
        province.add(2, unit, "middle", basic("Bí thư Chi bộ cơ sở", code, unit=unit))
        province.add(1, unit, "low", basic("Phó Bí thư Chi bộ cơ sở", code, unit=unit))
        cell_members(province, unit, code, 2, None, "low")
