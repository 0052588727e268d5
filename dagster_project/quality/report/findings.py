"""Findings by rule and unit, the gravest kind first; what the system mended by itself comes last.

Belongs here: counting and ordering mart_quality_finding, without what the units have explained. Does not belong here:
what a return lacks (matrix.py), which finding is of which kind (quality/kinds.py).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dagster_project.lib.bilingual import Text
from dagster_project.lib.records import FrameRow
from dagster_project.quality.kinds import kind_of, rank
from dagster_project.quality.report.inputs import RuleText

# How deep a cell of the table is coloured, from a single finding to the most.
STEPS = 4


@dataclass(frozen=True)
class FindingsOfForm:
    """Findings of one rule at one unit, year and form."""

    report_year: int
    unit_code: str
    form: str
    findings: int


@dataclass(frozen=True)
class RuleCount:
    """All findings of one rule with one severity."""

    rule: RuleText
    severity: str
    findings: int
    by_unit: dict[str, int]
    places: list[FindingsOfForm] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return what these findings are to a reader."""
        return kind_of(self.rule.rule_id, self.severity)

    @property
    def anchor(self) -> str:
        """Return the id of its details on the page."""
        return f"r-{self.rule.rule_id}-{self.severity}"

    def depth(self, unit_code: str) -> int:
        """Return how deep a unit's cell is coloured, 1 to STEPS; each step is about ten times the one before."""
        return min(STEPS, 1 + int(math.log10(self.by_unit[unit_code]))) if self.by_unit.get(unit_code) else 0


def count_rules(findings: pd.DataFrame, rules: Mapping[str, RuleText]) -> list[RuleCount]:
    """Return every rule that was broken, the worst first."""
    counted = []
    for (rule_id, severity), group in findings.groupby(["rule_id", "severity"]):
        places = [
            FindingsOfForm(int(row["report_year"]), row["unit_code"], row["form"], open_findings(row))
            for row in group.to_dict("records")
            if open_findings(row)
        ]
        places.sort(key=lambda place: (-place.report_year, -place.findings, place.unit_code, place.form))
        by_unit = dict.fromkeys(sorted({place.unit_code for place in places}), 0)
        for place in places:
            by_unit[place.unit_code] += place.findings
        total = sum(by_unit.values())
        if total:
            counted.append(RuleCount(rule_named(rules, str(rule_id)), str(severity), total, by_unit, places))
    return sorted(counted, key=lambda one: (rank(one.kind), -one.findings, one.rule.order))


def explained_findings(row: FrameRow) -> int:
    """Return how many findings of a row of mart_quality_finding the unit has explained."""
    return int(row.get("explained_findings") or 0)


def open_findings(row: FrameRow) -> int:
    """Return how many findings of a row of mart_quality_finding still ask something."""
    return int(row["findings"]) - explained_findings(row)


def rule_named(rules: Mapping[str, RuleText], rule_id: str) -> RuleText:
    """Return a rule; one that the list does not know yet goes by its id."""
    return rules.get(rule_id) or RuleText(rule_id, Text(rule_id, rule_id), Text("", ""), 999)
