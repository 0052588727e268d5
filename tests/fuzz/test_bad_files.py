"""Each file that once stopped every night, by name: a finding with what was seen, and the next file is read.

Names that are no UTF-8 and a hostile received.csv are in tests/unit/returns/receive/test_names.py, a whole night with
all of them in tests/integration/test_bad_files.py.
"""

from collections.abc import Iterator

import pytest

from dagster_project.returns.read.opening import Opener
from dagster_project.returns.read.workbook import FileUnreadable
from tests.fuzz.bad_files import MAY_BE_READ, bad_files
from tests.unit.workbooks import PERSON, form, xlsx

GOOD = xlsx({"02": form("02", PERSON)})


@pytest.fixture(scope="module")
def open_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    with Opener(tmp_path_factory.mktemp("refused"), "1", workers=1) as opener:
        yield opener


@pytest.mark.parametrize("name", sorted(bad_files().keys() - MAY_BE_READ))
def test_a_file_that_stopped_the_night_is_its_own_finding(name: str, open_file: Opener) -> None:
    with pytest.raises(FileUnreadable) as unreadable:
        open_file(bad_files()[name], name, 2024, {})
    assert unreadable.value.found.startswith(("Tệp", "Trang", "Ô", "Có", "Nội dung", "Định dạng"))
    assert unreadable.value.remedy
    assert open_file(GOOD, "a.xlsx", 2024, {}).rows


@pytest.mark.parametrize("name", sorted(MAY_BE_READ))
def test_a_strange_value_stops_nothing(name: str, open_file: Opener) -> None:
    try:
        assert open_file(bad_files()[name], name, 2024, {}).rows
    except FileUnreadable as unreadable:
        assert unreadable.found
    assert open_file(GOOD, "a.xlsx", 2024, {}).rows
