"""What is remembered of a text, or told by one of its letters, is what the whole text says."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.lib.text import clean_text
from dagster_project.returns.read.legacy import decode, evidence
from dagster_project.returns.read.row_kinds import _dittos, _in_no_ditto, is_ditto

_LETTERS = st.characters(exclude_categories=["Cs"], max_codepoint=0x2FFF)
_DITTO_LETTERS = st.sampled_from("nthưrên NTHƯRÊN-\"'”“〃\u200b\u00ad\u00a0 \u031b\u0302")


@given(st.text(_DITTO_LETTERS | _LETTERS, max_size=8))
def test_a_ditto_is_known_as_it_is_by_the_whole_text(text: str) -> None:
    assert is_ditto(text) == (clean_text(text).casefold() in _dittos())


def test_no_letter_that_a_ditto_can_be_typed_with_rules_one_out() -> None:
    for word in _dittos():
        for spelled in (
            word,
            word.upper(),
            word.title(),
            *(unicodedata.normalize("NFD", one) for one in (word, word.upper())),
        ):
            assert is_ditto(f" {spelled}\u00a0\u200b\n"), spelled
    assert len(_in_no_ditto()) > 1000


@given(st.text(max_size=8) | st.text("aáÁảỏ§¨«µ¸¹ưăđĐð\u0301\u0323", max_size=8))
def test_what_can_only_be_one_encoding_is_told_by_any_letter(text: str) -> None:
    assert evidence(text) == max(map(_is_legacy, text), default=0) - max(map(_is_unicode, text), default=0)


def _is_legacy(letter: str) -> int:
    return decode(letter) != letter and letter not in "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐð"


def _is_unicode(letter: str) -> int:
    return "Ā" <= letter <= "ʯ" or "Ạ" <= letter <= "ỹ" or letter in "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
