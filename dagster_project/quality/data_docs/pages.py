"""The pages of Data Docs: renderers that say what stands on a page, and the view that writes it.

Belongs here: what GX's site builder calls (``render``), and nothing of how it stores or finds things. The classes have
the shape that GX asks for and need nothing of it, so that this module is quick to import. Every text goes through
Jinja's escaping; a page loads nothing but itself.
"""

import string
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dagster_project.lib.numbers import count
from dagster_project.lib.rules import RULES
from dagster_project.quality.conditions import condition, written
from dagster_project.quality.data_docs import words
from dagster_project.quality.data_docs.shares import MANY_PERCENT, MENDED, PASSED, SHARE_LEVELS, level_of, share_of
from dagster_project.quality.judge.suite_files import SUITES
from dagster_project.quality.kinds import FINDING_KINDS, kind_of

_TEMPLATES = Path(__file__).parent / "templates"
_BASE_STYLE = Path(__file__).parents[1] / "static" / "base.css"
Page = dict[str, Any]


def look() -> str:
    """Return everything that decides how the pages look: templates and style."""
    return "".join(path.read_text(encoding="utf-8") for path in [_BASE_STYLE, *sorted(_TEMPLATES.iterdir())])


class SuitePage:
    """What a suite checks: one row an expectation, in the order of its JSON."""

    def render(self, suite: Any) -> Page:
        """Return the page of an ExpectationSuite."""
        rows = [_expectation(suite.name, number, one.configuration) for number, one in enumerate(suite.expectations, 1)]
        return {"template": "suite.html.j2", "up": "../", "suite": suite.name, "title": suite.notes, "rows": rows}


class ResultPage:
    """What one run of a suite found: what is often broken first, what was mended and what holds last."""

    def __init__(self, data_context: Any) -> None:
        """Keep the context, for the suite's own words."""
        self.context = data_context

    def render(self, result: Any) -> Page:
        """Return the page of an ExpectationSuiteValidationResult."""
        suite = result.suite_name
        rows = [_outcome(suite, number, outcome) for number, outcome in enumerate(result.results, 1)]
        rows.sort(key=lambda row: (SHARE_LEVELS.index(row["level"]), -row["broken"], row["number"]))
        return {
            "template": "result.html.j2",
            "up": "../../../../",
            "suite": suite,
            "title": _notes(self.context, suite),
            "rows": rows,
            "told": [(level, sum(row["level"] == level for row in rows)) for level in SHARE_LEVELS],
            "run_time": _when(result.meta["judged_at"]),
            "returns_judged": count(result.meta["returns_judged"]),
            "version": result.meta["great_expectations_version"],
            "many_percent": MANY_PERCENT,
        }


class IndexPage:
    """All runs that are kept, the latest first, and all suites."""

    def __init__(self, data_context: Any) -> None:
        """Keep the context: its stores know what the links lead to."""
        self.context = data_context

    def render(self, links: dict[str, Any]) -> Page:
        """Return the index over the links that GX collected."""
        paths = {
            (link["expectation_suite_name"], link["run_id"].to_tuple()): link["filepath"]
            for link in links.get("validations_links", [])
        }
        runs: dict[str, Page] = {}
        for key in self.context.validation_results_store.list_keys():
            result = self.context.validation_results_store.get(key)
            judged_at = result.meta["judged_at"]
            run = runs.setdefault(judged_at, {"when": _when(judged_at), "cells": {}})
            run["returns_judged"] = count(result.meta["returns_judged"])
            run["cells"][result.suite_name] = _cell(result) | {"path": paths[result.suite_name, key.run_id.to_tuple()]}
        suites = [
            {
                "name": name,
                "notes": _notes(self.context, name),
                "checks": len(self.context.suites.get(name).expectations),
            }
            for name in SUITES
        ]
        ordered = [runs[judged_at] for judged_at in sorted(runs, reverse=True)]
        return {"template": "index.html.j2", "up": "", "suites": suites, "runs": ordered, "title": "Data Docs"}


class PageView:
    """Writes a page; GX asks a view for ``render`` and passes what it knows of itself, which no page needs."""

    def render(self, document: Page, **_of_gx: Any) -> str:
        """Return the HTML of a page."""
        return render_page(document)


def render_page(document: Page) -> str:
    """Return the HTML of a page, which names its template."""
    return _environment().get_template(document["template"]).render(document)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The style is ours and holds no markup.
    environment.globals["style"] = Markup(_BASE_STYLE.read_text(encoding="utf-8"))
    environment.filters["breakable"] = _breakable
    return environment


def _breakable(text: str) -> Markup:
    """Let a long name break after its underscores."""
    return escape(text).replace("_", Markup("_<wbr>"))


def _cell(result: Any) -> Page:
    """Return what the index says of one suite in one run: how it went, and what was mended apart from what is wrong."""
    rows = [_outcome(result.suite_name, number, outcome) for number, outcome in enumerate(result.results, 1)]
    wrong = [row for row in rows if row["level"] not in (PASSED, MENDED)]
    mended = sum(row["broken"] for row in rows if row["level"] == MENDED)
    return {
        "level": min((row["level"] for row in wrong), key=SHARE_LEVELS.index, default=PASSED),
        "wrong": len(wrong),
        "checks": len(rows),
        "broken": count(sum(row["broken"] for row in wrong)),
        "mended": count(mended) if mended else "",
    }


def _expectation(suite: str, number: int, config: Any) -> Page:
    meta = config.meta or {}
    rule, action = meta.get("rule_id", ""), meta.get("action", "")
    kind = kind_of(rule, action)
    return {
        "number": number,
        "rule_id": rule,
        # A run that is kept may know a rule that is no more.
        "rule": RULES[rule].label_vi if rule in RULES else rule,
        "kind": kind,
        "kind_text": FINDING_KINDS[kind].label_vi if kind in FINDING_KINDS else "",
        "column": words.column_label(suite, meta.get("column")),
        "expected": meta.get("expected", ""),
        "notes": config.notes or "",
        "condition": condition(config.type, config.kwargs) or _in_words_of_gx(config),
    }


def _outcome(suite: str, number: int, outcome: Any) -> Page:
    seen, broken = (int(outcome.result.get(name) or 0) for name in ("element_count", "unexpected_count"))
    told = _expectation(suite, number, outcome.expectation_config)
    place = words.places(suite)
    # What fails as a whole, such as a check of a mean, counts no places.
    level = level_of(broken or int(not outcome.success), seen, told["kind"])
    return told | {
        "level": level,
        "broken": broken,
        "share": share_of(broken, seen, place) if broken else f"{count(seen)} {place}",
    }


def _in_words_of_gx(config: Any) -> str:
    """Return GX's own English sentence for a kind of expectation that words.py has no formula for."""
    from great_expectations.expectations.registry import get_renderer_impl

    renderer = get_renderer_impl(object_name=config.type, renderer_type="renderer.prescriptive")
    if renderer is None:
        return str(config.type)
    rendered: Any = renderer[1](configuration=config)
    told = [part.to_json_dict().get("string_template") for part in rendered]
    sentences = [
        string.Template(one["template"]).safe_substitute(
            {name: written(value) for name, value in one.get("params", {}).items()}
        )
        for one in told
        if one
    ]
    return " ".join(sentences) or str(config.type)


def _notes(context: Any, suite: str) -> str:
    return str(context.suites.get(suite).notes)


def _when(judged_at: str) -> str:
    return f"{datetime.fromisoformat(judged_at):%d/%m/%Y %H:%M}"
