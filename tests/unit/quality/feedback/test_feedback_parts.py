"""Fingerprints, names of sheets, the choice of files: what decides about a return-back workbook."""

from datetime import datetime

import pytest

from dagster_project.quality.feedback.sheet_names import unique_names
from dagster_project.quality.feedback.sources import FormVersion, TableRead, choose_sources
from dagster_project.returns.clean.columns import column_of_list
from dagster_project.returns.clean.row_digest import row_digests
from tests.unit.feedback_samples import finding, frame, told


def row_digest(sent):
    return row_digests({name: column_of_list([text]) for name, text in sent.items()}).to_pylist()


def test_the_digest_of_a_row_is_the_same_in_another_file_format():
    sent = {
        "full_name": "Hoà  An",
        "born_on": "1985-01-05 00:00:00",
        "citizen_id": "6085000001.0",
        "note": " ",
    }
    back = {"citizen_id": "6085000001", "full_name": "Hoa\u0300 An ", "born_on": "1985-01-05"}
    assert row_digest(sent) == row_digest(back)
    assert row_digest(sent) != row_digest(back | {"full_name": "Hoà Ân"})
    assert row_digest({"a": "1"}) != row_digest({"b": "1"})


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["Sheet1", "sheet1", "SHEET1"], ["Sheet1", "sheet1 (2)", "SHEET1 (3)"]),
        (["a/b*c?[d]:\\"], ["a_b_c__d___"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["'quoted'", "", "  ", "History"], ["quoted", "Sheet", "Sheet (2)", "History_"]),
        (["phiếu phản hồi"], ["phiếu phản hồi (2)"]),
        (["😀" * 20], ["😀" * 15]),
    ],
)
def test_sheet_names_are_valid_and_unique(wanted, expected):
    assert unique_names(wanted, taken=["Phiếu phản hồi"]) == expected


def version(form, number, sha256):
    path, received = f"2024/ba-be/{sha256}.xlsx", datetime(2025, 1, 20)
    return FormVersion(form, number, f"key-{sha256}", sha256, path, received)


def tables(*rows):
    """Return tables as read: file_key, sheet, form, and rows_data, says_nothing where they matter."""
    return [TableRead(*row, *(5, False)[len(row) - 3 :]) for row in rows]


def test_of_each_form_only_the_latest_counted_version_goes_back():
    versions = [version("02", 2, "b"), version("02", 1, "a"), version("01", 1, "a")]
    sheets = tables(("key-a", "B01", "01"), ("key-a", "B02", "02"), ("key-b", "Sheet1", "02"), ("key-a", "khác", None))
    chosen = choose_sources(versions, sheets, [])
    assert [(one.source_sha256, one.sheets) for one in chosen] == [
        ("a", {"B01": ("01",)}),
        ("b", {"Sheet1": ("02",)}),
    ]


def test_a_sheet_of_several_tables_comes_once_for_all_forms_that_count_from_it():
    versions = [version("02", 1, "a"), version("03", 1, "a"), version("04", 1, "a"), version("04", 2, "b")]
    sheets = tables(
        ("key-a", "Tổng hợp", "02"), ("key-a", "Tổng hợp", "03"), ("key-a", "Tổng hợp", "02"),
        ("key-a", "Tổng hợp", "04"), ("key-a", "Tiếp", "02"), ("key-b", "04", "04"),
    )  # fmt: skip
    chosen = choose_sources(versions, sheets, [])
    assert [(one.source_sha256, one.sheets) for one in chosen] == [
        ("a", {"Tổng hợp": ("02", "03"), "Tiếp": ("02",)}),
        ("b", {"04": ("04",)}),
    ]


def test_the_blank_sheet_of_a_template_stays_out_but_not_one_that_says_there_is_nothing():
    versions = [version("02", 1, "a"), version("04", 1, "a")]
    sheets = tables(("key-a", "Mẫu 02", "02", 0), ("key-a", "B02", "02"), ("key-a", "B04", "04", 0, True))
    [chosen] = choose_sources(versions, sheets, [])
    assert chosen.sheets == {"B02": ("02",), "B04": ("04",)}


def test_an_unrecognised_sheet_with_a_finding_comes_along():
    versions = [version("02", 1, "a")]
    sheets = tables(("key-a", "B02", "02"), ("key-a", "lạ", None, 0))
    unknown = {"form": "00", "row": None, "column": None}
    findings = told(
        frame(
            [
                finding("form_unrecognised", "warn", sheet="lạ", source_sha256="a", **unknown),
                finding("column_unknown", "warn", sheet="Tờ 1", source_sha256="z", **unknown),
                finding("file_unreadable", "return", sheet=None, source_sha256="y", **unknown),
            ]
        )
    ).findings
    chosen = choose_sources(versions, sheets, findings)
    assert [(one.source_sha256, one.sheets) for one in chosen] == [
        ("a", {"B02": ("02",), "lạ": ("00",)}),
        ("z", {"Tờ 1": ("00",)}),
    ]


def test_a_unit_without_files_has_no_sources():
    assert choose_sources([], tables(), []) == []
