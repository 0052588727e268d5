"""Positions by (title, level), several in a cell.

Belongs here: which position a title means at a level. Which populations a position gives is dbt's (dim_position).
"""

import re
from functools import cache, lru_cache

from dagster_project.returns.codes import read_seed
from dagster_project.returns.text import SpellingTable, clean_text

_SEPARATOR = re.compile(r"\s*[;,]\s*|\s+kiêm(?:\s+nhiệm)?\s+|\s+kiem(?:\s+nhiem)?\s+", re.IGNORECASE)


@cache
def _titles(level: str) -> SpellingTable:
    pairs = []
    for row in read_seed("positions.csv"):
        if row["level"] == level:
            code = f"{level}:{row['title_vi']}"
            aliases = [alias.strip() for alias in (row["aliases"] or "").split(";")]
            pairs += [(title, code) for title in [row["title_vi"], *aliases] if title]
    return SpellingTable(pairs)


@lru_cache(maxsize=50_000)
def parse_positions(text: str, level: str | None) -> tuple[tuple[str, str | None], ...]:
    """Return (title as sent, position code or None) for each position a cell names, in its order."""
    cleaned = clean_text(text)
    if not cleaned:
        return ()
    whole = _find(cleaned, level)
    if whole:
        return ((cleaned, whole),)
    parts = [part.strip() for part in _SEPARATOR.split(cleaned)]
    return tuple((part, _find(part, level)) for part in parts if part)


def _find(title: str, level: str | None) -> str | None:
    return _titles(level).find(title) if level else None
