"""Ways of writing Vietnamese badly: legacy encoding, no accents, other tone placement, look-alikes.

Every function takes correct NFC text and returns what a clerk's file would hold. Nothing here reads text
back.
"""

from __future__ import annotations

import re
import unicodedata

# TCVN 5712:1993 (VN3, the ".VnTime" fonts): the letter, and the Latin-1 character that stands in the cell.
_TCVN3_ROWS = {
    "àảãáạ": "µ¶·¸¹",
    "ăằẳẵắặ": "¨»¼½¾Æ",
    "âầẩẫấậ": "©ÇÈÉÊË",
    "đ": "®",
    "èẻẽéẹ": "ÌÎÏÐÑ",
    "êềểễếệ": "ªÒÓÔÕÖ",
    "ìỉĩíị": "×ØÜÝÞ",
    "òỏõóọ": "ßáâãä",
    "ôồổỗốộ": "«åæçèé",
    "ơờởỡớợ": "¬êëìíî",
    "ùủũúụ": "ïñòóô",
    "ưừửữứự": "\u00adõö÷øù",
    "ỳỷỹýỵ": "úûüýþ",
    "ĂÂÊÔƠƯĐ": "¡¢£¤¥¦§",
}
TCVN3 = {letter: sign for letters, signs in _TCVN3_ROWS.items() for letter, sign in zip(letters, signs, strict=True)}

_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ"}
_TONES |= {"òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ"}
_TONES |= {"ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
_TONES |= {"Ủy": "Uỷ", "ỦY": "UỶ", "ÒA": "OÀ", "ÓA": "OÁ", "ÚY": "UÝ"}
_OPEN_SYLLABLE = re.compile(r"(?<![qQ])(" + "|".join(_TONES) + r")(?!\w)")


def tcvn3(text: str) -> str:
    """Write text in the legacy TCVN3 encoding.

    TCVN3 has no capital letters with a tone: they were lower case in a font of capitals, as they are here.
    """
    signs = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in TCVN3:
            signs.append(TCVN3[letter])
        elif ord(letter) < 128:
            signs.append(letter)
        elif letter.lower() in TCVN3:
            signs.append(TCVN3[letter.lower()])
        else:
            raise ValueError(f"no TCVN3 sign for {letter!r} in {text!r}")
    return "".join(signs)


def no_accents(text: str) -> str:
    """Write text in a hurry: without any accent, Đ as D."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def other_tones(text: str) -> str:
    """Put the tone of an open syllable on the second vowel: hòa becomes hoà, ủy becomes uỷ."""
    return _OPEN_SYLLABLE.sub(lambda found: _TONES[found[0]], text)


def with_y(text: str) -> str:
    """Write thạc sĩ, tiến sĩ, bác sĩ with y."""
    return re.sub(r"\b([sS])ĩ\b", r"\1ỹ", text)


def with_eth(text: str) -> str:
    """Write đ with the look-alike letter eth."""
    return text.replace("Đ", "Ð").replace("đ", "ð")


def decomposed(text: str) -> str:
    """Write text as a Mac does: letters and combining accents apart."""
    return unicodedata.normalize("NFD", text)
