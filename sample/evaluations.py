"""Yearly ratings of organisations and persons: who is rated what, who is exempt, who simply is not rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample import reference
from sample.careers import Incumbency
from sample.posts import CELL, COMMITTEE, FIRST_YEAR, Organisation

# share of the rated that are not rated good, by the end of each year
_WEAK_PERSONS: dict[str, tuple[float, ...]] = {
    "top": (0.010, 0.0, 0.0, 0.0, 0.0),
    "senior": (0.055, 0.042, 0.028, 0.022, 0.012),
    "middle": (0.075, 0.058, 0.042, 0.030, 0.024),
    "commune": (0.040, 0.030, 0.020, 0.012, 0.008),
    "low": (0.030, 0.024, 0.016, 0.010, 0.006),
    "cell": (0.050, 0.040, 0.035, 0.030, 0.025),
}
_WEAK_ORGANISATIONS = (0.078, 0.062, 0.048, 0.036, 0.026)
_UNRATED = (0.006, 0.005, 0.004, 0.003, 0.002)
_NOT_RECOGNISED = ("pending", "other")
_WEAK_COMMITTEES = {(2021, "HU062-BTV"), (2021, "TU-BCS-02"), (2022, "HU062-BTV"), (2024, "TU-DD-06")}


@dataclass(frozen=True)
class Evaluation:
    """The outcome of a year: a rating with its decision, or the reason why there is none."""

    rating: str | None
    decision: str | None = None
    decided: date | None = None
    exemption: str | None = None


def newest_allowed(year: int) -> date:
    """Return the last day of founding or appointment with which one may be rated in the year."""
    snapshot = reference.report_year(year).snapshot
    month = snapshot.month - 6 or 12
    return date(snapshot.year if snapshot.month > 6 else snapshot.year - 1, month, 30)


def decision(rng: Random, year: int, unit: str) -> tuple[str, date]:
    """Draw one of the few decisions with which a unit rates in a year."""
    batch = rng.choices((0, 1, 2), (60, 30, 10))[0]
    body = "TU" if unit == "tinh" else "ĐU" if reference.unit(unit).kind != "district" else "HU"
    own = Random(f"{unit}:{year}:{batch}:decision")
    decided = reference.report_year(year).snapshot + timedelta(days=own.randint(-18, 4))
    return f"{own.randint(100, 990)}-QĐ/{body}", decided


def _good(rng: Random, budget: list[int]) -> str:
    """Draw a good rating, the best one as long as the unit keeps well below its limit of 20 %."""
    budget[0] += 1
    if budget[0] > 8 and budget[1] < budget[0] * 0.125 and rng.random() < 0.3:
        budget[1] += 1
        return "HTXSNV"
    return "HTTNV"


def of_organisations(seed: str, year: int, organisations: list[Organisation]) -> dict[str, Evaluation]:
    """Rate the organisations of the province."""
    rng, found = Random(f"{seed}:{year}:organisations"), {}
    snapshot, newest = reference.report_year(year).snapshot, newest_allowed(year)
    budgets: dict[str, list[int]] = {}
    weak = _quota(rng, [one.code for one in organisations if one.kind in (COMMITTEE, CELL)], _WEAK_ORGANISATIONS, year)
    for one in organisations:
        if one.dissolved and one.dissolved < snapshot:  # the last day is still a day of work
            found[one.code] = Evaluation(None, exemption="dissolved")
            continue
        if one.founded and one.founded > newest:
            found[one.code] = Evaluation(None, exemption="new")
            continue
        sender = "tinh" if one.parent in (None, "TU-BTV") else one.unit_in(year)
        is_weak = (year, one.code) in _WEAK_COMMITTEES or one.code in weak
        is_weak |= one.kind in ("subordinate_cell", "sub_committee") and rng.random() < 0.045
        rating = (
            rng.choices(("HTNV", "KHTNV"), (85, 15))[0] if is_weak else _good(rng, budgets.setdefault(sender, [0, 0]))
        )
        if sender == "tinh" and rating == "HTXSNV":
            rating = "HTTNV"  # the district's own list counts it too, where it could be one too many
        found[one.code] = Evaluation(rating, *decision(rng, year, sender))
    return found


def of_persons(seed: str, year: int, incumbents: list[Incumbency], senders: dict[int, str]) -> dict[int, Evaluation]:
    """Rate the holders of posts; ``senders`` names the unit that rates each person."""
    rng, found = Random(f"{seed}:{year}:persons"), {}
    newest, budgets = newest_allowed(year), dict[str, list[int]]()
    weak: set[str] = set()
    for profile, shares in _WEAK_PERSONS.items():
        weak |= _quota(rng, [one.post.key for one in incumbents if one.post.profile == profile], shares, year)
    unrated = _quota(rng, [one.post.key for one in incumbents if one.post.profile != "top"], _UNRATED, year)
    for one in incumbents:
        number = one.person.number
        if one.appointed > newest:
            found[number] = Evaluation(None, exemption="new")
        elif one.post.key in unrated:
            found[number] = Evaluation(None, exemption=rng.choice(_NOT_RECOGNISED))
        elif one.post.profile in ("cell", "low") and rng.random() < 0.006:
            found[number] = Evaluation(None, exemption=rng.choice(("excused", "suspended", "excused")))
        else:
            sender = senders[number]
            rating = (
                rng.choices(("HTNV", "KHTNV"), (88, 12))[0]
                if one.post.key in weak
                else _good(rng, budgets.setdefault(sender, [0, 0]))
            )
            found[number] = Evaluation(rating, *decision(rng, year, sender))
    return found


def _quota(rng: Random, keys: list[str], shares: tuple[float, ...], year: int) -> set[str]:
    return set(rng.sample(keys, round(shares[year - FIRST_YEAR] * len(keys))))
