"""Names compared: what of a name counts, and what does not."""

import pytest

from dagster_project.returns.values.name_keys import organisation_name_key, person_name_key


@pytest.mark.parametrize("name", ["Nguyễn Văn  Sĩ", "NGUYEN VAN SI", "Nguyễn văn Sỹ", "Nguyễn\nVăn Sĩ."])
def test_a_name_of_a_person_is_one_however_it_is_typed(name: str) -> None:
    assert person_name_key(name) == "nguyenvansi"


def test_a_blank_name_has_no_key() -> None:
    assert (person_name_key(""), person_name_key(" \u00a0"), organisation_name_key("")) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Chi bộ thôn Nà Pò", "thonnapo"),
        ("CHI UỶ THÔN NÀ PÒ", "thonnapo"),
        ("Đảng ủy xã Hà Hiệu", "hahieu"),
        ("BCH Đảng bộ xã Hà Hiệu", "hahieu"),
        ("Ban Thường vụ Huyện ủy Ba Bể", "babe"),
        ("BTV Huyện uỷ Ba Bể", "babe"),
        ("Đảng bộ cơ sở TT. Chợ Rã", "chora"),
        ("Ban cán sự đảng UBND tỉnh", "ubnd"),
        # Only words of type: they are all there is to tell it by.
        ("Tỉnh ủy", "tinhuy"),
        ("Huyện ủy", "huyenuy"),
    ],
)
def test_words_of_type_do_not_count_in_the_name_of_an_organisation(name: str, key: str) -> None:
    assert organisation_name_key(name) == key
