"""The styles of an .xlsx as xlsxwriter's properties: fonts, fills, borders, alignment, number formats.

Belongs here: what of a style is copied, and in which bounds. Does not belong here: which cell has it
(looks.py).
"""

import re
from typing import Any
from xml.etree.ElementTree import fromstring

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.styles.stylesheet import Stylesheet

from dagster_project.quality.feedback.palette import PALETTE

Style = dict[str, Any]
_NUMBER_FORMAT = re.compile(r"""[0#?,.%dmyhsAPM/\\: ()_;@"'*+\[\]$VNDđE-]{1,60}""", re.IGNORECASE)
_FONT_NAME = re.compile(r"\.?[\w .-]{1,40}")
# The colours of Office's own theme, in the order in which spreadsheets number them.
_THEME = (
    *("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31"),
    *("A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72"),
)
# Kinds of lines in the order in which xlsxwriter numbers them, from 1.
_LINES = (
    *("thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot"),
    *("mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot"),
)
_HORIZONTAL = frozenset({"left", "center", "right", "fill", "justify", "distributed"})
_VERTICAL = {"top": "top", "center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}


def read_styles(xml: bytes) -> list[Style]:
    """Return the cell styles of a workbook in the order of their numbers."""
    sheet = Stylesheet.from_tree(fromstring(xml))
    custom = {one.numFmtId: one.formatCode for one in sheet.numFmts.numFmt}
    return [
        {
            **_font(sheet.fonts[one.fontId]),
            **_alignment(one.alignment),
            **_border(sheet.borders[one.borderId]),
            **_fill(sheet.fills[one.fillId]),
            **_number_format(one.numFmtId, custom),
        }
        for one in sheet.cellXfs.xf
    ]


def shows_dates(style: Style) -> bool:
    """Tell whether a number in this style is shown as a date."""
    number_format = style.get("num_format", "General")
    known = BUILTIN_FORMATS.get(number_format) if isinstance(number_format, int) else number_format
    return bool(is_date_format(known or "General"))


def _font(font: Any) -> Style:
    style: Style = {}
    if font.name and _FONT_NAME.fullmatch(font.name):
        style["font_name"] = font.name
    if font.sz and 1 <= font.sz <= 96:
        style["font_size"] = font.sz
    switches = (("bold", font.b), ("italic", font.i), ("font_strikeout", font.strike), ("underline", font.u))
    style |= {name: True for name, given in switches if given}
    if (colour := _rgb(font.color)) is not None:
        style["font_color"] = colour
    return style


def _alignment(alignment: Any) -> Style:
    if alignment is None:
        return {"valign": "bottom"}
    style: Style = {"valign": _VERTICAL.get(alignment.vertical or "", "bottom")}
    if alignment.horizontal in _HORIZONTAL:
        style["align"] = alignment.horizontal
    if alignment.wrap_text:
        style["text_wrap"] = True
    turn = int(alignment.textRotation or 0)
    if 1 <= turn <= 180:
        style["rotation"] = turn if turn <= 90 else 90 - turn
    if alignment.indent and 1 <= alignment.indent <= 15:
        style["indent"] = int(alignment.indent)
    return style


def _border(border: Any) -> Style:
    sides = {side: getattr(border, side) for side in ("left", "right", "top", "bottom")}
    return {side: _LINES.index(line.style) + 1 for side, line in sides.items() if line and line.style in _LINES}


def _fill(fill: Any) -> Style:
    """Return a plain fill. Colours of an earlier feedback go: a mended cell must not stay marked."""
    colour = _rgb(fill.fgColor) if getattr(fill, "patternType", None) == "solid" else None
    return {} if colour is None or colour in PALETTE else {"bg_color": colour}


def _number_format(number: int, custom: dict[int, str]) -> Style:
    """Return a built-in format by its number (countries show some in their own way), others by their code."""
    if number in custom:
        code = custom[number]
        return {"num_format": code} if code != "General" and _NUMBER_FORMAT.fullmatch(code) else {}
    return {"num_format": number} if number in BUILTIN_FORMATS and 0 < number < 50 else {}


def _rgb(colour: Any) -> str | None:
    """Return a colour as #RRGGBB; None for automatic and for what cannot be told."""
    if colour is None:
        return None
    if colour.type == "rgb" and re.fullmatch(r"[0-9A-Fa-f]{8}", str(colour.rgb)):
        return f"#{colour.rgb[2:].upper()}"
    if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
        return f"#{COLOR_INDEX[colour.indexed][2:].upper()}"
    if colour.type == "theme" and colour.theme < len(_THEME):
        return _tinted(_THEME[colour.theme], colour.tint or 0.0)
    return None


def _tinted(rgb: str, tint: float) -> str:
    """Lighten (tint > 0) or darken each channel: close to what spreadsheets do in another colour space."""
    channels = [int(rgb[start : start + 2], 16) for start in (0, 2, 4)]
    shifted = [value + (255 - value) * tint if tint > 0 else value * (1 + tint) for value in channels]
    return "#" + "".join(f"{min(255, max(0, round(value))):02X}" for value in shifted)
