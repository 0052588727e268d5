"""Which received files make up the return of which unit and year."""

import pandas as pd

from dagster_project.returns.store import Partition


def received_partitions(index: pd.DataFrame) -> dict[Partition, pd.DataFrame]:
    """Return the received files of each partition; files in a wrong place belong to none."""
    placed = index[index["problem"].isna() | (index["problem"] == "too_big")]
    ordered = placed.sort_values(["received_at", "file_path", "received_order"])
    places = list(zip(ordered["report_year"].astype(int), ordered["unit_code"].astype(str), strict=True))
    return {place: ordered[[one == place for one in places]] for place in sorted(set(places))}
