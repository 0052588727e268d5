"""The province as it stands: all its organisations and posts, put together from its levels."""

from __future__ import annotations

from datetime import date
from functools import cache

from sample import reference
from sample.districts import direct_committee, district
from sample.grassroots import short
from sample.posts import CELL, MERGED_UNIT, SIZES, SPLIT_ON, Organisation, Province
from sample.provincial_level import provincial_level

# Cells that come or go: within a year, and on the very day of a snapshot.
_CHANGING = (
    ("na-ri", date(2011, 5, 19), date(2022, 9, 15)),
    ("cho-moi", date(2012, 3, 8), date(2023, 12, 31)),
    ("bach-thong", date(2022, 12, 31), None),
    ("tp-bac-kan", date(2024, 2, 1), None),
    ("ngan-son", date(2016, 4, 12), date(2025, 6, 30)),
)


@cache
def build(size: str = "sample") -> Province:
    """Build the province in one of the sizes; there is nothing random in it."""
    province = Province()
    for number, one in enumerate(one for one in reference.units() if one.kind != "province"):
        province.organisations.append(_standing_committee(one, number))
    provincial_level(province)
    for one in reference.units():
        if one.kind == "district":
            district(province, one, SIZES[size])
        elif one.kind == "direct_committee":
            direct_committee(province, one)
    for number, (unit, founded, dissolved) in enumerate(_CHANGING, 1):
        start = short(reference.unit(unit))
        name = f"Chi bộ Trạm dịch vụ số {number}"
        code = f"{start}-TDV{number}"
        province.organisations.append(Organisation(code, name, CELL, unit, f"{start}-BTV", None, founded, dissolved))
    return province


def _standing_committee(one: reference.Unit, number: int) -> Organisation:
    founded = date(2020, 8, 3 + number) if one.valid_from < SPLIT_ON else one.valid_from
    dissolved = one.valid_to if one.code == MERGED_UNIT else None
    name = "Ban Thường vụ " + one.name
    return Organisation(
        f"{short(one)}-BTV",
        name,
        "district_standing_committee",
        one.code,
        "TU-BTV",
        None,
        founded,
        dissolved,
    )
