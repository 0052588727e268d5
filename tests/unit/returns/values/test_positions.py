"""Titles of position: whole, by prefix, at another level, several in a cell; never by likeness."""

import pytest

from dagster_project.lib.seeds import read_seed
from dagster_project.returns.values.positions import names_a_title, parse_positions


def codes(text: str, level: str | None) -> list[str | None]:
    return [position.code for position in parse_positions(text, level)]


def test_several_positions_in_a_cell() -> None:
    assert codes("Chi cuc truong Kiem lam", "province") == ["province:Chi cục trưởng"]
    assert codes("Bí thư Huyện uỷ kiêm Chủ tịch HĐND huyện; HUV, Xyz", "district") == [
        "district:Bí thư Huyện ủy",
        "district:Chủ tịch HĐND huyện",
        "district:Huyện ủy viên",
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bí thư Đảng ủy xã - Chủ tịch UBND xã",
        "Bí thư Đảng ủy xã\nChủ tịch UBND xã",
        "Bí thư Đảng ủy xã + Chủ tịch UBND xã",
        "Bí thư Đảng ủy xã và Chủ tịch UBND xã",
        "Bí thư Đảng ủy xã Hà Hiệu - Chủ tịch UBND xã Hà Hiệu",
    ],
)
def test_a_sign_between_two_titles_separates_them(text: str) -> None:
    assert codes(text, "commune") == ["commune:Bí thư Đảng ủy xã", "commune:Chủ tịch UBND xã"]


@pytest.mark.parametrize(
    "row", read_seed("position_prefixes.csv"), ids=lambda row: f"{row['level']}:{row['prefix_vi']}"
)
def test_every_prefix_is_read_with_a_name_behind_it(row: dict[str, str]) -> None:
    title = f"{row['prefix_vi']} Nà Pò"
    assert codes(title, row["level"]) == [f"{row['level']}:{row['title_vi']}"]
    assert codes(f"Nguyên {title}", row["level"]) == [None]


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("Trưởng phòng Nội vụ", "district", "district:Trưởng phòng"),
        ("TRƯỞNG  PHÒNG:\u00a0Nội vụ", "province", "province:Trưởng phòng"),
        ("truong phong noi vu", "district", "district:Trưởng phòng"),
        ("Phó Trưởng phòng Tài chính - Kế hoạch", "district", "district:Phó Trưởng phòng"),
        ("Bí thư Chi bộ thôn Nà Pò", "grassroots", "grassroots:Bí thư Chi bộ trực thuộc"),
        ("Trưởng phòng Giáo dục và Đào tạo", "district", "district:Trưởng phòng"),
        ("Giám đốc Sở Nội vụ", "province", "province:Giám đốc Sở"),
        # Exact match first: with nothing behind it a prefix is only a title where the list has it.
        ("Bí thư Chi bộ trường", "commune", None),
        ("Trưởng phòng", "district", "district:Trưởng phòng"),
        ("Trưởng phòng.", "district", "district:Trưởng phòng"),
        ("Trưởng phong Nội vụ", "district", None),
        ("Trưởng phòngNội vụ", "district", None),
        ("Quyền Trưởng phòng Nội vụ", "district", None),
    ],
)
def test_the_longest_prefix_followed_by_a_name(text: str, level: str, code: str | None) -> None:
    assert codes(text, level) == [code]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Giám đốc Sở Văn hóa, Thể thao và Du lịch", ["Giám đốc Sở Văn hóa, Thể thao và Du lịch"]),
        (
            "Tỉnh ủy viên, Giám đốc Sở Văn hóa, Thể thao, Du lịch; Bí thư Đảng đoàn",
            ["Tỉnh ủy viên", "Giám đốc Sở Văn hóa, Thể thao, Du lịch", "Bí thư Đảng đoàn"],
        ),
        ("Giám đốc Sở Văn hóa, Trưởng thôn", ["Giám đốc Sở Văn hóa", "Trưởng thôn"]),
        ("Giám đốc Sở Văn hóa; Thể thao", ["Giám đốc Sở Văn hóa", "Thể thao"]),
        ("Tỉnh ủy viên, Thể thao", ["Tỉnh ủy viên", "Thể thao"]),
    ],
)
def test_behind_a_comma_the_name_of_the_office_goes_on(text: str, titles: list[str]) -> None:
    assert [position.title for position in parse_positions(text, "province")] == titles


@pytest.mark.parametrize(
    ("text", "level", "code", "possible", "is_elsewhere"),
    [
        ("Bí thư Huyện ủy", "commune", "district:Bí thư Huyện ủy", ["district:Bí thư Huyện ủy"], True),
        ("Bí thư Huyện ủy Ba Bể", "commune", "district:Bí thư Huyện ủy", ["district:Bí thư Huyện ủy"], True),
        ("Bí thư Huyện ủy", None, "district:Bí thư Huyện ủy", ["district:Bí thư Huyện ủy"], True),
        ("Trưởng phòng Nội vụ", "commune", None, ["province:Trưởng phòng", "district:Trưởng phòng"], False),
        ("Trưởng phòng", None, None, ["province:Trưởng phòng", "district:Trưởng phòng"], False),
        ("Trưởng phòng", "district", "district:Trưởng phòng", ["district:Trưởng phòng"], False),
        ("Trưởng thôn", "commune", None, [], False),
    ],
)
def test_a_title_of_one_level_only_is_that_position_whatever_the_level_says(
    text: str, level: str | None, code: str | None, possible: list[str], is_elsewhere: bool
) -> None:
    assert parse_positions(text, level) == ((text, code, tuple(possible), is_elsewhere),)


def test_a_cell_of_signs_names_nothing() -> None:
    assert parse_positions(" ;, ", "district") == ()
    assert not names_a_title("Trưởng thôn")
    assert names_a_title("Trưởng thôn; Bí thư Chi bộ thôn Nà Pò")
