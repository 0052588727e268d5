"""Unit × year: which forms came, in what state, how many rows were left out, how much is to be checked.

Belongs here: judging the state of a return as a whole from its forms. Does not belong here: findings by rule.
"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

import pandas as pd

from dagster_project.lib.bilingual import Text, number
from dagster_project.quality.kinds import DOUBT, REPAIR, kind_of, rank
from dagster_project.quality.report.findings import explained_findings, open_findings, rule_named
from dagster_project.quality.report.inputs import ReportInput, RuleText

# From so many doubts on a return needs a conversation rather than an answer.
MANY_DOUBTS = 10


@dataclass(frozen=True)
class ReturnedForm:
    """One form of a return."""

    form: str
    state: str
    expected: bool
    is_late: bool
    received_at: datetime | None
    versions: int
    rows_read: int
    rows_accepted: int
    rows_quarantined: int


@dataclass(frozen=True)
class Doubt:
    """Findings of one rule in one form: what is still open, and what the unit has explained."""

    form: str
    rule: RuleText
    severity: str
    findings: int
    explained: int = 0

    @property
    def kind(self) -> str:
        """Return what these findings are to a reader."""
        return kind_of(self.rule.rule_id, self.severity)


@dataclass(frozen=True)
class Return:
    """What one unit sent for one year."""

    report_year: int
    unit_code: str
    unit_name: str
    forms: list[ReturnedForm]
    doubts: list[Doubt]
    due_on: date | None
    has_feedback: bool

    @property
    def anchor(self) -> str:
        """Return the id of its details on the page."""
        # A file in a folder of no unit has its finding too, and its folder may be called anything.
        return f"u-{self.report_year}-{quote(self.unit_code, safe='').replace('%', '.')}"

    @property
    def expected(self) -> int:
        """Return how many forms are owed."""
        return sum(form.expected for form in self.forms)

    @property
    def accepted(self) -> int:
        """Return how many of the owed forms are there."""
        return sum(form.expected and form.state in ("accepted", "superseded") for form in self.forms)

    @property
    def missing(self) -> int:
        """Return how many owed forms were not sent though they are due."""
        return sum(form.expected and form.state == "missing" for form in self.forms)

    @property
    def awaited(self) -> int:
        """Return how many owed forms may still be sent in time."""
        return sum(form.expected and form.state == "awaited" for form in self.forms)

    @property
    def late(self) -> int:
        """Return how many forms came after the deadline."""
        return sum(form.is_late for form in self.forms)

    @property
    def rejected(self) -> int:
        """Return how many forms, and files that could not be read, were sent back."""
        files = {doubt.rule.rule_id for doubt in self.doubts if doubt.form == "00" and doubt.severity == "return"}
        return sum(form.state in ("rejected", "superseded") for form in self.forms) + len(files)

    @property
    def unusable(self) -> int:
        """Return how many owed forms came and have no version that can be used: ``rejected`` in mart_return."""
        return sum(form.expected and form.state == "rejected" for form in self.forms)

    @property
    def quarantined(self) -> int:
        """Return how many rows are left out."""
        return sum(form.rows_quarantined for form in self.forms)

    @property
    def to_check(self) -> int:
        """Return how many findings ask something of the unit, and are not explained."""
        return self._of_kind(DOUBT)

    @property
    def repaired(self) -> int:
        """Return how often the system mended something by itself."""
        return self._of_kind(REPAIR)

    def _of_kind(self, kind: str) -> int:
        return sum(one.findings for one in self.doubts if one.kind == kind)

    @property
    def state(self) -> str:
        """Return the gravest that can be said of the return."""
        if not self.expected:
            return "none"
        if self.missing:
            return "missing"
        if self.rejected:
            return "rejected"
        if self.quarantined:
            return "row"
        if self.late:
            return "late"
        if self.awaited:
            return "awaited"
        if self.to_check:
            return "doubts" if self.to_check >= MANY_DOUBTS else "doubt"
        return "complete"

    @property
    def remarks(self) -> list[Text]:
        """Say in a few words what is wrong, the gravest first."""
        said = [
            (self.missing, Text("thiếu {}", "missing {}")),
            (self.rejected, Text("trả lại {}", "rejected {}")),
            (self.late, Text("muộn {}", "late {}")),
            (self.awaited, Text("chờ {}", "awaited {}")),
            (self.quarantined, Text("loại {} dòng", "rows out {}")),
            (self.to_check, Text("kiểm tra {}", "to check {}")),
            (self.repaired, Text("tự sửa {}", "mended {}")),
        ]
        return [
            Text(*(words.format(shown) for words, shown in zip(text, number(count), strict=True)))
            for count, text in said
            if count
        ]


@dataclass(frozen=True)
class YearOfReturns:
    """All returns of one year together."""

    report_year: int
    expected: int
    accepted: int
    in_time: int
    undetermined: int
    indicators: int


def build_returns(given: ReportInput) -> dict[tuple[int, str], Return]:
    """Return what every unit sent in every year shown, also where nothing came of what was owed."""
    names = dict(zip(given.units["unit_code"], given.units["unit_name_vi"], strict=True))
    due = {int(year): day for year, day in zip(given.years["report_year"], given.years["due_on"], strict=True)}
    doubts = _doubts(given)
    sent_back = set(
        given.findings.loc[given.findings["severity"] == "return", ["report_year", "unit_code", "form"]].itertuples(
            index=False, name=None
        )
    )
    forms: dict[tuple[int, str], list[ReturnedForm]] = {key: [] for key in doubts}
    for row in given.returns.sort_values(["report_year", "unit_code", "form"]).to_dict("records"):
        key = (int(row["report_year"]), row["unit_code"])
        state = row["state"]
        if state == "accepted" and (*key, row["form"]) in sent_back:
            state = "superseded"
        elif state == "missing" and given.night <= due.get(key[0], date.min):
            state = "awaited"
        forms.setdefault(key, []).append(
            ReturnedForm(
                row["form"], state, bool(row["expected"]), bool(row["is_late"]),
                None if pd.isna(row["received_at"]) else row["received_at"],
                int(row["versions"]), int(row["rows_read"]), int(row["rows_accepted"]), int(row["rows_quarantined"]),
            )
        )  # fmt: skip
    return {
        key: Return(
            *key, names.get(key[1], key[1]), forms[key], doubts.get(key, []), due.get(key[0]), key in given.feedback
        )
        for key in sorted(forms)
    }


def _doubts(given: ReportInput) -> dict[tuple[int, str], list[Doubt]]:
    found: dict[tuple[int, str], list[Doubt]] = {}
    for row in given.findings.to_dict("records"):
        doubt = Doubt(
            row["form"], rule_named(given.rules, row["rule_id"]), row["severity"], open_findings(row),
            explained_findings(row),
        )  # fmt: skip
        found.setdefault((int(row["report_year"]), row["unit_code"]), []).append(doubt)
    for doubts in found.values():
        doubts.sort(key=lambda one: (rank(one.kind), one.form, -one.findings, one.rule.order))
    return found


def build_years(given: ReportInput, returns: dict[tuple[int, str], Return]) -> list[YearOfReturns]:
    """Return the totals of every year shown, oldest first."""
    totals = given.indicators[given.indicators["series"] == "total"]
    years = []
    for year in sorted({key[0] for key in returns} | set(map(int, totals["report_year"]))):
        owed = [form for key, one in returns.items() if key[0] == year for form in one.forms if form.expected]
        there = [form for form in owed if form.state in ("accepted", "superseded")]
        verdicts = totals.loc[totals["report_year"] == year, "status"]
        years.append(
            YearOfReturns(
                year, len(owed), len(there), sum(not form.is_late for form in there),
                int(verdicts.isin(["undetermined", "no_data"]).sum()), len(verdicts),
            )
        )  # fmt: skip
    return years
