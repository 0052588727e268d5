"""Running an expectation suite over a frame.

Belongs here: everything that knows Great Expectations' API for judging. Its import costs seconds, so it is imported
when a suite is run and not before. Does not belong here: what the suites' files say (suite_files.py).
"""

import contextlib
import importlib
import logging
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

from dagster_project.quality.judge.suite_files import load_suite

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

# Great Expectations imports them for one expectation that no suite of ours has: two fifths of its start.
_ON_DEMAND = ("scipy.stats", "altair")
_RESULT_FORMAT = {"result_format": "COMPLETE", "return_unexpected_index_query": False, "partial_unexpected_count": 0}


@dataclass(frozen=True)
class Breach:
    """One expectation that was broken, and the rows of the frame (from 0) that broke it."""

    rule_id: str
    action: str
    column: str | None
    expected: str
    note: str
    rows: Sequence[int]


def run_suite(name: str, frame: pd.DataFrame) -> tuple[list[Breach], "ExpectationSuiteValidationResult"]:
    """Judge ``frame`` (one row a place) by a suite.

    Returns the breaches, and the validation result without any value of the frame: it is what Data Docs show.
    Raises RuntimeError when an expectation could not be evaluated: a check that cannot run has not passed.
    """
    with quiet_gx() as gx:
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        # Rows are numbered: asked for any other index, Great Expectations looks each broken row up by itself.
        numbered = frame.reset_index(drop=True)
        source = context.data_sources.add_pandas("returns")
        batch_definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("night")
        document = load_suite(name)
        suite = gx.ExpectationSuite(name=name, notes=document["notes"], expectations=document["expectations"])
        result = batch_definition.get_batch({"dataframe": numbered}).validate(suite, result_format=_RESULT_FORMAT)
    breaches = []
    for outcome in result.results:
        config = outcome.expectation_config
        if problem := _problem(outcome.exception_info):
            raise RuntimeError(
                f"expectations/{name}.json: {config.type} on {config.kwargs.get('column')} could not be evaluated: "
                f"{problem}"
            )
        if not outcome.success:
            meta = config.meta
            breaches.append(
                Breach(
                    meta["rule_id"],
                    meta["action"],
                    meta["column"],
                    meta["expected"],
                    str(config.notes),
                    outcome.result["unexpected_index_list"],
                )
            )
    return breaches, _without_values(result)


def _problem(exception_info: dict[str, Any] | None) -> str | None:
    """Return why an expectation could not be evaluated; GX tells it once, or once a metric."""
    told = exception_info or {}
    for one in (told, *(value for value in told.values() if isinstance(value, dict))):
        if one.get("raised_exception"):
            return str(one.get("exception_message"))
    return None


def _without_values(result: "ExpectationSuiteValidationResult") -> "ExpectationSuiteValidationResult":
    """Strip every value and place from a result: numbers may be shown to anybody, cells may not."""
    kept = ("element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent")
    for outcome in result.results:
        outcome.result = {key: value for key, value in outcome.result.items() if key in kept}
    return result


def merged(
    results: Sequence["ExpectationSuiteValidationResult"],
) -> "ExpectationSuiteValidationResult":
    """Return what one run over all rows would have said, of the runs of one suite over parts of them."""
    whole, *more = results
    for part in more:
        for outcome, other in zip(whole.results, part.results, strict=True):
            outcome.success = bool(outcome.success and other.success)
            for count in ("element_count", "unexpected_count", "missing_count"):
                if count in outcome.result:
                    outcome.result[count] += other.result[count]
    for outcome in whole.results:
        said = outcome.result
        if "element_count" not in said or not more:
            continue
        there = said["element_count"] - said.get("missing_count", 0)
        said["unexpected_percent"] = said["unexpected_count"] / there * 100 if there else None
        if "missing_percent" in said:
            said["missing_percent"] = (
                said["missing_count"] / said["element_count"] * 100 if said["element_count"] else None
            )
    if more:
        passed = sum(bool(outcome.success) for outcome in whole.results)
        known = whole.statistics["evaluated_expectations"]
        whole.success = passed == known
        whole.statistics |= {
            "successful_expectations": passed,
            "unsuccessful_expectations": known - passed,
            "success_percent": passed / known * 100 if known else None,
        }
    return whole


class _OnDemand(ModuleType):
    """Stands for a module until something of it is asked for; then it is loaded, in its place."""

    def __getattr__(self, attribute: str) -> Any:
        """Load the module; the import system asks for names of its own, and loads nothing by it."""
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), attribute)


@contextlib.contextmanager
def _imported_on_demand(names: Iterable[str]) -> Iterator[None]:
    """Let whoever imports these modules meanwhile have them on demand; everybody else imports them as ever."""
    stand_ins = {name: sys.modules.setdefault(name, _OnDemand(name)) for name in names}
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if isinstance(module, _OnDemand) and sys.modules.get(name) is module:
                del sys.modules[name]


@contextlib.contextmanager
def quiet_gx() -> Iterator[Any]:
    """Import Great Expectations without its telemetry, progress bars and warnings about itself."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _imported_on_demand(_ON_DEMAND):
            import great_expectations as gx

        yield gx
