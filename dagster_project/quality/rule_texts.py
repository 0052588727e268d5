"""What a rule asks, as report and Data Docs tell it: its own words, and the limits that its expectations hold.

Belongs here: putting both together, in Vietnamese and English. Does not belong here: the words (the seed rules.csv, the
suites in expectations/) and how a page shows them.
"""

from typing import NamedTuple

from dagster_project.lib.rules import RULES
from dagster_project.quality.judge.suite_files import limits_in_force


class RuleWords(NamedTuple):
    """A rule as people read it."""

    rule_id: str
    label_vi: str
    label_en: str
    explanation_vi: str
    explanation_en: str
    order: int


def rule_texts() -> dict[str, RuleWords]:
    """Return every rule's texts by rule_id, with the limits in force: an edited limit is read here too."""
    limits = limits_in_force()
    told = {}
    for rule in RULES.values():
        own = limits.get(rule.rule_id, [])
        told[rule.rule_id] = RuleWords(
            rule.rule_id,
            rule.label_vi,
            rule.label_en,
            rule.note_vi + _limits("Giới hạn", [one.expected for one in own]),
            f"{rule.description_en}. {rule.note_en}" + _limits("Limit", [one.formula for one in own]),
            rule.sort_order,
        )
    return told


def _limits(word: str, limits: list[str]) -> str:
    return f" {word}: {'; '.join(limits)}." if limits else ""
