"""One figure in writing: percentage, ratio, bounds, target, gap, sign and remark.

Belongs here: pieces of a cell or a line. Not here: whole sentences (sentences.py), and how a number is written
(lib/numbers.py): a percentage is always written from numerator and denominator, and never on the wrong side of its
target.
"""

from fractions import Fraction

from dagster_project.lib import bilingual, numbers
from dagster_project.lib.bilingual import Text
from dagster_project.lib.subjects import counted
from dagster_project.publish.review.facts import Figure, ReviewIndicator, ReviewYear

#: Beside the word of a status: nothing is told by colour alone. What is open or not applicable looks like no failure.
SIGNS = {"met": "✓", "not_met": "✗", "undetermined": "?", "not_applicable": "○", "no_data": "∅"}
#: Instead of the sign of "not met" in years before the target's, where a target not yet met is no failure.
PROGRESS_SIGNS = {"on_track": "▲", "behind": "▼", "undetermined": SIGNS["undetermined"]}
#: At a year of which more has to be known than its figures.
NOTED = "*"
#: At a figure for which forms are lacking.
LACKING = "°"
NO_VALUE = Text("–", "–")


def value(indicator: ReviewIndicator, figure: Figure) -> Text:
    """Write the percentage: "35,7 %"; "–" where there is none."""
    return _share(indicator, figure, figure.numerator, figure.denominator) if figure.has_value else NO_VALUE


def ratio(figure: Figure) -> Text:
    """Write numerator and denominator: "128/358"; "–" without any subject."""
    if not figure.denominator:
        return NO_VALUE
    return bilingual.joined((bilingual.number(figure.numerator), bilingual.number(figure.denominator)), "/")


def goal(indicator: ReviewIndicator, figure: Figure | None = None) -> Text:
    """Write the target of the figure's year, or the indicator's last one: "≥ 35 %"."""
    target = indicator.target_pct if figure is None else figure.target_pct
    return bilingual.target(target, is_maximum=indicator.is_maximum)


def milestone(indicator: ReviewIndicator, figure: Figure) -> Text | None:
    """Write the straight line's value of the year, visibly on its side of the figure; None for annual targets."""
    if figure.milestone_pct is None:
        return None
    if is_on_its_line(figure):
        return value(indicator, figure)
    exact, decimals = Fraction(str(figure.milestone_pct)), 1
    if figure.has_value:
        shown = value(indicator, figure).vi.removesuffix("\u00a0%")
        beside = Fraction(shown.replace(".", "").replace(",", "."))
        while not _is_beside(exact, beside, decimals):
            decimals += 1
    return bilingual.translated(f"{numbers.decimal(exact, decimals)}\u00a0%")


def is_on_its_line(figure: Figure) -> bool:
    """Whether a figure is what the straight line asks for, as in the first year; a DOUBLE is no exact number."""
    if figure.milestone_pct is None or not figure.denominator:
        return False
    return abs(Fraction(100 * figure.numerator, figure.denominator) - Fraction(figure.milestone_pct)) < _EXACT


_EXACT = Fraction(1, 10**9)


def _is_beside(exact: Fraction, beside: Fraction, decimals: int) -> bool:
    shown = Fraction(round(exact * 10**decimals), 10**decimals)
    return (shown < beside) == (exact < beside) and (shown > beside) == (exact > beside)


def bounds(indicator: ReviewIndicator, figure: Figure) -> Text | None:
    """Write between which values the full figure lies: "91,2–96,4 %"; None where it is exact or nobody can say."""
    if not figure.has_bounds:
        return None
    most = figure.numerator + figure.missing + figure.unknown
    low, high = (_share(indicator, figure, part, figure.size) for part in (figure.numerator, most))
    return bilingual.between(low, high)


def gap(indicator: ReviewIndicator, figure: Figure) -> Text | None:
    """Write how many are short of an unmet target, or too many: "còn thiếu 12 đồng chí"; None for any other status."""
    if figure.status != "not_met" or not figure.to_target:
        return None
    many, number = counted(figure.to_target, indicator.subject), bilingual.number(figure.to_target)
    if indicator.is_maximum:
        return Text(f"vượt {many.vi}", f"{number.en} too many")
    return Text(f"còn thiếu {many.vi}", f"{number.en} short")


def is_under_way(indicator: ReviewIndicator, figure: Figure) -> bool:
    """Whether the target's year is still to come, so that the progress says more than the status."""
    return indicator.target_year is not None and figure.year < indicator.target_year


def sign(indicator: ReviewIndicator, figure: Figure) -> str:
    """Return the sign of a figure: its status, or its progress in the years before the target's."""
    return sign_of(figure.status, figure.progress, under_way=is_under_way(indicator, figure))


def sign_of(status: str, progress: str | None, *, under_way: bool) -> str:
    """Return the sign of a status; before the target's year (``under_way``) "not met" is told by the progress."""
    if status == "not_met" and under_way:
        return PROGRESS_SIGNS.get(str(progress), SIGNS[status])
    return SIGNS[status]


def break_before(indicator: ReviewIndicator, year: ReviewYear, before: ReviewYear) -> Text | None:
    """Say why the figure of a year continues no line from the year before; None where it does.

    A part of a year is no year, for every indicator; new rules of rating concern those alone that count ratings.
    """
    if year.is_partial:
        last = bilingual.day(year.snapshot_on)
        return year.note or Text(f"Số liệu đến {last}", f"Figures up to {last}")
    if before.is_partial:
        return before.note or Text(f"{before.year} chưa trọn năm", f"{before.year} is no full year")
    if year.is_new_rating and indicator.is_rating:
        return year.note or Text("Xếp loại theo quy định mới", "Ratings under new rules")
    return None


def remarks(indicator: ReviewIndicator, figure: Figure) -> tuple[Text, ...]:
    """Write what belongs beside a figure: forms lacking, subjects missing, unclear or exempt."""
    said = []
    if not figure.is_whole:
        accepted, expected = bilingual.number(figure.forms_accepted), bilingual.number(figure.forms_expected)
        said.append(Text(f"nhận {accepted.vi}/{expected.vi} biểu", f"{accepted.en} of {expected.en} forms received"))
    if figure.is_unsized:
        said.append(Text("có đơn vị chưa rõ quy mô", "a unit of unknown size is missing"))
    if figure.missing:
        many = counted(figure.missing, indicator.subject)
        said.append(Text(f"khoảng {many.vi} chưa được tính", f"about {many.en} not counted"))
    if figure.unknown:
        many = counted(figure.unknown, indicator.subject)
        said.append(Text(f"{many.vi} chưa rõ", f"{many.en} unclear"))
    if figure.exempt:
        many = counted(figure.exempt, indicator.subject)
        said.append(Text(f"{many.vi} không thuộc diện xếp loại", f"{many.en} exempt from rating"))
    return tuple(said)


def _share(indicator: ReviewIndicator, figure: Figure, part: int, whole: int) -> Text:
    line = None if is_on_its_line(figure) else figure.milestone_pct
    return bilingual.share(part, whole, figure.target_pct, is_maximum=indicator.is_maximum, milestone=line)
