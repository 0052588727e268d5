"""Running an expectation suite over a frame.

Belongs here: everything that knows Great Expectations' API for judging. Its import costs seconds, so it is imported
when a suite is run and not before. Does not belong here: what the suites' files say (suite_files.py).
"""

import contextlib
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dagster_project.quality.judge.suite_files import load_suite

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

PLACE = "place_id"


@dataclass(frozen=True)
class Breach:
    """One expectation that was broken, and the places (values of ``place_id``) that broke it."""

    rule_id: str
    action: str
    column: str | None
    expected: str
    note: str
    places: list[str]


def run_suite(name: str, frame: pd.DataFrame) -> tuple[list[Breach], "ExpectationSuiteValidationResult"]:
    """Judge ``frame`` (one row a place, column ``place_id`` unique) by a suite.

    Returns the breaches, and the validation result without any value of the frame: it is what Data Docs show.
    Raises RuntimeError when an expectation could not be evaluated: a check that cannot run has not passed.
    """
    with quiet_gx() as gx:
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_pandas("returns")
        batch_definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("night")
        document = load_suite(name)
        suite = gx.ExpectationSuite(name=name, notes=document["notes"], expectations=document["expectations"])
        result = batch_definition.get_batch({"dataframe": frame}).validate(
            suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [PLACE]}
        )
    breaches = []
    for outcome in result.results:
        config = outcome.expectation_config
        if problem := _problem(outcome.exception_info):
            raise RuntimeError(
                f"expectations/{name}.json: {config.type} on {config.kwargs.get('column')} could not be evaluated: "
                f"{problem}"
            )
        if not outcome.success:
            places = [str(index[PLACE]) for index in outcome.result["unexpected_index_list"]]
            meta = config.meta
            breaches.append(
                Breach(
                    meta["rule_id"],
                    meta["action"],
                    meta["column"],
                    meta["expected"],
                    str(config.notes),
                    places,
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


@contextlib.contextmanager
def quiet_gx() -> Iterator[Any]:
    """Import Great Expectations without its telemetry, progress bars and warnings about itself."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx

        yield gx
