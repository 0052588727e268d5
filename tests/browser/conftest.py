"""Left out where there is no browser to drive: `make test` runs in an environment without Playwright."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("playwright") else ["test_scorecard_page.py"]
