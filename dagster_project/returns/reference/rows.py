"""The rows of the reference lists: one model a list, with its columns, its key and the rules that one row alone breaks.

Belongs here: what the file of each list looks like. A column whose cell may be blank may be absent too, except where it
has no default: a last day that was forgotten would let a unit report for ever. Not here: rules across rows and files
(people.py, registry.py), and reading the files (read_csv.py).
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from dagster_project.lib.seeds import read_rows
from dagster_project.returns.reference.cells import Code, Codes, Day, Flag, Percent, Whole, Year, digits
from dagster_project.returns.values.codes import PERIODS_CSV

PROVINCE = "province"
#: The codes of data/periods.csv; the yearly rating alone counts where a province says nothing else.
PERIODS = tuple(row["code"] for row in read_rows(PERIODS_CSV))
YEARLY = "year"

Level = Literal["province", "district", "commune", "grassroots"]
#: (column, what would have been expected there)
Wrong = tuple[str, str]


class ListRow(BaseModel):
    """A row of a list; ``KEY`` are the columns that tell it from the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    KEY: ClassVar[tuple[str, ...]]

    def wrong(self) -> Iterator[Wrong]:
        """Yield what the columns of this row say against each other."""
        yield from ()


class LabelledRow(ListRow):
    """A row that readers see by name: labels that its file leaves blank are filled in afterwards (labels.py)."""

    #: The column with the full Vietnamese name.
    LABEL: ClassVar[str] = "label_vi"


class Unit(LabelledRow):
    """A unit that reports: a district-level or commune-level party committee, or the provincial level itself."""

    LABEL = "unit_name_vi"

    KEY = ("unit_code",)
    unit_code: Code
    unit_name_vi: str
    unit_type: Literal["province", "district", "direct_committee", "commune"]
    district_code: str | None = None
    list_order: Whole | None = None
    valid_from: Day
    valid_to: Day | None
    note: str | None = None
    #: Blank everywhere where there is one province.
    province_code: Code | None = None
    label_en: str | None = None
    short_label_vi: str | None = None
    short_label_en: str | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield a code that means the whole province, and an end before the beginning."""
        if self.unit_code.casefold() == PROVINCE:
            yield "unit_code", f"another code: '{PROVINCE}' means the whole province"
        if self.valid_to and self.valid_to < self.valid_from:
            yield "valid_to", f"no day before valid_from '{self.valid_from}'"


class ReportYear(ListRow):
    """A report year: when its state is taken and its returns are due."""

    KEY = ("report_year",)
    report_year: Year
    snapshot_on: Day
    due_on: Day
    rating_regime: str | None = None
    #: Codes of the periods whose ratings count for the indicators.
    rating_periods: Codes = YEARLY

    def wrong(self) -> Iterator[Wrong]:
        """Yield days outside of the year, and periods that there are not."""
        if self.snapshot_on.year != self.report_year:
            yield "snapshot_on", f"a day in {self.report_year}"
        if self.due_on < self.snapshot_on:
            yield "due_on", f"a day not before snapshot_on '{self.snapshot_on}'"
        if not set(self.rating_periods.split(";")) <= set(PERIODS):
            yield "rating_periods", f"codes of periods joined by ';' ({', '.join(PERIODS)})"


class Resolution(LabelledRow):
    """A resolution with targets, and the years in which they hold."""

    KEY = ("resolution_code",)
    resolution_code: Code
    label_vi: str
    label_en: str
    short_label_vi: str | None = None
    short_label_en: str | None = None
    first_year: Year
    last_year: Year
    province_code: Code | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield an end before the beginning."""
        if self.last_year < self.first_year:
            yield "last_year", f"no year before first_year '{self.first_year}'"


class Indicator(LabelledRow):
    """An indicator of a resolution: what it is called, its target, and the test (``test_model``) that counts."""

    KEY = ("resolution_code", "indicator_code")
    resolution_code: Code
    indicator_code: Code
    sort_order: Whole
    clause: str
    section_vi: str
    section_en: str
    label_vi: str
    label_en: str
    short_label_vi: str | None = None
    short_label_en: str | None = None
    cadence: str
    direction: Literal["min", "max"]
    target_pct: Percent
    target_year: Year | None = None
    population: str
    test: str
    population_form: Literal["01", "02"]
    counted_form: Literal["03", "04"] | None = None
    test_model: Code
    ratings: Codes | None = None
    course_group: Code | None = None
    course_window: Literal["report_year", "since_start"] | None = None
    period_start: Day | None = None
    age_below: Whole | None = None
    minimum_professional_qualification: Code | None = None
    minimum_political_theory: Code | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield a cadence that says another target year."""
        cadence = f"by_{self.target_year}" if self.target_year else "annual"
        if self.cadence != cadence:
            year = f"target_year '{self.target_year}'" if self.target_year else "a blank target_year"
            yield "cadence", f"'{cadence}', as {year} says"


class IndicatorTarget(ListRow):
    """The target of one year where it differs from the indicator's own."""

    KEY = ("resolution_code", "indicator_code", "report_year")
    resolution_code: Code
    indicator_code: Code
    report_year: Year
    target_pct: Percent


class IndicatorSeries(LabelledRow):
    """A series of an indicator; `total` with a blank population is the union of the others."""

    KEY = ("resolution_code", "indicator_code", "series")
    resolution_code: Code
    indicator_code: Code
    series: Code
    sort_order: Whole
    label_vi: str
    label_en: str
    short_label_vi: str | None = None
    short_label_en: str | None = None
    population: Code | None = None


class Population(LabelledRow):
    """A population that series are made of, and what puts a subject into it."""

    KEY = ("population",)
    population: Code
    sort_order: Whole
    subject: Literal["organisation", "person"]
    basis: Literal["position_group", "managed_by", "organisation_type"]
    value: Code
    level: Level | None = None
    is_in_structure: Flag
    label_vi: str
    label_en: str
    short_label_vi: str | None = None
    short_label_en: str | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield a basis that the subject has not, and a level where no position is meant."""
        if (self.basis == "organisation_type") != (self.subject == "organisation"):
            expected = "organisation_type" if self.subject == "organisation" else "position_group or managed_by"
            yield "basis", f"{expected} for subject '{self.subject}'"
        if self.level and self.basis != "position_group":
            yield "level", "a blank: only positions have a level"


class PositionRow(ListRow):
    """A title of position at a level, and the population groups that it gives."""

    KEY = ("level", "title_vi")
    title_vi: str
    level: Level
    groups: Codes | None = None
    aliases: str | None = None


class PositionPrefix(ListRow):
    """What a title followed by a name begins with ("Trưởng phòng Nội vụ"), and the title that it stands for."""

    KEY = ("level", "prefix_vi")
    prefix_vi: str
    level: Level
    title_vi: str


class CodeRow(LabelledRow):
    """A code of a code list, with the spellings seen."""

    KEY = ("list", "code")
    list: Code
    code: Code
    rank: Whole | None = None
    label_vi: str
    spellings: str | None = None
    #: The report years in which the code may be used; blank: from the first on, to the last.
    from_year: Year | None = None
    to_year: Year | None = None
    label_en: str | None = None
    short_label_vi: str | None = None
    short_label_en: str | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield an end before the beginning."""
        if self.from_year and self.to_year and self.to_year < self.from_year:
            yield "to_year", f"no year before from_year '{self.from_year}'"


class UnitSuccession(ListRow):
    """A unit that took over from another; the communes that a district became follow from the communes' list."""

    KEY = ("unit_code", "successor_code")
    unit_code: Code
    successor_code: Code
    note: str | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield a unit that would follow itself."""
        if self.successor_code == self.unit_code:
            yield "successor_code", "another unit"


class Commune(ListRow):
    """A commune until 30 June 2025 and the one that it became on 1 July 2025."""

    KEY = ("commune_code",)
    district_code: Annotated[str, digits(3)]
    commune_code: Annotated[str, digits(5)]
    commune_name: str
    new_commune_code_20250701: Annotated[str, digits(5)]
    new_commune_name_20250701: str


#: Every list that a province may bring along: `<name>.csv` in its folder, `reference.<name>` for dbt.
LISTS: dict[str, type[ListRow]] = {
    "units": Unit,
    "report_years": ReportYear,
    "resolutions": Resolution,
    "indicators": Indicator,
    "indicator_targets": IndicatorTarget,
    "indicator_series": IndicatorSeries,
    "populations": Population,
    "positions": PositionRow,
    "position_prefixes": PositionPrefix,
    "codes": CodeRow,
    "communes": Commune,
    "unit_successions": UnitSuccession,
}
#: Lists that may have no row at all.
MAY_BE_EMPTY = frozenset({"indicator_targets", "position_prefixes", "communes", "unit_successions"})
