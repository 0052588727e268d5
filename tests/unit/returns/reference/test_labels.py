"""Labels: the project's own lists have all of them, and a province's lists need none."""

from pathlib import Path

import pytest

from dagster_project.lib.seeds import SEEDS, read_seed
from dagster_project.returns.reference.labels import LABELS
from dagster_project.returns.reference.load import load_reference
from dagster_project.returns.reference.rows import LISTS, LabelledRow

LABELLED = {name: model for name, model in LISTS.items() if issubclass(model, LabelledRow)}
OWN = ("rules", "forms", "severities", "age_bands", "own_codes")


@pytest.mark.parametrize("name", [*LABELLED, *OWN])
def test_the_projects_own_lists_say_everything_in_both_languages_short_and_whole(name: str) -> None:
    model = LABELLED.get(name)
    label = model.LABEL if model else "label_vi"
    for row in read_seed(f"{name}.csv"):
        said = [row[one] for one in (label, *LABELS)]
        assert all(said), row
        assert not [one for one in said if "…" in one or "..." in one], row
        assert len(row["short_label_vi"]) <= 60, row


def labels(folder: Path, name: str, code: str) -> list[str]:
    key = LABELLED[name].KEY[-1]
    (row,) = (row for row in load_reference(folder).tables[name].to_pylist() if row[key] == code)
    return [row[one] for one in LABELS]


def test_a_list_without_labels_takes_those_of_the_projects_own(tmp_path: Path) -> None:
    own = (SEEDS / "units.csv").read_text(encoding="utf-8").splitlines()
    # The columns that a province knows, as its list looked before there were labels.
    (tmp_path / "units.csv").write_text("\n".join(",".join(line.split(",")[:7]) for line in own), encoding="utf-8")
    assert labels(tmp_path, "units", "ba-be") == ["Ba Bể district Party committee", "Ba Bể", "Ba Bể"]


def test_a_unit_that_is_called_otherwise_is_another_one(tmp_path: Path) -> None:
    head = "unit_code,unit_name_vi,unit_type,valid_from,valid_to"
    rows = ["ba-be,Huyện ủy Ba Bể cũ,district,2020-01-01,", "na-ri,Huyện ủy Na Rì,district,2020-01-01,"]
    (tmp_path / "units.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    assert labels(tmp_path, "units", "ba-be") == ["Huyện ủy Ba Bể cũ"] * 3
    assert labels(tmp_path, "units", "na-ri") == ["Na Rì district Party committee", "Na Rì", "Na Rì"]


def test_what_a_list_says_itself_holds(tmp_path: Path) -> None:
    head = "unit_code,unit_name_vi,unit_type,valid_from,valid_to,label_en,short_label_vi"
    (tmp_path / "units.csv").write_text(
        f"{head}\nna-ri,Huyện ủy Na Rì,district,2020-01-01,,Na Rì,\nx,Đảng ủy X,commune,2020-01-01,,X committee,X\n",
        encoding="utf-8",
    )
    assert labels(tmp_path, "units", "na-ri") == ["Na Rì", "Na Rì", "Na Rì"]
    # Short in English: the project's own, else the full one in English, before the Vietnamese.
    assert labels(tmp_path, "units", "x") == ["X committee", "X", "X committee"]


def test_a_succession_names_units_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "unit_code,unit_name_vi,unit_type,valid_from,valid_to\na,A,commune,2020-01-01,\n", encoding="utf-8"
    )
    # The project's own succession is of units that this province has not: no matter.
    assert load_reference(tmp_path).unit_codes == ["a"]
    (tmp_path / "unit_successions.csv").write_text("unit_code,successor_code\na,b\na,a\n", encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        load_reference(tmp_path)
    told = str(caught.value).splitlines()
    assert len(told) == 2
    assert any("line 2, column successor_code: found 'b', expected a unit_code in" in one for one in told)
    assert any("line 3, column successor_code: found 'a', expected another unit" in one for one in told)
