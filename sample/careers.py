"""Careers: who holds which post in which year, and what they have learnt by then.

Everything here is true of the made-up province; what a unit writes about it, rightly or wrongly, is decided
later. The few numbers the resolution cares about are steered (``TARGETS``), so that they rise towards its
targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from sample import names, reference
from sample.posts import FIRST_YEAR, LAST_YEAR, Post, Province

DEGREES = ("none", "elementary", "intermediate", "college", "university", "master", "doctor")
THEORIES = ("none", "elementary", "intermediate", "advanced", "bachelor")

# share of the population by the end of each year, 2021..2025
TARGETS: dict[str, tuple[float, ...]] = {
    "department_master": (0.262, 0.285, 0.309, 0.334, 0.358),
    "commune_university": (0.700, 0.738, 0.775, 0.806, 0.838),
    "commune_theory": (0.905, 0.935, 0.960, 0.978, 0.992),
    "managed_young": (0.026, 0.033, 0.042, 0.056, 0.066),
    "managed_women": (0.155, 0.172, 0.190, 0.216, 0.240),
}
_PROFILES: dict[str, dict[str, tuple[float, ...]]] = {
    # weights of DEGREES (none..doctor) and of THEORIES (none..bachelor)
    "top": {"degree": (0, 0, 0, 0, 56, 41, 3), "theory": (0, 0, 0, 94, 6)},
    "senior": {"degree": (0, 0, 0, 0, 72, 27, 1), "theory": (0, 0, 12, 85, 3)},
    "middle": {"degree": (0, 0, 0, 2, 86, 12, 0), "theory": (0, 3, 57, 40, 0)},
    "commune": {"degree": (0, 0, 22, 15, 62, 1, 0), "theory": (0, 6, 88, 6, 0)},
    "low": {"degree": (4, 3, 24, 14, 54, 1, 0), "theory": (4, 28, 62, 6, 0)},
    "cell": {"degree": (34, 9, 29, 9, 19, 0, 0), "theory": (28, 42, 29, 1, 0)},
}
_AGES = {
    "top": (43, 58),
    "senior": (38, 57),
    "middle": (31, 56),
    "commune": (31, 56),
    "low": (27, 57),
    "cell": (28, 64),
}
_WOMEN = {"top": 0.12, "senior": 0.22, "middle": 0.33, "commune": 0.27, "low": 0.35, "cell": 0.27}
_REQUIRED = (("university", "advanced", ("top",)), ("university", "intermediate", ("senior", "middle")))
_PHYSICIANS = {"master": ("specialist_1", "resident"), "doctor": ("specialist_2",)}


@dataclass
class Person:
    """A made-up person. ``old_id_until`` is the last year in which returns carry the nine-digit id."""

    number: int
    name: str
    sex: str
    born: date
    ethnicity: str
    citizen_id: str
    old_id: str
    party_card: str
    old_id_until: int
    degree: str
    theory: str
    retires_at: int
    degrees: dict[int, str] = field(default_factory=dict)
    theories: dict[int, str] = field(default_factory=dict)

    def identifier(self, year: int) -> str:
        """Return the citizen id that papers of a year carry."""
        return self.old_id if year <= self.old_id_until else self.citizen_id


@dataclass(frozen=True)
class Incumbency:
    """One person in one post at a snapshot."""

    post: Post
    person: Person
    appointed: date

    @property
    def groups(self) -> frozenset[str]:
        """Return the population groups of the post, without regard to the year."""
        return groups_of(self.post, None)

    def groups_in(self, year: int) -> frozenset[str]:
        """Return the population groups that the post gives in a year."""
        return groups_of(self.post, year)


@cache
def groups_of(post: Post, year: int | None) -> frozenset[str]:
    """Return the groups of a post's seats."""
    seats = post.seats if year is None else post.seats_in(year)
    found: set[str] = {"provincially_managed"} if post.managed else set()
    for seat in seats:
        found |= reference.groups(seat.level, seat.title)
    return frozenset(found)


class People:
    """Makes persons with identifiers that nobody else has."""

    def __init__(self, rng: Random) -> None:
        """Start with nobody."""
        self._rng = rng
        self.all: list[Person] = []

    def make(
        self,
        profile: str,
        year: int,
        sex: str | None = None,
        oldest: int | None = None,
        youngest: int | None = None,
    ) -> Person:
        """Make a person of a profile who enters in a year."""
        rng, number = self._rng, len(self.all) + 1
        low, high = youngest or _AGES[profile][0], oldest or _AGES[profile][1]
        if year > FIRST_YEAR and oldest is None:
            high -= 10
        sex = sex or ("female" if rng.random() < _WOMEN[profile] else "male")
        if sex == "female" and oldest is None:
            high -= 2
        born = date(year - rng.randint(low, max(high, low)), 1, 1) + timedelta(days=rng.randrange(365))
        group = names.ethnicity(rng)
        home = rng.choices(("006", "019", "004", "020", "001"), (86, 6, 4, 2, 2))[0]
        century = (0 if sex == "male" else 1) + (2 if born.year >= 2000 else 0)
        switch = rng.choices((FIRST_YEAR - 1, FIRST_YEAR, FIRST_YEAR + 1), (72, 18, 10))[0]
        weights = _PROFILES[profile]
        degree = rng.choices(DEGREES, weights["degree"])[0]
        if degree in _PHYSICIANS and rng.random() < 0.06:
            degree = rng.choice(_PHYSICIANS[degree])
        person = Person(
            number=number,
            name=names.full_name(rng, group, sex),
            sex=sex,
            born=born,
            ethnicity=group,
            citizen_id=f"{home}{century}{born.year % 100:02d}{number * 37 % 999983:06d}",
            old_id=f"095{number * 53 % 999979:06d}",
            party_card=f"56{number * 41 % 999961:06d}",
            old_id_until=switch,
            degree=degree,
            theory=rng.choices(THEORIES, weights["theory"])[0],
            retires_at=(61 if sex == "male" else 57) if profile != "cell" else rng.randint(62, 72),
        )
        self.all.append(person)
        return person


class Careers:
    """The holders of all posts, year by year."""

    def __init__(self, province: Province, seed: str) -> None:
        """Live through all years."""
        self._province = province
        self._rng = Random(f"{seed}:careers")
        self.people = People(Random(f"{seed}:people"))
        self._holders: dict[str, Incumbency] = {}
        self.years: dict[int, list[Incumbency]] = {}
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            self._live(year)

    def _posts(self, year: int) -> list[Post]:
        return [
            one
            for one in self._province.posts
            if one.first_year <= year <= one.last_year and one.seats_in(year) and not _is_vacant(one, year)
        ]

    def _live(self, year: int) -> None:
        posts = self._posts(year)
        leavers = self._let_go(year, {post.key for post in posts})
        for post in sorted(posts, key=lambda one: (-one.rank, one.key)):
            if post.key not in self._holders:
                self._fill(post, year, leavers)
        while len(self._holders) < len(posts):  # promotions have emptied posts of a higher place in the order
            for post in sorted(posts, key=lambda one: (-one.rank, one.key)):
                if post.key not in self._holders:
                    self._fill(post, year, [])
        self._learn(year)
        self.years[year] = [self._holders[post.key] for post in posts]
        for one in self.years[year]:
            one.person.degrees[year], one.person.theories[year] = one.person.degree, one.person.theory

    def _let_go(self, year: int, existing: set[str]) -> list[Person]:
        """Empty the posts of leavers, and those that have ended; whoever loses a post so is given back."""
        displaced = []
        for key, one in sorted(self._holders.items()):
            snapshot = reference.report_year(year).snapshot
            too_old = snapshot.year - one.person.born.year >= one.person.retires_at
            leaves = self._rng.random() < (0.035 if year < LAST_YEAR else 0.015)
            if key not in existing:
                if not too_old and one.post.rank >= 4:
                    displaced.append(one.person)
                del self._holders[key]
            elif too_old or leaves:
                del self._holders[key]
        return displaced

    def _fill(self, post: Post, year: int, displaced: list[Person]) -> None:
        appointed = self._appointment(year)
        held = {one.person.number for one in self._holders.values()}
        person: Person | None = None
        waiting = [one for one in displaced if one.number not in held]
        if waiting and post.profile in ("top", "senior", "middle") and post.area == "tinh":
            person = waiting[0]
        elif post.managed:
            person = self._steered(post, year)
        elif year > FIRST_YEAR:
            person = self._promoted(post)
        if person is None:
            person = self.people.make(post.profile, year)
        for degree, theory, profiles in _REQUIRED:
            if post.profile in profiles:
                _raise_degree(person, degree)
                _raise_theory(person, theory)
        self._holders[post.key] = Incumbency(post, person, appointed)

    def _appointment(self, year: int) -> date:
        rng = self._rng
        if year == FIRST_YEAR and rng.random() < 0.93:
            start = date(2020, 5, 4) if rng.random() < 0.7 else date(2015, 6, 1)
            return start + timedelta(days=rng.randrange(300 if start.year == 2020 else 1700))
        first = date(year, 1, 4)
        last = reference.report_year(year).snapshot - timedelta(days=12)
        return first + timedelta(days=rng.randrange((last - first).days))

    def _managed(self) -> list[Person]:
        return [one.person for one in self._holders.values() if one.post.managed]

    def _steered(self, post: Post, year: int) -> Person:
        """Choose for a provincially managed post so that the shares of women and the young rise."""
        staff = self._managed()
        women = sum(one.sex == "female" for one in staff)
        young = sum(year - one.born.year < 40 for one in staff)
        size = sum(one.managed for one in self._posts(year))
        sex = "female" if women < TARGETS["managed_women"][year - FIRST_YEAR] * size else "male"
        wants_young = young < TARGETS["managed_young"][year - FIRST_YEAR] * size and post.rank <= 6

        def suits(one: Incumbency) -> bool:
            age = year - one.person.born.year
            return (
                one.post.rank in (post.rank - 1, post.rank - 2)
                and (not one.post.managed or one.post.rank < post.rank)
                and one.person.sex == sex
                and (age < 37 if wants_young else 40 <= age < 57)
                and (one.post.area == post.area or one.post.rank >= 4)
            )

        found = self._take(suits) if year > FIRST_YEAR else None
        youngest, oldest = (31, 34) if wants_young else (42, 56 if year == FIRST_YEAR else 50)
        return found or self.people.make(post.profile, year, sex, oldest=oldest, youngest=youngest)

    def _promoted(self, post: Post) -> Person | None:
        if post.rank < 2 or self._rng.random() > 0.6:
            return None
        return self._take(
            lambda one: (
                one.post.area == post.area and one.post.rank in (post.rank - 1, post.rank - 2) and not one.post.managed
            )
        )

    def _take(self, suits: Callable[[Incumbency], bool]) -> Person | None:
        """Take somebody out of the post held so far."""
        candidates = sorted((one for one in self._holders.values() if suits(one)), key=lambda one: one.post.key)
        if not candidates:
            return None
        chosen = self._rng.choice(candidates)
        del self._holders[chosen.post.key]
        return chosen.person

    # --- learning ---------------------------------------------------------------------------------

    def _learn(self, year: int) -> None:
        holders = sorted(self._holders.values(), key=lambda one: one.post.key)
        for one in holders:
            if year > FIRST_YEAR and self._rng.random() < 0.02:
                _raise_degree(one.person, "university")
            if year > FIRST_YEAR and self._rng.random() < 0.02:
                _raise_theory(one.person, "intermediate")
        index = year - FIRST_YEAR
        department = _people(holders, "department_leaders", year)
        commune = _people(holders, "commune_leaders", year)
        self._steer(
            department,
            TARGETS["department_master"][index],
            _is_master,
            lambda one: _raise_degree(one, "master"),
        )
        self._steer(
            commune,
            TARGETS["commune_university"][index],
            _is_university,
            lambda one: _raise_degree(one, "university"),
        )
        self._steer(commune, TARGETS["commune_theory"][index], _is_intermediate_twice, _raise_both)

    def _steer(
        self,
        people: list[Person],
        share: float,
        has: Callable[[Person], bool],
        give: Callable[[Person], None],
    ) -> None:
        missing = round(share * len(people)) - sum(has(one) for one in people)
        waiting = [one for one in people if not has(one)]
        self._rng.shuffle(waiting)
        waiting.sort(key=lambda one: one.born, reverse=True)
        for one in waiting[: max(missing, 0)]:
            give(one)


def _is_vacant(post: Post, year: int) -> bool:
    """Leave a few of the lowest posts empty, others every year."""
    return post.rank == 0 and Random(f"{post.key}:{year}:vacant").random() < 0.03


def _people(holders: Iterable[Incumbency], group: str, year: int) -> list[Person]:
    found = {one.person.number: one.person for one in holders if group in one.groups_in(year)}
    return list(found.values())


def _rank(degree: str) -> int:
    return reference.rank("professional_qualification", degree)


def _is_master(person: Person) -> bool:
    return _rank(person.degree) >= 5


def _is_university(person: Person) -> bool:
    return _rank(person.degree) >= 4


def _is_intermediate_twice(person: Person) -> bool:
    return _rank(person.degree) >= 2 and reference.rank("political_theory", person.theory) >= 2


def _raise_degree(person: Person, degree: str) -> None:
    if _rank(person.degree) < _rank(degree):
        person.degree = degree


def _raise_theory(person: Person, theory: str) -> None:
    if THEORIES.index(person.theory) < THEORIES.index(theory):
        person.theory = theory


def _raise_both(person: Person) -> None:
    _raise_degree(person, "intermediate")
    _raise_theory(person, "intermediate")
