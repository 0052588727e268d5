"""How a run ended, as its events tell: why it failed, and whether the marts were published before."""

from collections.abc import Iterable

import dagster as dg

from dagster_project.lib.reasons import plain_reason

PUBLISHED = dg.AssetKey("published_marts")


def reason_of(events: Iterable[dg.DagsterEvent]) -> str | None:
    """Return the first failed step and its innermost cause in one line; None where no step failed."""
    for event in events:
        if event.is_step_failure:
            failure = event.step_failure_data
            if failure.user_failure_data and failure.user_failure_data.description:
                # Said by us, on purpose: a system's word within it tells less than the sentence around it.
                return f"{event.step_key}: {' · '.join(failure.user_failure_data.description.split(chr(10)))}"
            error = failure.error
            while error and error.cause:
                error = error.cause
            return f"{event.step_key}: {plain_reason(error.message if error else '')}"
    return None


def is_published(events: Iterable[dg.DagsterEvent]) -> bool:
    """Tell whether marts were published."""
    return any(event.is_step_materialization and event.asset_key == PUBLISHED for event in events)
