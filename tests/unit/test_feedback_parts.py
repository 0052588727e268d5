"""Fingerprints, names of sheets, the choice of files: what decides about a return-back workbook."""

import duckdb
import pandas as pd
import pytest

from dagster_project.quality.feedback.sheet_names import unique_names
from dagster_project.quality.feedback.sources import choose_sources
from dagster_project.quality.fingerprint import finding_fingerprint, row_digest, row_digests


def fingerprints(**changed):
    one = {
        "report_year": [2024],
        "unit_code": ["ba-be"],
        "form": ["02"],
        "rule_id": ["age_implausible"],
        "column_name": ["born_on"],
        "subject": ["abc"],
    }
    return finding_fingerprint(**(one | changed))


def test_every_part_of_a_finding_makes_another_fingerprint():
    several = [
        fingerprints(),
        fingerprints(report_year=[2023]),
        fingerprints(unit_code=["na-ri"]),
        fingerprints(form=["03"]),
        fingerprints(rule_id=["degree_fell"]),
        fingerprints(column_name=[None]),
        fingerprints(subject=["abd"]),
    ]
    assert len({one for (one,) in several}) == len(several)
    assert fingerprints(column_name=[None]) == fingerprints(column_name=[float("nan")])


def test_sql_makes_the_same_fingerprint():
    # The expression of the module's docstring: dbt models make findings too.
    sql = """
        select left(sha256(concat_ws(chr(31), report_year::varchar, unit_code, form, rule_id,
                                     coalesce(column_name, ''), coalesce(subject, ''))), 24)
        from (values (2024::integer, 'ba-be', '02', 'age_implausible', 'born_on', 'abc'),
                     (2024, 'ba-be', '02', 'Việt', null, null))
            as f (report_year, unit_code, form, rule_id, column_name, subject)
    """
    made = [one for (one,) in duckdb.sql(sql).fetchall()]
    second = fingerprints(rule_id=["Việt"], column_name=[None], subject=[None])
    assert made == fingerprints() + second


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
    assert row_digest(sent, b"key") != row_digest(sent)


def test_digests_of_a_frame_are_those_of_its_rows():
    sent = pd.DataFrame({"full_name": ["An", None], "note": ["", "x"]})
    assert row_digests(sent) == [row_digest({"full_name": "An"}), row_digest({"note": "x"})]


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


def version(form, number, sha256, *, counted=True):
    return {
        "form": form,
        "version_number": number,
        "source_sha256": sha256,
        "file_path": f"2024/ba-be/{sha256}.xlsx",
        "file_key": f"key-{sha256}",
        "received_at": pd.Timestamp("2025-01-20"),
        "is_counted": counted,
    }


NO_FINDINGS = pd.DataFrame(columns=["form", "sheet", "source_sha256", "file_path"])


def test_of_each_form_only_the_latest_counted_version_goes_back():
    versions = pd.DataFrame(
        [
            version("02", 2, "b"),
            version("02", 1, "a"),
            version("01", 1, "a"),
            version("03", 2, "c", counted=False),
        ]
    )
    sheets = pd.DataFrame(
        [("key-a", "B01", "01"), ("key-a", "B02", "02"), ("key-b", "Sheet1", "02"), ("key-a", "khác", None)],
        columns=["file_key", "sheet", "form"],
    )
    chosen = choose_sources(versions, sheets, NO_FINDINGS)
    assert [(one.source_sha256, one.sheets) for one in chosen] == [
        ("a", {"B01": "01"}),
        ("b", {"Sheet1": "02"}),
    ]


def test_an_unrecognised_sheet_with_a_finding_comes_along():
    versions = pd.DataFrame([version("02", 1, "a")])
    sheets = pd.DataFrame(
        [("key-a", "B02", "02"), ("key-a", "lạ", None)], columns=["file_key", "sheet", "form"]
    )
    findings = pd.DataFrame(
        [
            ("00", "lạ", "a", "2024/ba-be/a.xlsx"),
            ("00", "Tờ 1", "z", "2024/ba-be/z.xlsx"),
            ("00", None, "y", "y.xlsx"),
        ],
        columns=["form", "sheet", "source_sha256", "file_path"],
    )
    chosen = choose_sources(versions, sheets, findings)
    assert [(one.source_sha256, one.sheets) for one in chosen] == [
        ("a", {"B02": "02", "lạ": "00"}),
        ("z", {"Tờ 1": "00"}),
    ]


def test_a_unit_without_files_has_no_sources():
    versions = pd.DataFrame([version("02", 1, "a")])[:0]
    assert choose_sources(versions, pd.DataFrame(columns=["file_key", "sheet", "form"]), NO_FINDINGS) == []
