"""What is different since the run before: forms that came or fell, rules that are broken more or less often.

Belongs here: comparing this run with what stood before the last run that changed anything (history). The worse first.
"""

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from dagster_project.quality.kinds import FINDING_KINDS, kind_of, rank
from dagster_project.quality.report.findings import rule_named
from dagster_project.quality.report.inputs import ReportInput, RuleText

_FORM_KEY = ["report_year", "unit_code", "form"]
_COUNT_KEY = ["report_year", "unit_code", "rule_id", "severity"]


@dataclass(frozen=True)
class FormChange:
    """Forms whose state is another; None where they were not known before, or are no more."""

    forms: list[str]
    before: str | None
    now: str | None


@dataclass(frozen=True)
class CountChange:
    """A rule that is broken more (or less) often."""

    rule: RuleText
    severity: str
    change: int

    @property
    def kind(self) -> str:
        """Return what these findings are to a reader."""
        return kind_of(self.rule.rule_id, self.severity)


@dataclass(frozen=True)
class Changed:
    """What is different at one unit and year."""

    report_year: int
    unit_code: str
    forms: list[FormChange]
    counts: list[CountChange]

    @property
    def weight(self) -> tuple[int, ...]:
        """Order the worse first: forms lost, then more of each kind of finding, the gravest kind first."""
        lost = sum(len(one.forms) for one in self.forms if one.now != "accepted")
        more = [sum(one.change for one in self.counts if one.kind == kind) for kind in FINDING_KINDS]
        return -lost, *(-change for change in more)


@dataclass(frozen=True)
class LastChanged:
    """What the last run that changed anything changed, told where this run changed nothing."""

    found_at: datetime
    before_at: datetime
    changed: list[Changed]


@dataclass(frozen=True)
class Changes:
    """What is different since the run at ``since``; None at the first run."""

    since: datetime | None
    changed: list[Changed] = field(default_factory=list)
    earlier: LastChanged | None = None


def find_changes(given: ReportInput) -> Changes:
    """Compare what was just published with what stood before."""
    this, *before = given.runs
    if not before:
        return Changes(None)
    last = given.last_change
    if last is None:
        return Changes(before[0])
    changed = _changed(last.counts, last.states, given)
    if last.found_at == this:
        return Changes(last.before_at, changed)
    return Changes(before[0], earlier=LastChanged(last.found_at, last.before_at, changed))


def _changed(counts_before: pd.DataFrame, states_before: pd.DataFrame, given: ReportInput) -> list[Changed]:
    forms = _form_changes(states_before, given.returns)
    counts = _count_changes(counts_before, given)
    changed = [
        Changed(*key, forms.get(key, []), sorted(counts.get(key, []), key=lambda one: (rank(one.kind), -one.change)))
        for key in sorted({*forms, *counts})
    ]
    return sorted(changed, key=lambda one: (one.weight, -one.report_year, one.unit_code))


def in_total(changed: list[Changed]) -> list[CountChange]:
    """Return what changed of each rule over all returns, gravest kind first: an edited limit shows as one number."""
    totals: dict[tuple[str, str], CountChange] = {}
    for one in (count for of_return in changed for count in of_return.counts):
        before = totals.get((one.rule.rule_id, one.severity))
        totals[one.rule.rule_id, one.severity] = CountChange(
            one.rule, one.severity, one.change + (before.change if before else 0)
        )
    return sorted(
        (one for one in totals.values() if one.change),
        key=lambda one: (rank(one.kind), -abs(one.change), one.rule.order),
    )


def _form_changes(before: pd.DataFrame, now: pd.DataFrame) -> dict[tuple[int, str], list[FormChange]]:
    both = before[[*_FORM_KEY, "state"]].merge(
        now[[*_FORM_KEY, "state"]], "outer", _FORM_KEY, suffixes=("_before", "_now")
    )
    alike: dict[tuple[int, str], dict[tuple[str | None, str | None], list[str]]] = {}
    for row in both.sort_values(_FORM_KEY).to_dict("records"):
        was, is_now = (None if pd.isna(row[name]) else str(row[name]) for name in ("state_before", "state_now"))
        if was != is_now:
            of_return = alike.setdefault((int(row["report_year"]), row["unit_code"]), {})
            of_return.setdefault((was, is_now), []).append(row["form"])
    return {key: [FormChange(forms, *states) for states, forms in one.items()] for key, one in alike.items()}


def _count_changes(before: pd.DataFrame, given: ReportInput) -> dict[tuple[int, str], list[CountChange]]:
    now, was = (frame.groupby(_COUNT_KEY)["findings"].sum() for frame in (given.findings, before))
    found: dict[tuple[int, str], list[CountChange]] = {}
    for row in now.sub(was, fill_value=0).reset_index().to_dict("records"):
        if row["findings"]:
            one = CountChange(rule_named(given.rules, row["rule_id"]), row["severity"], int(row["findings"]))
            found.setdefault((int(row["report_year"]), row["unit_code"]), []).append(one)
    return found
