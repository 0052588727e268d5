"""The sample: the same every time, what ``raw/`` holds, and broken in just the ways that were meant."""

from __future__ import annotations

import io
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sample import text, truth, writing
from sample.habits import habit
from sample.lines import File
from tests.oracle import findings
from tests.oracle.indicators import Oracle

RAW = Path(__file__).resolve().parents[3] / "raw"

# How often each rule is broken, over all units and years: reviewed by hand against ``sample.mistakes`` and
# ``sample.submissions``. A number that moves without a change there is a mistake nobody meant.
MEANT = {
    "age_implausible": 2,
    "column_blank": 2,
    "column_missing": 1,
    "column_unknown": 10,
    "control_total_differs": 3,
    "copy_of_other_year": 2,
    "date_invalid": 17,
    "degree_fell": 2,
    "duplicate_row": 88,
    "exemption_contradicts": 5,
    "file_unreadable": 1,
    "form_empty": 4,
    "form_twice": 1,
    "form_unrecognised": 2,
    "headcount_jump": 4,
    "identifier_contradicts": 4,
    "identifier_invalid": 4,
    "identifier_missing": 4,
    "identity_conflict": 36,
    "level_contradicts": 6,
    "name_differs": 4,
    "organisation_code_shared": 4,
    "orphan_organisation": 4,
    "orphan_person": 7,
    "person_probably_twice": 6,
    "rating_conflict": 12,
    "rating_not_allowed": 4,
    "rating_not_decided": 28,
    "rating_outside_year": 7,
    "required_blank": 17,
    "return_late": 4,
    "return_missing": 5,
    "sex_ambiguous": 5,
    "top_rating_share": 2,
    "training_not_ended": 3,
    "training_outside_year": 11,
    "value_unknown": 45,
    "version_shrank": 1,
    "wrong_unit_or_year": 2,
}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(truth.build())


def content(data: bytes) -> object:
    """Return what must be equal: of zipped files the members, because compressors may differ."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.mark.slow
def test_two_generations_are_the_same_byte_for_byte() -> None:
    def unit(files: tuple[File, ...]) -> dict[str, bytes]:
        chosen = [one for one in files if one.unit in ("bach-thong", "quan-su") and one.year <= 2023]
        return {one.path: writing.content(one) for one in chosen}

    first = unit(truth.build().files)
    truth.build.cache_clear()
    assert first == unit(truth.build().files)
    assert {Path(path).suffix for path in first} == {".xlsx", ".xls", ".ods", ".csv"}


def test_raw_is_what_the_sample_writes() -> None:
    built = truth.build()
    on_disk = {str(path.relative_to(RAW)) for path in RAW.rglob("*") if path.is_file()}
    assert on_disk == {one.path for one in built.files} | {"README.md", "received.csv"}
    assert (RAW / "received.csv").read_text(encoding="utf-8") == writing.received(built)
    for file in built.files[::9]:
        assert content((RAW / file.path).read_bytes()) == content(writing.content(file)), file.path


def test_raw_stays_small() -> None:
    assert sum(path.stat().st_size for path in RAW.rglob("*") if path.is_file()) <= 8_000_000


def test_every_rule_is_broken_as_often_as_meant(oracle: Oracle) -> None:
    found: Counter[str] = Counter()
    for (_, _, _, rule, _), number in findings.expected(oracle).items():
        found[rule] += number
    assert found.pop("identifier_repaired") > 0  # a habit of whole files, counted by line
    assert dict(sorted(found.items())) == MEANT


def test_every_rule_is_broken_somewhere(oracle: Oracle) -> None:
    seeds = RAW.parent / "dbt" / "seeds" / "rules.csv"
    rules = {line.split(",", 1)[0] for line in seeds.read_text(encoding="utf-8").splitlines()[1:]}
    assert {rule for _, _, _, rule, _ in findings.expected(oracle)} == rules


def test_few_lines_have_any_finding(oracle: Oracle) -> None:
    lines = oracle.ledger.truth.lines()
    assert sum(bool(line.broken) for _, line in lines) < 0.15 * len(lines)


def test_identifiers_find_the_true_persons(oracle: Oracle) -> None:
    """Nobody is joined with another; parted are only those whose identifiers were meant to part them."""
    seen, true = defaultdict(set), defaultdict(set)
    for row in oracle.ledger.accepted("02"):
        seen[row.line.person].add(oracle.identity.of(row))
        true[oracle.identity.of(row)].add(row.line.person)
    assert all(len(persons) == 1 for persons in true.values())
    parted = sorted(len(several) for several in seen.values() if len(several) > 1)
    # a digit mistyped, two cards left out before a new id; two birth years, and two old ids that are one
    assert parted == [2, 2, 2, 3, 3, 3]


def test_the_story_has_every_status_and_progress(oracle: Oracle) -> None:
    cells = list(oracle.province().values()) + list(oracle.units().values())
    statuses = {"met", "not_met", "undetermined", "not_applicable", "no_data"}
    assert {one.status for one in cells} == statuses
    assert {one.progress for one in cells} == {"reached", "on_track", "behind", "undetermined", None}
    totals = {
        code: cell.status
        for (year, code, series, _), cell in oracle.province().items()
        if year == 2025 and series == "total"
    }
    assert set(totals.values()) == {"met", "not_met"}


def test_tcvn3() -> None:
    assert text.tcvn3("Đại học") == "§¹i häc"
    assert text.tcvn3("Thường vụ Đảng ủy") == "Th\u00adêng vô §¶ng ñy"
    assert text.tcvn3("Ủy viên") == "ñy viªn"  # no capital with a tone
    assert len(set(text.TCVN3.values())) == len(text.TCVN3) == 67 + 7


def test_other_tones() -> None:
    assert text.other_tones("Ủy viên, hòa, thủy, khóa, toàn, quý") == "Uỷ viên, hoà, thuỷ, khoá, toàn, quý"


def test_no_accents() -> None:
    assert text.no_accents("Đảng ủy xã Đồng Lạc") == "Dang uy xa Dong Lac"


def test_births_stand_in_two_columns_until_2022() -> None:
    assert {habit("tinh", year).births for year in (2021, 2022)} == {"columns"}
    assert {habit("tinh", year).births for year in (2023, 2024, 2025)} == {"nu", "sex"}
