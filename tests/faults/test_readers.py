"""Readers never meet half a publication: 8 processes over 100 at full size, 3 over 5 in every `make test`."""

from pathlib import Path

import pytest

from tests.faults.readers import publish_before_readers


def check(folder: Path, publications: int, readers: int) -> None:
    seen = publish_before_readers(folder, publications, readers)
    print(dict(seen))
    assert {what for what in seen if what.startswith("torn")} == set()
    assert seen["database whole"] >= publications
    assert seen["folder whole"] >= publications
    assert seen["gone meanwhile"] < seen.total() / 10


def test_some_readers_over_some_publications(tmp_path: Path) -> None:
    check(tmp_path, 5, 3)


@pytest.mark.faults
def test_eight_readers_over_a_hundred_publications(tmp_path: Path) -> None:
    check(tmp_path, 100, 8)
