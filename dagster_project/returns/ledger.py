"""The ledger of returns: every version of every form received, which one is in force, and what stays to be told.

Belongs here: ordering versions, ``copy_of_other_year`` (it rejects, so it must be known before a version can be in
force) and whose findings still count. It runs over all partitions, before persons are linked: identity must only
see versions in force, which is why this is not a dbt model.
"""

from typing import Any

import pandas as pd
import pyarrow as pa

COPY_PERCENT = 95
COPIED_FORMS = ("03", "04")
VERSION_SCHEMA = pa.schema(
    [
        ("version_id", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("file_key", pa.string()),
        ("file_path", pa.string()),
        ("source_sha256", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("version_number", pa.int64()),
        ("is_usable", pa.bool_()),
        ("is_in_force", pa.bool_()),
        ("is_counted", pa.bool_()),
        ("rows_read", pa.int64()),
        ("rows_accepted", pa.int64()),
        ("rows_quarantined", pa.int64()),
        ("rows_non_data", pa.int64()),
        ("control_total", pa.int64()),
    ]
)
FILE_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("file_path", pa.string()),
        ("source_sha256", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("size_bytes", pa.int64()),
        ("is_readable", pa.bool_()),
        ("is_counted", pa.bool_()),
    ]
)
_RETURN = ["report_year", "unit_code", "form"]


def find_copies(versions: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of forms 03 and 04 that repeat an earlier year's form of the same unit.

    Args:
        versions: the judge's versions (VERSION_SCHEMA of quality.judge).
        rows: version_id, content_hash of every data row of those forms.

    Returns:
        version_id, copied_from (version_id of the earlier year), share (percent of rows that are equal).
    """
    contents: dict[str, list[str]] = rows.groupby("version_id")["content_hash"].agg(list).to_dict()  # type: ignore[assignment]
    usable = versions[~versions["is_rejected"] & versions["form"].isin(COPIED_FORMS)]
    copies = []
    for _, family in usable.groupby(["unit_code", "form"]):
        latest_first = family.sort_values(["report_year", "version_id"], ascending=[False, True])
        by_year = list(zip(latest_first["report_year"], latest_first["version_id"], strict=True))
        for year, version in by_year:
            hashes = contents.get(version, [])
            for other in (one for earlier, one in by_year if earlier < year):
                known = set(contents.get(other, []))
                equal = sum(one in known for one in hashes)
                if equal * 100 > COPY_PERCENT * len(hashes):
                    copies.append((version, other, equal * 100 / len(hashes)))
                    break
    return pd.DataFrame(copies, columns=["version_id", "copied_from", "share"])


def order_versions(versions: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return the versions with number, usability, the one in force and whether their findings count.

    In force is the latest received usable version; on a tie the file name decides,
    then the order of receipt. Findings count for the version in
    force and for rejected ones received after it (all rejected ones where none is in force).
    """
    ordered = versions.assign(name=versions["file_path"].str.rsplit("/", n=1).str[-1]).sort_values(
        [*_RETURN, "received_at", "name", "file_path", "received_order"], ignore_index=True
    )
    ordered["version_number"] = ordered.groupby(_RETURN).cumcount() + 1
    ordered["is_usable"] = ~ordered["is_rejected"] & ~ordered["version_id"].isin(copies["version_id"])
    in_force = (
        ordered["version_number"]
        .where(ordered["is_usable"])
        .groupby([ordered[name] for name in _RETURN])
        .transform("max")
    )
    ordered["is_in_force"] = ordered["version_number"] == in_force
    ordered["is_counted"] = ordered["is_in_force"] | ~(ordered["version_number"] <= in_force)
    return ordered[VERSION_SCHEMA.names]


def count_files(files: pd.DataFrame, versions: pd.DataFrame, forms: tuple[str, ...]) -> pd.DataFrame:
    """Return the files with ``is_counted``: whether findings about a file as a whole still concern anybody.

    A file that brought forms counts as long as one of them does; one that brought none, until every form of its unit
    and year is in force from a later file.
    """
    own = versions.groupby("file_key")["is_counted"].any().to_dict()
    in_force = (
        versions[versions["is_in_force"]].groupby(["report_year", "unit_code"])["received_at"].agg(list).to_dict()
    )
    counted = []
    for file in files.to_dict("records"):
        received: Any = in_force.get((file["report_year"], file["unit_code"]), [])
        replaced = len(received) == len(forms) and min(received) > file["received_at"]
        counted.append(bool(own.get(file["file_key"], not replaced)))
    return files.assign(is_counted=counted)[FILE_SCHEMA.names]
