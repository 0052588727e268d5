"""How a night ended, in one line: what was published and where to look, or why nothing was and what stands instead.

Belongs here: the sentences; ``make nightly`` and the log say the same. Not here: why it failed.
"""

import os
from pathlib import Path


def published_in(folder: Path) -> str:
    """Say that marts were published, and where the scorecard and the tables are."""
    scorecard = folder / "scorecard.txt"
    where = f"; bảng điểm · scorecard: {scorecard}" if scorecard.exists() else ""
    return f"Đã công bố · Published: {folder / 'bi.duckdb'}{where}"


def nothing_new(folder: Path) -> str:
    """Say that a night had nothing to do, and that the marts are those of an earlier one."""
    told = "Không có gì mới, số liệu đã công bố giữ nguyên · Nothing new, what was published stands"
    return f"{told}: {folder / 'bi.duckdb'}"


def not_published(reason: str, folder: Path) -> str:
    """Say why nothing was published, and whether there are marts of an earlier night."""
    why = " · ".join(part.strip().rstrip(".") for part in reason.splitlines() if part.strip())
    # Unlike Path.exists, also where the folder may not be looked into, which may be the very reason.
    if os.path.exists(folder / "bi.duckdb"):  # noqa: PTH110
        stands = f"Số liệu của lần tổng hợp trước vẫn giữ nguyên · The marts of the night before stand: {folder}"
    else:
        stands = f"Chưa từng công bố số liệu nào · Nothing was ever published in {folder}"
    return f"Không công bố · Nothing published: {why}. {stands}"
