"""A clerk drawn at random: every habit that the sample knows, in any combination that a file can have."""

from __future__ import annotations

from random import Random

from sample.habits import Habit


def clerk(rng: Random) -> Habit:
    """Draw how a unit writes in a year."""
    extension = rng.choices(("xlsx", "ods", "xls", "csv"), (55, 15, 15, 15))[0]
    is_csv = extension == "csv"
    script = rng.choices(("nfc", "nfd", "tcvn3", "plain"), (60, 12, 20, 8))[0]
    heading_script = rng.choices(("", "nfc", "tcvn3"), (70, 15, 15))[0]
    is_legacy = "tcvn3" in (script, heading_script)
    ticked = tuple(
        name for name in ("professional_qualification", "political_theory", "rating", "sex") if rng.random() < 0.15
    )
    return Habit(
        extension=extension,
        grouping="single" if is_csv else rng.choice(("all", "all", "pairs", "single")),
        separator=rng.choice((",", ";")),
        script=script,
        heading_script=heading_script,
        lists_unicode=rng.choice((0.0, 0.0, 0.5, 1.0)),
        other_tones=rng.random() < 0.2,
        with_y=rng.random() < 0.2,
        with_eth=not is_legacy and script != "plain" and rng.random() < 0.1,
        spaces=not is_legacy and rng.random() < 0.2,
        breaks=rng.random() < 0.15,
        births="sex" if "sex" in ticked else rng.choice(("columns", "sex", "nu")),
        dates=rng.choice(("excel", "slash", "dash", "mixed", "words")),
        birth_precision=rng.choice(("day", "day", "mixed")),
        appointed_precision=rng.choice(("day", "day", "month", "year")),
        ids=rng.choice(("text", "text", "spaces", "dots") if is_csv else ("text", "text", "number", "spaces", "dots")),
        cards=rng.choice(("plain", "plain", "dotted") if is_csv else ("plain", "plain", "dotted", "number")),
        id_columns=rng.choice(("both", "both", "both", "id", "card")),
        short=rng.choice((0.0, 0.2, 0.6)),
        ditto=rng.choice(("", "", "nt", '"')),
        joined=rng.choice(("", "", ";", ",", "kiêm")),
        headings=rng.randrange(3),
        heading_rows=rng.randint(1, 3),
        numbering=rng.choice(("", "1", "(1)")),
        sections=rng.random() < 0.6,
        subtotals=rng.random() < 0.3,
        total=rng.random() < 0.6,
        extra=rng.choice(("", "", "", "Quê quán", "Số điện thoại")),
        formulas=extension == "xlsx" and rng.random() < 0.3,
        slips=rng.choice((0.0, 0.0, 0.04)),
        rating_columns=rng.choice(("one", "one", "one", "self", "years")),
        ticked=ticked,
        heading_year=rng.random() < 0.2,
        merged=rng.random() < 0.3,
        named_titles=rng.choice((0.0, 0.2, 0.6)),
        names_unit=rng.choice(("committee", "place", "body")),
        closing=rng.random() < 0.5,
    )
