"""The suites as analysts write them: the JSON files in ``expectations/``, read, checked and completed.

Belongs here: what a key of such a file means (expectations/README.md tells it to analysts): ``severity`` with the
rule's ``actions`` in the seed rules.csv decides what follows a breach, and the note is the expectation's own, a shared
one, or the rule's. Does not belong here: running a suite (suites.py), what a verdict does (verdicts.py).
"""

import json
import string
from collections.abc import Mapping
from typing import Any, NamedTuple

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.rules import RULES, Rule
from dagster_project.quality.conditions import condition, written
from dagster_project.quality.judge.any_form import suite_of_columns, with_look_for_duplicates
from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.forms import forms

EXPECTATIONS = CHECKOUT / "expectations"
SUITES = ("file", "sheet", "heading", *(f"form_{form}" for form in forms()), "duplicates")
SHARED_NOTES = "shared_notes.json"
WARNING, CRITICAL = "warning", "critical"
_META = ("rule_id", "column", "expected")
# What of ``kwargs`` is no value that a text could tell: where an expectation looks, and how.
_NO_VALUE = ("column", "column_A", "column_B", "column_list", "row_condition", "condition_parser", "ignore_row_if")


def load_suite(name: str) -> dict[str, Any]:
    """Return a suite as Great Expectations takes it: every expectation with its ``notes`` and ``meta.action``.

    ``meta.action`` is what follows a breach: ``return``, ``row`` or ``warn``; ``meta.names_limit`` tells whether
    ``meta.expected`` is written with a value of the expectation. Texts are filled in already. A form without a file of
    its own is judged by its columns (any_form.py).

    Raises:
        ValueError: an expectation is not complete, or asks what its rule does not allow; names file, expectation,
            column, what was found and what to do.
    """
    path, form = EXPECTATIONS / f"{name}.json", name.removeprefix("form_")
    has_none = form in forms() and not path.exists()
    suite = suite_of_columns(form) if has_none else json.loads(path.read_text(encoding="utf-8"))
    if name == "duplicates":
        suite = with_look_for_duplicates(suite)
    for number, expectation in enumerate(suite["expectations"], start=1):
        meta = expectation.get("meta", {})
        where = f"expectations/{path.name}: expectation {number} ({meta.get('rule_id')}, column {meta.get('column')})"
        missing = [key for key in _META if key not in meta]
        if missing:
            raise ValueError(f"{where} has no meta.{', meta.'.join(missing)}: add it.")
        if "action" in meta:
            raise ValueError(f"{where} has meta.action: remove it, `severity` decides what follows a breach.")
        rule = RULES.get(meta["rule_id"])
        if rule is None or rule.decided_by != "judge":
            raise ValueError(f"{where}: rules.csv has no such rule with decided_by = judge: mend meta.rule_id.")
        said = _names(name, expectation)
        note = _note(where, expectation, rule)
        expectation["notes"] = _filled(where, note, said)
        expectation["meta"] = {
            **meta,
            "action": _action(where, expectation.get("severity"), rule),
            "expected": _filled(where, meta["expected"], said),
            "names_limit": _names_limit(meta["expected"]),
        }
    return suite


def _action(where: str, severity: str | None, rule: Rule) -> str:
    """Return what follows a breach: a warning warns, a critical one leaves out what the rule leaves out."""
    if severity not in (WARNING, CRITICAL):
        raise ValueError(f"{where} has severity {severity!r}: write {WARNING!r} or {CRITICAL!r}.")
    for action in rule.actions:
        if (action == "warn") == (severity == WARNING):
            return action
    raise ValueError(
        f"{where} has severity {severity!r}, but rules.csv allows {rule.rule_id} only {';'.join(rule.actions)!r}: "
        "change `severity` here, or `actions` there."
    )


def _note(where: str, expectation: Mapping[str, Any], rule: Rule) -> str:
    """Return the expectation's own note, the shared one that it names, or else the rule's."""
    own, name = expectation.get("notes"), expectation["meta"].get("note")
    if own and name:
        raise ValueError(f"{where} has `notes` and meta.note: keep one of them.")
    if not name:
        return own or rule.note_vi
    shared = json.loads((EXPECTATIONS / SHARED_NOTES).read_text(encoding="utf-8"))
    if name not in shared:
        raise ValueError(f"{where} has meta.note {name!r}, which is not in {SHARED_NOTES}: it has {', '.join(shared)}.")
    return str(shared[name])


def _names(suite: str, expectation: Mapping[str, Any]) -> dict[str, str]:
    """Return what a text may name in braces: the expectation's own values, and in a form its column's heading."""
    values = {key: value for key, value in expectation["kwargs"].items() if key not in _NO_VALUE and value is not None}
    said = {key: written(value) for key, value in values.items()}
    form = suite.removeprefix("form_")
    return said | {"column": label_of(form, expectation["meta"]["column"])} if form in forms() else said


def _filled(where: str, text: str, said: Mapping[str, str]) -> str:
    try:
        return text.format_map(said)
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        names = ", ".join(f"{{{name}}}" for name in said) or "nothing"
        raise ValueError(f"{where} says {text!r}, but can only name {names} in braces: mend the text.") from None


def _names_limit(text: str) -> bool:
    """Tell whether a text (that could be filled) names a value of its expectation, not only its column."""
    return any(name not in (None, "column") for _, name, _, _ in string.Formatter().parse(text))


class Limit(NamedTuple):
    """A limit in force: as the district reads it, and as a formula."""

    expected: str
    formula: str


def limits_in_force() -> dict[str, list[Limit]]:
    """Return rule → the limits that its expectations name, each once, in the order of the suites.

    Whoever tells what a rule is asks here: a limit stands in ``kwargs`` of its expectation and nowhere else.
    """
    found: dict[str, list[Limit]] = {}
    for name in SUITES:
        for one in load_suite(name)["expectations"]:
            limit = Limit(one["meta"]["expected"], condition(one["type"], one["kwargs"]))
            of_rule = found.setdefault(one["meta"]["rule_id"], [])
            if one["meta"]["names_limit"] and limit not in of_rule:
                of_rule.append(limit)
    return {rule: limits for rule, limits in found.items() if limits}
