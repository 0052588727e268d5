"""Party organisations, and the posts that persons hold in them: the vocabulary of the province.

A *post* is what one person is appointed to. It has one or more *seats*: the lines that units write about
it. The district secretary's post has a seat in the district's return and, as a provincial committee member,
one in the province's. Who holds a post, and from when, is not decided here (see ``careers``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FIRST_YEAR, LAST_YEAR = 2021, 2025
MERGED_UNIT = "cac-co-quan-tinh"  # split into two committees on 1 March 2025
PARTY_SIDE, STATE_SIDE = "co-quan-dang-tinh", "ubnd-tinh"
SPLIT_ON = date(2025, 3, 1)

STANDING = "provincial_standing_committee"
COMMITTEE, CELL = "grassroots_party_committee", "grassroots_party_cell"


@dataclass(frozen=True)
class Organisation:
    """A party organisation; ``successor`` is the unit that lists it from 2025 on, if another."""

    code: str
    name: str
    kind: str
    unit: str
    parent: str | None = None
    commune: str | None = None
    founded: date | None = date(2015, 6, 1)
    dissolved: date | None = None
    successor: str | None = None

    def unit_in(self, year: int) -> str:
        """Return the unit that lists the organisation in a year."""
        return self.successor if self.successor and year >= SPLIT_ON.year else self.unit


@dataclass(frozen=True)
class Seat:
    """One position in one unit's list."""

    unit: str
    level: str
    title: str
    organisation: str | None = None
    successor: str | None = None
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR

    def unit_in(self, year: int) -> str:
        """Return the unit that lists the seat in a year."""
        return self.successor if self.successor and year >= SPLIT_ON.year else self.unit


@dataclass(frozen=True)
class Post:
    """What one person is appointed to. The higher the rank, the later in a career."""

    key: str
    rank: int
    area: str
    profile: str
    seats: tuple[Seat, ...]
    managed: bool = False
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR

    def seats_in(self, year: int) -> list[Seat]:
        """Return the seats that exist in a year."""
        return [seat for seat in self.seats if seat.first_year <= year <= seat.last_year]


@dataclass(frozen=True)
class Size:
    """How much of the province is made up: one commune of how many, and how many cells a commune has."""

    one_commune_of: int
    cells_a_commune: int


SIZES = {"sample": Size(3, 13), "full": Size(1, 40)}


@dataclass
class Province:
    """All organisations and posts."""

    organisations: list[Organisation] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def add(
        self,
        rank: int,
        area: str,
        profile: str,
        *seats: Seat,
        managed: bool = False,
        first_year: int = FIRST_YEAR,
        last_year: int = LAST_YEAR,
    ) -> None:
        """Add a post."""
        key = f"{area}-{len(self.posts):04d}"
        self.posts.append(Post(key, rank, area, profile, seats, managed, first_year, last_year))
