"""A commune's committee is named by a title however its name is written; another commune's is not."""

import pytest

from dagster_project.returns.read.titles import title_texts, units_named

UNITS = {
    "thuong-minh": "Đảng ủy xã Thượng Minh",
    "thuong": "Đảng ủy xã Thượng",
    "duc-xuan": "Đảng ủy phường Đức Xuân",
    "co-to": "Đảng ủy đặc khu Cô Tô",
    "quan-su": "Đảng ủy Quân sự tỉnh",
}


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("ĐẢNG ỦY XÃ THƯỢNG MINH", ["thuong-minh"]),
        ("BCH ĐẢNG BỘ XÃ THƯỢNG MINH", ["thuong-minh"]),
        ("Đảng uỷ xã Thượng Minh", ["thuong-minh"]),
        ("DANG BO XA THUONG MINH", ["thuong-minh"]),
        ("XÃ THƯỢNG MINH", ["thuong-minh"]),
        ("Đảng bộ xã Thượng", ["thuong"]),
        ("ĐẢNG BỘ PHƯỜNG ĐỨC XUÂN", ["duc-xuan"]),
        ("UBND phường Đức Xuân", ["duc-xuan"]),
        ("Đảng bộ Đặc khu Cô Tô", ["co-to"]),
        ("Đảng bộ Quân sự tỉnh", ["quan-su"]),
        ("Đảng bộ xã Đức Xuân", []),
        ("Đảng bộ Đức Xuân", []),
        ("Quân sự tỉnh", []),
    ],
)
def test_a_title_names_a_commune_committee(title: str, named: list[str]) -> None:
    assert units_named(title_texts([[title]]), UNITS) == named
