"""How each unit writes in each year: file type, encoding, layouts, formats of dates and identifiers.

Only the table of habits belongs here; what a habit does to a cell is in ``typing`` and to a sheet in
``layout``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Habit:
    """How one unit writes its returns of one year."""

    extension: str = "xlsx"
    grouping: str = "all"  # all: one file; pairs: 01+02 and 03+04; single: a file a form
    separator: str = ","
    script: str = "nfc"  # nfc, nfd, tcvn3, plain (no accents)
    other_tones: bool = False
    with_y: bool = False
    with_eth: bool = False
    spaces: bool = False  # no-break spaces
    breaks: bool = False  # line breaks in cells
    births: str = "sex"  # columns: Nam and Nữ; sex: date and sex; nu: date and a lone column Nữ
    dates: str = "slash"  # excel, slash, dash, words, mixed
    birth_precision: str = "day"  # day, mixed
    appointed_precision: str = "day"  # day, month, year
    ids: str = "text"  # text, number, spaces, dots
    cards: str = "plain"  # plain, dotted, number
    id_columns: str = "both"  # in forms 03 and 04: both, id, card
    short: float = 0.15  # how often an abbreviation is written
    ditto: str = ""
    joined: str = ""  # what stands between several positions of a cell; blank: a line a position
    headings: int = 0  # which of the other headings
    heading_rows: int = 2
    numbering: str = "1"  # row of column numbers: "1", "(1)" or blank
    sections: bool = True
    subtotals: bool = False
    total: bool = True
    extra: str = ""  # a column that no form has
    formulas: bool = False
    slips: float = 0.0  # how often a cell is typed without accents
    heading_script: str = ""  # of titles and headings, where it is not that of the cells
    lists_unicode: float = 0.0  # how often a coded value is chosen from a list, which is Unicode whatever the script
    rating_columns: str = "one"  # self: beside the self-assessment; years: beside last year's
    ticked: tuple[str, ...] = ()  # columns whose values are headings of their own, one of them ticked
    heading_year: bool = False  # the heading of ratings carries the year
    merged: bool = False  # cells merged downwards where a person has several lines
    named_titles: float = 0.0  # how often a title of position is followed by the name of the body
    names_unit: str = "committee"  # in titles: committee (HUYỆN ỦY …), place (HUYỆN …), body (BCH ĐẢNG BỘ HUYỆN …)
    closing: bool = False  # the year's rating is that at the end of the old structure


_UNITS: dict[str, Habit] = {
    "tinh": Habit(dates="excel", formulas=True, heading_rows=3, short=0.05, subtotals=True, named_titles=0.3),
    "tp-bac-kan": Habit(grouping="pairs", spaces=True, breaks=True, short=0.5, headings=1, numbering="(1)"),
    "pac-nam": Habit(headings=1, heading_rows=1, dates="mixed", ditto="nt", short=0.3, slips=0.01),
    "ba-be": Habit(joined=";", headings=2, dates="slash", subtotals=True, short=0.2, names_unit="place"),
    "ngan-son": Habit(
        dates="dash", heading_rows=1, numbering="", short=0.4, ditto='"', named_titles=0.15, names_unit="body"
    ),
    "bach-thong": Habit(headings=1, other_tones=True, dates="mixed", joined=",", birth_precision="mixed"),
    "cho-don": Habit(grouping="pairs", headings=2, joined="kiêm", with_y=True, appointed_precision="month", short=0.25),
    "cho-moi": Habit(
        numbering="(1)", birth_precision="mixed", dates="mixed", with_eth=True, subtotals=True, merged=True
    ),
    "na-ri": Habit(headings=1, ditto="nt", dates="slash", sections=False, short=0.35, names_unit="body"),
    "cac-co-quan-tinh": Habit(other_tones=True, with_y=True, dates="excel", formulas=True, headings=2, joined=";"),
    "co-quan-dang-tinh": Habit(dates="excel", headings=2, closing=True),
    "ubnd-tinh": Habit(dates="excel", headings=1, grouping="pairs", other_tones=True, with_y=True),
    "quan-su": Habit(
        heading_rows=1, numbering="", sections=False, dates="dash", short=0.5, appointed_precision="month"
    ),
    "cong-an": Habit(grouping="single", headings=2, heading_rows=1, dates="slash", id_columns="id", total=False),
}
_YEARS: dict[tuple[str, int], dict[str, object]] = {
    ("tinh", 2023): {"births": "nu", "rating_columns": "years"},
    ("tinh", 2024): {"heading_year": True},
    ("tinh", 2025): {"merged": True},
    ("tp-bac-kan", 2022): {"dates": "excel"},
    ("tp-bac-kan", 2023): {"births": "nu"},
    ("tp-bac-kan", 2024): {"births": "nu", "extra": "Quê quán"},
    ("pac-nam", 2022): {"ids": "number", "cards": "number"},
    ("tp-bac-kan", 2025): {"closing": True, "ticked": ("sex",)},
    ("pac-nam", 2023): {"rating_columns": "self"},
    ("pac-nam", 2024): {"ticked": ("professional_qualification", "political_theory")},
    ("pac-nam", 2025): {"closing": True, "heading_year": True},
    ("ba-be", 2024): {"ticked": ("rating",)},
    ("ba-be", 2025): {"closing": True, "rating_columns": "self"},
    ("ba-be", 2021): {"ids": "spaces", "cards": "dotted"},
    ("ngan-son", 2021): {"script": "plain", "grouping": "pairs"},
    ("ngan-son", 2024): {"grouping": "single"},
    ("bach-thong", 2022): {"script": "nfd"},
    ("bach-thong", 2023): {"extension": "ods"},
    ("bach-thong", 2024): {"extension": "ods", "grouping": "single"},
    ("cho-don", 2022): {"grouping": "single"},
    ("cho-don", 2024): {"grouping": "single"},
    ("cho-moi", 2022): {"grouping": "single"},
    ("cho-moi", 2024): {"ids": "dots", "cards": "dotted"},
    ("na-ri", 2021): {"extension": "xls"},
    ("na-ri", 2023): {"grouping": "pairs"},
    ("na-ri", 2022): {"script": "tcvn3", "heading_script": "nfc", "lists_unicode": 0.5},
    ("na-ri", 2024): {"births": "nu", "extra": "Số điện thoại"},
    ("na-ri", 2025): {"closing": True},
    ("bach-thong", 2025): {"names_unit": "place"},
    ("cho-don", 2025): {"closing": True, "rating_columns": "years"},
    ("quan-su", 2021): {"script": "tcvn3", "extension": "xls"},
    ("quan-su", 2022): {"script": "tcvn3", "grouping": "pairs"},
    ("quan-su", 2025): {"closing": True, "heading_script": "tcvn3"},
    ("quan-su", 2023): {"extension": "csv", "separator": ";", "grouping": "single"},
    ("quan-su", 2024): {"grouping": "single", "id_columns": "card"},
    ("cong-an", 2024): {"extension": "csv", "separator": ",", "total": True},
    ("ubnd-tinh", 2025): {"birth_precision": "mixed"},
}


def habit(unit: str, year: int) -> Habit:
    """Return how a unit writes in a year."""
    base = _UNITS.get(unit, Habit())
    if year <= 2022:
        base = replace(base, births="columns", heading_rows=max(base.heading_rows, 2))
    return replace(base, **_YEARS.get((unit, year), {}))  # type: ignore[arg-type]
