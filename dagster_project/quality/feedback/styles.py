"""The styles of an .xlsx as xlsxwriter's properties: fonts, fills, borders, alignment, number formats.

Belongs here: what of a style is copied, and in which bounds. Does not belong here: which cell has it
(looks.py).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from dagster_project.quality.feedback.palette import PALETTE

Style = dict[str, Any]
_NUMBER_FORMAT = re.compile(r"""[0#?,.%dmyhsAPM/\\: ()_;@"'*+\[\]$VNDđE-]{1,60}""", re.IGNORECASE)
_FONT_NAME = re.compile(r"\.?[\w .-]{1,40}")
# What of a number format is text, or colours and conditions; a letter of a date that is left over tells a date.
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTER = re.compile("[dmhysDMHYS]")
#: The numbers of formats that every spreadsheet has; of them, those that show dates and times.
_BUILT_IN = frozenset({*range(1, 23), *range(37, 50)})
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(45, 48)})
# The colours of Office's own theme, in the order in which spreadsheets number them.
_THEME = (
    *("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31"),
    *("A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72"),
)
# The palette of old files, by number (ECMA-376, 18.8.27); 64 and above are the system's own.
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_INDEXED = (
    *_BASIC,
    *_BASIC,
    *("800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080"),
    *("9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF"),
    *("000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF"),
    *("00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99"),
    *("3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696"),
    *("003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333"),
)
# Kinds of lines in the order in which xlsxwriter numbers them, from 1.
_LINES = (
    *("thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot"),
    *("mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot"),
)
_HORIZONTAL = frozenset({"left", "center", "right", "fill", "justify", "distributed"})
_VERTICAL = {"top": "top", "center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
_OFF = ("0", "false", "none")


@lru_cache(maxsize=64)
def read_styles(xml: bytes) -> tuple[Style, ...]:
    """Return the cell styles of a workbook in the order of their numbers; raises ValueError for none that can be."""
    sheet = fromstring(xml)
    custom = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in _all(sheet, "numFmts")}
    fonts = [_font(one) for one in _all(sheet, "fonts")]
    fills = [_fill(one) for one in _all(sheet, "fills")]
    borders = [_border(one) for one in _all(sheet, "borders")]
    return tuple(
        {
            **fonts[_number(one, "fontId")],
            **_alignment(_child(one, "alignment")),
            **borders[_number(one, "borderId")],
            **fills[_number(one, "fillId")],
            **_number_format(_number(one, "numFmtId"), custom),
        }
        for one in _all(sheet, "cellXfs")
    )


def shows_dates(style: Style) -> bool:
    """Tell whether a number in this style is shown as a date."""
    number_format = style.get("num_format", "General")
    if isinstance(number_format, int):
        return number_format in _BUILT_IN_DATES
    # Of two forms, for numbers above and below zero, the first tells.
    code = _NO_DATE.sub("", number_format.partition(";")[0])
    return number_format != "General" and bool(_DATE_LETTER.search(code))


def _all(sheet: Element, name: str) -> Iterable[Element]:
    return _child(sheet, name) or ()


def _child(element: Element | None, name: str) -> Any:
    """Return the first child of that name, whatever its namespace; None where there is none."""
    return next((one for one in element if one.tag.rpartition("}")[2] == name), None) if element is not None else None


def _number(element: Element, name: str) -> int:
    return int(element.get(name, "0"))


def _font(font: Element) -> Style:
    style: Style = {}
    name, size = (_child(font, part) for part in ("name", "sz"))
    if name is not None and _FONT_NAME.fullmatch(name.get("val", "")):
        style["font_name"] = name.get("val")
    if size is not None and 1 <= (points := float(size.get("val", "0"))) <= 96:
        style["font_size"] = points
    switches = (("bold", "b"), ("italic", "i"), ("font_strikeout", "strike"), ("underline", "u"))
    style |= {name: True for name, part in switches if _is_on(_child(font, part))}
    if (colour := _rgb(_child(font, "color"))) is not None:
        style["font_color"] = colour
    return style


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "1") not in _OFF


def _alignment(alignment: Element | None) -> Style:
    if alignment is None:
        return {"valign": "bottom"}
    style: Style = {"valign": _VERTICAL.get(alignment.get("vertical", ""), "bottom")}
    if alignment.get("horizontal") in _HORIZONTAL:
        style["align"] = alignment.get("horizontal")
    if alignment.get("wrapText", "0") not in _OFF:
        style["text_wrap"] = True
    turn = _number(alignment, "textRotation")
    if 1 <= turn <= 180:
        style["rotation"] = turn if turn <= 90 else 90 - turn
    indent = float(alignment.get("indent", "0"))
    if 1 <= indent <= 15:
        style["indent"] = int(indent)
    return style


def _border(border: Element) -> Style:
    """Return the lines around a cell; raises ValueError for a kind that no spreadsheet has."""
    lines = {side: _child(border, side) for side in ("left", "right", "top", "bottom")}
    kinds = {side: line.get("style", "none") for side, line in lines.items() if line is not None}
    return {side: _LINES.index(kind) + 1 for side, kind in kinds.items() if kind != "none"}


def _fill(fill: Element) -> Style:
    """Return a plain fill. Colours of an earlier feedback go: a mended cell must not stay marked."""
    pattern = _child(fill, "patternFill")
    is_plain = pattern is not None and pattern.get("patternType") == "solid"
    colour = _rgb(_child(pattern, "fgColor")) if is_plain else None
    return {} if colour is None or colour in PALETTE else {"bg_color": colour}


def _number_format(number: int, custom: dict[int, str]) -> Style:
    """Return a built-in format by its number (countries show some in their own way), others by their code."""
    if number in custom:
        code = custom[number]
        return {"num_format": code} if code != "General" and _NUMBER_FORMAT.fullmatch(code) else {}
    return {"num_format": number} if number in _BUILT_IN else {}


def _rgb(colour: Element | None) -> str | None:
    """Return a colour as #RRGGBB; None for automatic and for what cannot be told."""
    if colour is None:
        return None
    rgb, indexed, theme = (colour.get(name) for name in ("rgb", "indexed", "theme"))
    if rgb is not None:
        return f"#{rgb[2:].upper()}" if re.fullmatch(r"[0-9A-Fa-f]{8}", rgb) else None
    if indexed is not None:
        return f"#{_INDEXED[int(indexed)]}" if int(indexed) < len(_INDEXED) else None
    if theme is not None and int(theme) < len(_THEME):
        return _tinted(_THEME[int(theme)], float(colour.get("tint", "0")))
    return None


def _tinted(rgb: str, tint: float) -> str:
    """Lighten (tint > 0) or darken each channel: close to what spreadsheets do in another colour space."""
    channels = [int(rgb[start : start + 2], 16) for start in (0, 2, 4)]
    shifted = [value + (255 - value) * tint if tint > 0 else value * (1 + tint) for value in channels]
    return "#" + "".join(f"{min(255, max(0, round(value))):02X}" for value in shifted)
