"""No name, citizen id or party card of anybody in what others may read: marts, report, Data Docs, logs, Dagster."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow
OPEN_TO_OTHERS = ("published", "quality/index.html", "quality/data_docs", "logs", "dagster", "history")
_WORDS = re.compile(r"[^\W\d_]+")
# Not the seconds of a time of day: 21:17:56.030422 ends like a party card.
_DIGITS = re.compile(r"(?<![\w:.])\d[\d. ]{6,}\d(?!\w)")


@pytest.fixture(scope="module")
def people(nightly_data_dir: Path) -> tuple[set[str], set[str]]:
    """Return all names, and all identifiers as digits, of all rows ever received."""
    rows = f"{nightly_data_dir}/returns/judged/form_0*_row/2*/*.parquet"
    query = f"from read_parquet('{rows}', union_by_name = true, hive_partitioning = false) select distinct"
    with duckdb.connect() as connection:
        names = {name for (name,) in connection.sql(f"{query} full_name").fetchall() if name}
        identifiers = {
            digits
            for column in ("citizen_id", "party_card")
            for (digits,) in connection.sql(f"{query} {column}").fetchall()
            if digits
        }
    assert len(names) > 1000
    assert all(len(name.split()) in range(2, 6) for name in names)
    assert len(identifiers) > 4000
    return names, identifiers


def _texts(data_dir: Path) -> Iterator[tuple[Path, str]]:
    """Yield every readable file as text; what a Parquet file or a document compresses is read out."""
    for place in OPEN_TO_OTHERS:
        root = data_dir / place
        assert root.exists(), place
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if not path.is_file():
                continue
            if path.suffix == ".parquet":
                with duckdb.connect() as connection:
                    rows = connection.execute("from read_parquet(?)", [str(path)]).fetchall()
                yield path, json.dumps(rows, default=str, ensure_ascii=False)
            elif path.suffix in (".xlsx", ".docx"):
                # Packed: its parts have to be opened, and the marks of its format taken out from between words.
                with zipfile.ZipFile(path) as package:
                    parts = [package.read(part).decode("utf-8", "replace") for part in package.namelist()]
                yield path, re.sub(r"<[^>]*>", "\n", "\n".join(parts))
            else:
                yield path, path.read_bytes().decode("utf-8", "replace")


def _phrases(text: str) -> set[str]:
    """Return every run of two to five words: whatever stands between words cannot hide a name."""
    words = _WORDS.findall(text)
    return {" ".join(words[start : start + size]) for size in range(2, 6) for start in range(len(words) - size + 1)}


def test_nobody_is_named_where_others_read(nightly_data_dir: Path, people: tuple[set[str], set[str]]) -> None:
    names, identifiers = people
    found = []
    for path, text in _texts(nightly_data_dir):
        # JSON writes Vietnamese letters as \u escapes.
        plain = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
        found += [(path.name, "name")] * len(_phrases(plain) & names)
        numbers = {re.sub(r"\D", "", number) for number in _DIGITS.findall(text)}
        found += [(path.name, "identifier")] * len(numbers & identifiers)
    assert found == []


def test_the_search_finds_a_name_however_it_is_written(people: tuple[set[str], set[str]]) -> None:
    name = min(people[0])
    assert name in _phrases(f'{{"x": "{name}"}}')
    assert name in _phrases(name.replace(" ", "\n"))


def test_the_search_knows_whom_to_look_for(nightly_data_dir: Path, people: tuple[set[str], set[str]]) -> None:
    with duckdb.connect(str(nightly_data_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        named = {name for (name,) in warehouse.sql("select full_name from core.dim_cadre").fetchall()}
    assert named <= people[0]
