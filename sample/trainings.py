"""Courses: who completed what and when, steered so that the shares rise towards the resolution's targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample import reference
from sample.careers import Incumbency
from sample.posts import FIRST_YEAR

_PARTY_BUILDING = (0.31, 0.55, 0.76, 0.915, 0.985)
_LEADERSHIP = (0.845, 0.890, 0.930, 0.962, 0.985)
_TITLE = (0.800, 0.870, 0.930, 0.970, 1.0)
_POPULATION = {
    "committee_province",
    "committee_district",
    "committee_grassroots",
    "inspection",
    "leading_bodies",
    "cell_secretaries",
}
_NAMES = {
    "party_building": (
        "Bồi dưỡng, cập nhật kiến thức công tác xây dựng Đảng",
        "Bồi dưỡng nghiệp vụ công tác đảng",
        "Bồi dưỡng bí thư chi bộ, cấp ủy viên cơ sở",
    ),
    "leadership_skills": (
        "Kỹ năng lãnh đạo, quản lý cấp phòng",
        "Cập nhật kiến thức cán bộ lãnh đạo, quản lý",
    ),
    "title_standard": (
        "Bồi dưỡng theo chức danh cán bộ chủ chốt cấp xã",
        "Tiêu chuẩn chức danh chủ tịch, phó chủ tịch",
    ),
    "political_theory": ("Trung cấp lý luận chính trị hệ không tập trung", "Cao cấp lý luận chính trị"),
    "other": (
        "Bồi dưỡng kiến thức quốc phòng, an ninh đối tượng 3",
        "Tiếng dân tộc Tày - Nùng",
        "Chuyển đổi số",
    ),
}
_PROVIDERS = ("Trường Chính trị tỉnh", "Trung tâm Chính trị huyện", "Học viện Chính trị khu vực I")


@dataclass(frozen=True)
class Course:
    """One person's course."""

    person: int
    group: str
    name: str
    started: date
    ended: date
    result: str | None
    certificate: str | None
    provider: str


class Trainings:
    """All courses of all years."""

    def __init__(self, seed: str, years: dict[int, list[Incumbency]], senders: dict[int, dict[int, str]]) -> None:
        """Train the holders of posts, year after year."""
        self._seed = seed
        self._built: set[int] = set()
        self.years: dict[int, list[Course]] = {}
        sizes: dict[str, int] = {}
        for year in sorted(years):
            self.years[year] = self._year(year, years[year], senders[year], sizes)

    def _year(
        self, year: int, incumbents: list[Incumbency], senders: dict[int, str], sizes: dict[str, int]
    ) -> list[Course]:
        rng, index = Random(f"{self._seed}:{year}:courses"), year - FIRST_YEAR
        in_group = {
            group: [one.person.number for one in incumbents if group in one.groups_in(year)]
            for group in ("department_leaders", "commune_leaders", "committee_province")
        }
        population = [one.person.number for one in incumbents if one.groups_in(year) & _POPULATION]
        wanted: list[tuple[int, str, str | None]] = []
        untrained = [one for one in population if one not in self._built]
        first = [one for one in in_group["committee_province"] if one in untrained] if year >= 2024 else []
        others = [one for one in untrained if one not in first]
        missing = round(_PARTY_BUILDING[index] * len(population)) - (len(population) - len(untrained)) - len(first)
        chosen = first + rng.sample(others, max(min(missing, len(others)), 0))
        self._built.update(chosen)
        wanted += [(one, "party_building", "completed") for one in chosen]
        for group, course, share in (
            ("department_leaders", "leadership_skills", _LEADERSHIP[index]),
            ("commune_leaders", "title_standard", _TITLE[index]),
        ):
            people = in_group[group]
            trained = set(rng.sample(people, round(share * len(people))))
            wanted += [(one, course, "completed") for one in people if one in trained]
            late = [one for one in people if one not in trained]
            wanted += [(one, course, rng.choice(("ongoing", "not_completed", None))) for one in late[::3]]
        wanted += self._fillers(rng, incumbents, senders, wanted, sizes)
        number = {one.person.number: place for place, one in enumerate(incumbents)}
        wanted.sort(key=lambda one: (one[1], number[one[0]]))
        return [self._course(rng, year, *one) for one in wanted]

    def _fillers(
        self,
        rng: Random,
        incumbents: list[Incumbency],
        senders: dict[int, str],
        wanted: list[tuple[int, str, str | None]],
        sizes: dict[str, int],
    ) -> list[tuple[int, str, str | None]]:
        """Add other courses, so that a unit's list has about the same length every year."""
        found: list[tuple[int, str, str | None]] = []
        for unit in sorted(set(senders.values())):
            staff = [one.person.number for one in incumbents if senders[one.person.number] == unit]
            now = sum(senders[one] == unit for one, _, _ in wanted)
            usual = sizes.setdefault(unit, now + max(4, round(0.05 * len(staff))))
            fillers = max(usual + rng.randint(-2, 2) - now, 2)
            found += [
                (one, rng.choice(("other", "political_theory", "other")), "completed")
                for one in rng.sample(staff, min(fillers, len(staff)))
            ]
        return found

    def _course(self, rng: Random, year: int, person: int, group: str, result: str | None) -> Course:
        last = reference.report_year(year).snapshot
        own = Random(f"{self._seed}:{year}:{group}:{rng.randrange(6)}")  # a few runs of each course a year
        ended = date(year, 2, 1) + timedelta(days=own.randrange((last - date(year, 2, 1)).days - 10))
        started = ended - timedelta(days=own.choice((2, 4, 9, 25)))
        name = own.choice(_NAMES[group])
        certificate = f"{rng.randrange(10000, 99999)}/{year}" if result == "completed" else None
        return Course(person, group, name, started, ended, result, certificate, own.choice(_PROVIDERS))
