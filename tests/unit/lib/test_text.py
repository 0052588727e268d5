"""Spellings of one term are equal, different terms stay different."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.lib.text import SpellingTable, clean_text, match_key
from dagster_project.returns.read.legacy import decode, legacy_columns

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bí thư Huyện uỷ", "Bí thư Huyện ủy"),
        ("Xã Hoà Mục", "Xã Hòa Mục"),
        ("Thạc sỹ", "thạc sĩ"),
        ("Kĩ sư", "Kỹ sư"),
        ("Ðại học", "Đại học"),
        ("ðảng", "đảng"),
        ("Trung\u00a0cấp", "Trung cấp"),
        ("Trung\ncấp", "Trung cấp"),
        ("Th.s", "ThS"),
        ("CK I", "CKI"),
        (unicodedata.normalize("NFD", "Ủy viên Ban Thường vụ"), "Uỷ viên Ban Thường vụ"),
    ],
)
def test_spellings_of_one_term_have_one_key(typed: str, meant: str) -> None:
    assert match_key(typed) == match_key(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Trung cấp", "Cao cấp"), ("Quý I", "Quý II"), ("Cộng", "Công"), ("ủy", "úy"), ("đ", "d")],
)
def test_different_terms_keep_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(VIETNAMESE)
def test_unicode_form_never_changes_the_key(text: str) -> None:
    assert match_key(unicodedata.normalize("NFD", text)) == match_key(unicodedata.normalize("NFC", text))


@given(st.text())
def test_cleaning_is_stable(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_a_cell_without_accents_finds_its_term_but_half_an_accent_does_not() -> None:
    table = SpellingTable([("Đại học", "university"), ("Cao đẳng", "college")])
    assert table.find("Dai hoc") == "university"
    assert table.find("Đai học") is None


def test_a_key_with_two_meanings_is_never_guessed() -> None:
    table = SpellingTable([("CĐ", "college"), ("Cd", "other"), ("cd", "third")])
    assert table.find("CĐ") == "college"
    assert table.find("cd") is None


def test_tcvn3_reads_as_vietnamese() -> None:
    assert decode("§¹i häc") == "Đại học"
    assert decode("NguyÔn V¨n B×nh") == "Nguyễn Văn Bình"
    assert decode("Uû viªn Ban Th­êng vô") == "Uỷ viên Ban Thường vụ"


def test_legacy_is_found_by_column_and_a_column_without_evidence_follows_its_sheet() -> None:
    rows = [["Hä vµ tªn", "Lª", "Ghi chó"], ["NguyÔn V¨n A", "á", ""]]
    assert legacy_columns(rows[1:], rows[:1], 3) == [True, True, True]
    assert legacy_columns([["Nguyễn Văn A", "á ã é"]], [["Họ và tên", "Bà"]], 2) == [False, False]


def test_one_stray_sign_does_not_make_a_unicode_column_legacy() -> None:
    rows = [["Nguyễn Văn A"], ["Trần Thị B"], ["Công ty ®"]]
    assert legacy_columns(rows, [], 1) == [False]
