"""What the labels over a column mean: one heading, a sub-heading under its group, a value to tick.

Belongs here: from label paths (top to bottom) to canonical columns, by ``data/headings.csv`` and
``data/sub_headings.csv``. The name of a group alone never stands for its first sub-column: the rating that counts is
the deciding authority's and the report year's, and where that cannot be told there is no such column.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib.seeds import cached_by_lists, read_rows
from dagster_project.lib.text import clean_text, has_no_accents, match_key, without_accents
from dagster_project.lib.valid_years import TextRow, check_list, holds_in, problem
from dagster_project.returns.read.form_headings import heading_key, headings_of
from dagster_project.returns.values.codes import parse_code
from dagster_project.tables.forms import columns_of, forms

_SUB_HEADINGS = Path(__file__).parent / "data" / "sub_headings.csv"

Paths = Mapping[int, Sequence[str]]
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_PERIOD = re.compile(r"\d{4}\s*[-–/]\s*\d{4}")
_YEAR = re.compile(r"(?:c[uủ]a\s+)?n[aă]m\s*:?\s*((?:19|20)\d{2})\b|(?<![\d/.\-])((?:19|20)\d{2})$", re.IGNORECASE)
# How sure a label says what a column is: by naming the deciding authority or the report year, by its whole path, by its
# last label alone under a group of another name.
_EXPLICIT, _WHOLE, _LAST = 3, 2, 1
# "Nữ" alone under a group that nobody knows may be a date of birth, a mark or a number.
_NEEDS_ITS_GROUP = frozenset({"female_mark", "male_mark"})
_TICKED_KINDS = frozenset({"code", "degree"})
_RATED = frozenset({"rating", "decision_number", "decided_on"})
_ROLES = ("proposal", "decision", "other_year", "this_year", "beside")
_HOW = ("holds", "is")


class Claims(NamedTuple):
    """Sheet column → canonical column (or ``column=code``), and canonical columns that several claim alike."""

    columns: Mapping[int, str]
    rivals: Mapping[str, list[int]]


class _Claim(NamedTuple):
    column: str
    strength: int


def map_columns(form: str, paths: Paths, report_year: int | None) -> Claims:
    """Return what each column of a sheet holds, by the labels over it.

    Args:
        form: the form that the heading is taken for.
        paths: sheet column → its labels from top to bottom.
        report_year: the year of the return: a column of another year is none of its columns. None: any year.
    """
    return _mapped(form, tuple((number, tuple(path)) for number, path in paths.items()), report_year)


@cached_by_lists
def _mapped(form: str, labels: tuple[tuple[int, tuple[str, ...]], ...], report_year: int | None) -> Claims:
    """Return it of labels that may be remembered: a district's sheets have the same heading year after year."""
    paths = dict(labels)
    claims: dict[int, _Claim] = {}
    refused: set[int] = set()
    for number, path in paths.items():
        direct = _direct(form, path, report_year)
        if direct is None:
            continue
        stand = _standing(path, direct.column, report_year)
        if stand == "other":
            refused.add(number)
        else:
            claims[number] = direct._replace(strength=_EXPLICIT) if stand == "own" else direct
    for target, members in _groups(form, paths, set(claims) | refused, report_year):
        claims |= _claims_of_group(form, target, members, report_year)
    return _settle(claims)


def is_heading_word(text: str, report_year: int | None) -> bool:
    """Tell whether a cell is a heading of some form in a year, or one of the labels of a heading."""
    return bool(text) and len(text) <= 120 and _is_known(text, report_year)


@lru_cache(maxsize=50_000)
def _is_known(text: str, report_year: int | None) -> bool:
    return not _heading_words(report_year).isdisjoint(_keys_of((text,)))


@cache
def _heading_words(report_year: int | None) -> frozenset[str]:
    keys = [key for form in forms(report_year) for key in headings_of(form, report_year)]
    return frozenset(part for key in keys for part in key.split(">"))


@lru_cache(maxsize=50_000)
def _direct(form: str, path: tuple[str, ...], report_year: int | None) -> _Claim | None:
    """Return the column that a path names by itself: as a whole, by its last two labels, or by the last one alone."""
    known = headings_of(form, report_year)
    for reading, strength in ((path, _WHOLE), (path[-2:], _WHOLE), ((" ".join(path),), _WHOLE), (path[-1:], _LAST)):
        for key in _keys_of(reading):
            column = known.get(key)
            if column and (strength == _WHOLE or column not in _NEEDS_ITS_GROUP or len(path) == 1):
                return _Claim(column, _WHOLE if len(path) == 1 else strength)
    return None


@lru_cache(maxsize=100_000)
def _keys_of(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that labels may be known by: as they are, without a year, without what stands in brackets."""
    without_year = tuple(_without_year(label) for label in labels)
    plain = tuple(_IN_BRACKETS.sub("", label) for label in without_year)
    keys = [heading_key([label for label in one if label.strip()]) for one in (labels, without_year, plain)]
    if all(has_no_accents(label) for label in labels):
        keys += [without_accents(key) for key in keys]
    return tuple(key for key in dict.fromkeys(keys) if key)


def _without_year(label: str) -> str:
    if _PERIOD.search(label) or not _YEAR.search(label.strip(" ()[]")):
        return label
    return _EMPTY_BRACKETS.sub("", _YEAR.sub("", label.rstrip(" )]"))).strip(" :,-([")


@lru_cache(maxsize=50_000)
def _year_of(label: str) -> int | None:
    found = None if _PERIOD.search(label) else _YEAR.search(label.strip(" ()[]"))
    return int(found[1] or found[2]) if found else None


@lru_cache(maxsize=50_000)
def _standing(labels: tuple[str, ...], column: str, report_year: int | None) -> str:
    """Tell whose and of which year a column is by its labels: ``own``, ``other``, or ``unsaid``.

    "other" is another year's, or a rating that only somebody proposes; "own" names the report year or who decides.
    """
    years = {_year_of(label) for label in labels} - {None}
    if years and report_year is not None and report_year not in years:
        return "other"
    said = {role for label in labels for role in _roles(label, report_year)}
    if "other_year" in said or (column in _RATED and "proposal" in said):
        return "other"
    if years or "this_year" in said or (column in _RATED and "decision" in said):
        return "own"
    return "unsaid"


@lru_cache(maxsize=50_000)
def _roles(label: str, report_year: int | None) -> frozenset[str]:
    """Return what a label says in a year besides naming a column (data/sub_headings.csv); accents do not count."""
    whole = _plain(label)
    alone = {whole, *(_plain(part) for part in _IN_BRACKETS.findall(label))}
    return frozenset(
        role for role, how, text in _sub_headings(report_year) if (text in whole if how == "holds" else text in alone)
    )


@cache
def _sub_headings(report_year: int | None) -> tuple[tuple[str, str, str], ...]:
    rows = [row for row in _sub_heading_rows() if holds_in(row, report_year)]
    return tuple((row["role"], row["how"], _plain(row["text"])) for row in rows)


@cache
def _sub_heading_rows() -> Sequence[TextRow]:
    rows = read_rows(_SUB_HEADINGS)
    problems = [
        problem(_SUB_HEADINGS, index, name, row[name], f"one of {', '.join(known)}")
        for index, row in enumerate(rows)
        for name, known in (("role", _ROLES), ("how", _HOW))
        if row[name] not in known
    ]
    check_list(_SUB_HEADINGS, rows, ["role", "how", "text"], problems)
    return rows


def _plain(text: str) -> str:
    return without_accents(match_key(clean_text(text)))


def _groups(
    form: str, paths: Paths, known: set[int], report_year: int | None
) -> list[tuple[str, dict[int, tuple[str, ...]]]]:
    """Return (column that the group's name is a heading of, sheet column → labels below that name).

    Only columns that no label of their own explains, side by side under the same name.
    """
    found: dict[tuple[int, tuple[str, ...]], tuple[str, dict[int, tuple[str, ...]]]] = {}
    for number, path in paths.items():
        if number in known:
            continue
        for depth in range(len(path) - 1, 0, -1):
            name = tuple(path[:depth])
            target = _direct(form, name, report_year)
            if target is None:
                continue
            start = number
            while tuple(paths.get(start - 1, ()))[:depth] == name:
                start -= 1
            group = found.setdefault((start, name), (target.column, {}))
            group[1][number] = tuple(path[depth:])
            break
    # The group's own name may say whose it is ("Xếp loại năm 2023"): it is asked with the labels below it.
    groups = []
    for (_, name), (column, members) in found.items():
        asked_too = name if any(says_more(label, report_year) for label in name) else ()
        groups.append((column, {number: (*asked_too, *rest) for number, rest in members.items()}))
    return groups


def names_a_rating(label: str, report_year: int | None) -> bool:
    """Tell whether a label is a heading of the rating, which several may say."""
    claims = [_direct(form, (label,), report_year) for form in forms(report_year)] if label else []
    return any(claim is not None and claim.column == "rating" for claim in claims)


def says_more(label: str, report_year: int | None) -> bool:
    """Tell whether a label says a year, who rates, or what stands beside a column: it belongs under another label."""
    return _year_of(label) is not None or bool(_roles(label, report_year))


def _claims_of_group(
    form: str, target: str, members: dict[int, tuple[str, ...]], report_year: int | None
) -> dict[int, _Claim]:
    """Return which sub-column of a group is the group's column: one to tick each, the one that decides, or none."""
    column = columns_of(form, report_year)[target]
    if column.kind in _TICKED_KINDS:
        values = {
            number: parse_code(column.code_list, labels[-1], report_year)[0] for number, labels in members.items()
        }
        ticked = {number: code for number, code in values.items() if code}
        if len(set(ticked.values())) > 1:
            return {number: _Claim(f"{target}={code}", _WHOLE) for number, code in ticked.items()}
    standing = {number: _standing(labels, target, report_year) for number, labels in members.items()}
    own = [number for number, said in standing.items() if said == "own"]
    unsaid = [
        number
        for number, said in standing.items()
        if said == "unsaid"
        and "beside" not in {role for label in members[number] for role in _roles(label, report_year)}
    ]
    # Which of several unknown sub-columns is the one cannot be told: then there is none.
    chosen = own if own else unsaid
    return {chosen[0]: _Claim(target, _EXPLICIT if own else _LAST)} if len(chosen) == 1 else {}


def _settle(claims: Mapping[int, _Claim]) -> Claims:
    """Give each canonical column to the sheet column that claims it most surely; equals are rivals."""
    columns: dict[int, str] = {}
    rivals: dict[str, list[int]] = {}
    for name in dict.fromkeys(claim.column for claim in claims.values()):
        strongest = max(claim.strength for claim in claims.values() if claim.column == name)
        best = [number for number, claim in claims.items() if claim == _Claim(name, strongest)]
        if len(best) == 1 or "=" in name:
            columns |= dict.fromkeys(best, name)
        else:
            rivals[name] = best
    ticked = {name.partition("=")[0] for name in columns.values() if "=" in name}
    # A plain column beside its ticked values ("Trình độ" and TC, CĐ, ĐH) would be two answers to one question.
    for name in ticked & set(columns.values()):
        for number in [number for number, value in columns.items() if value.startswith(f"{name}=")]:
            del columns[number]
    return Claims(columns, rivals)
