"""Everything Dagster knows of this project: ``dagster dev -m dagster_project.definitions`` loads it."""

import dagster as dg

from dagster_project.defs.build import build_definitions
from dagster_project.defs.night import open_night
from dagster_project.settings import apply_environment, load_settings


@dg.definitions
def defs() -> dg.Definitions:
    """Return the project's definitions for the settings in force."""
    settings = load_settings()
    # dbt and Great Expectations read their settings from the environment of this process.
    apply_environment(settings)
    return build_definitions(open_night(settings))
