"""A process that cleans returns beside the night (``python -m``): it tells of each return that is done.

Belongs here: what it does with its share. Does not belong here: how it talks with the night (lib/beside.py), and how
many there are (workers.py).
"""

from collections.abc import Iterator
from typing import Any

from dagster_project.lib.beside import JsonObject, answer
from dagster_project.lib.no_pandas import do_without_pandas
from dagster_project.lib.rest import rest_less_often
from dagster_project.lib.seeds import use_lists
from dagster_project.returns.clean.workers import ToClean, clean_share


def clean(asked: dict[str, Any]) -> Iterator[JsonObject]:
    """Clean a share by the lists that came with it."""
    use_lists(asked.pop("lists"))
    for year, unit in clean_share(ToClean(**asked)):
        yield {"done": [year, unit]}


if __name__ == "__main__":
    do_without_pandas()
    rest_less_often()
    answer(clean)
