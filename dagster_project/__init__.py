"""The warehouse of the resolution's indicators: returns in, checked marts out.

Nothing in it reports usage to anyone. The tools decide that when they are imported, so it is said here,
before any of them can be; `dagster.yaml` and dbt's project file say it once more for people who start a tool
by hand.
"""

import os

NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}
os.environ.update(NO_TELEMETRY)
