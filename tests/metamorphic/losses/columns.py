"""Columns left blank, or missing."""

import random

from tests.fixtures.pages import Page

_CAN_BE_BLANK = {
    "01": ("organisation_code", "organisation_name", "organisation_type", "rating", "decision_number", "decided_on",
           "exemption"),
    "02": ("full_name", "sex", "position", "level", "professional_qualification", "political_theory", "appointed_on"),
    "03": ("full_name", "rating", "decision_number", "decided_on", "exemption"),
    "04": ("course_group", "ended_on", "result", "full_name", "started_on"),
}  # fmt: skip
#: Without one of these the form is rejected.
_NEEDED = {
    "01": ("organisation_code", "organisation_type", "rating", "decision_number", "decided_on"),
    "02": ("full_name", "born_on", "sex", "position", "level", "managed_by", "professional_qualification",
           "political_theory"),
    "03": ("rating", "decision_number", "decided_on"),
    "04": ("course_group", "ended_on", "result"),
}  # fmt: skip
#: A form 04 row without its only identifier is quarantined, and no page promises that its person stays unknown.
_IDENTIFIERS = {
    "02": (("citizen_id",), ("party_card",), ("citizen_id", "party_card")),
    "03": (("citizen_id",), ("party_card",), ("citizen_id", "party_card")),
    "04": (("citizen_id", "party_card"),),
}


def column_blank(pages: list[Page], rng: random.Random) -> str:
    """Leave a column of a form blank in every row."""
    if not pages:
        return ""
    page = rng.choice(pages)
    column = rng.choice(_CAN_BE_BLANK[page.form])
    for row in page.rows:
        row[column] = ""
    return f"{page.form} {column} blank"


def births_blank(pages: list[Page], rng: random.Random) -> str:
    """Leave births blank, but for those whom only a card or an old id tells: without a birth nothing joins them."""
    rows = [row for page in pages if page.form == "02" for row in page.rows if len(row["citizen_id"]) == 12]
    chosen = [row for row in rows if rng.random() < 0.5]
    for row in chosen:
        row["born_on"] = ""
    return f"births of {', '.join(str(row['_subject']) for row in chosen)}" if chosen else ""


def column_gone(pages: list[Page], rng: random.Random) -> str:
    """Leave a needed column out, heading and cells."""
    if not pages:
        return ""
    page = rng.choice(pages)
    column = rng.choice(_NEEDED[page.form])
    page.headings.pop(column, None)
    return f"{page.form} {column} gone"


def identifiers_blank(pages: list[Page], rng: random.Random) -> str:
    """Leave one or both identifiers of a form blank."""
    known = [page for page in pages if page.form in _IDENTIFIERS]
    if not known:
        return ""
    page = rng.choice(known)
    columns = rng.choice(_IDENTIFIERS[page.form])
    for row in page.rows:
        row |= dict.fromkeys(columns, "")
    return f"{page.form} {' and '.join(columns)} blank"
