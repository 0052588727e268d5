"""What holds for all tests: hypothesis has no deadline, and what shares a night stays on one processor.

A machine under load is no failure: hence no deadline. Each process of pytest-xdist makes its own session fixtures, so
all that look at one night belong to one group, and everything else to the group of its module; the groups that take
longest begin first, so that the processors end together.
"""

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")

#: Fixtures that run a whole night, once a process.
_NIGHTS = ("problem_night", "nightly")
#: What takes long, longest first; whatever is not named follows.
_LONGEST_FIRST = ("problem_night", "nightly", "tests/integration", "tests/dbt", "tests/faults", "tests/differential")


# First: pytest-xdist reads the groups in the same hook, and would run each night once a processor without them.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put each test into its group, and the longest groups first."""
    groups = {item: _group_of(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: _place(groups[item]))


def _group_of(item: pytest.Item) -> str:
    asked = getattr(item, "fixturenames", ())
    nights = [night for night in _NIGHTS if any(name.startswith(night) for name in asked)]
    return nights[0] if nights else item.nodeid.partition("::")[0]


def _place(group: str) -> int:
    return next((at for at, begin in enumerate(_LONGEST_FIRST) if group.startswith(begin)), len(_LONGEST_FIRST))
