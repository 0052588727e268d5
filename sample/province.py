"""The province as it stands: all its organisations and posts, put together from its levels."""

from __future__ import annotations

from datetime import date
from functools import cache

from sample import reference
from sample.districts import direct_committee, district
from sample.grassroots import short
from sample.posts import MERGED_UNIT, SPLIT_ON, Organisation, Province
from sample.provincial_level import provincial_level


@cache
def build() -> Province:
    """Build the province; there is nothing random in it."""
    province = Province()
    for number, one in enumerate(one for one in reference.units() if one.kind != "province"):
        province.organisations.append(_standing_committee(one, number))
    provincial_level(province)
    for one in reference.units():
        if one.kind == "district":
            district(province, one)
        elif one.kind == "direct_committee":
            direct_committee(province, one)
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
