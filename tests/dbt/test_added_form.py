"""The staging model of the form that docs/add-a-form.md adds: what stands on the page is built over its table."""

import re
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from dagster_project.tables.rows import judged_schema
from tests.dbt.conftest import PROJECT, Dbt
from tests.dbt.typed_data import write_typed_data
from tests.lists import PROJECT as ROOT
from tests.lists import add_the_form_of_the_page, blocks_of_the_page, own_lists

pytestmark = pytest.mark.slow
_SOURCES = "dbt/models/staging/_sources.yml"
_FORM_04 = re.compile(r"^      - name: form_04_row\n(?:       .*\n)+", re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Dbt:
    """Return a copy of the project with the page's form in it, over a province of which nothing was received."""
    copy, data = tmp_path / "dbt", tmp_path / "data"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    write_typed_data(data)
    with own_lists(tmp_path) as lists:
        add_the_form_of_the_page(lists)
        shutil.copy(lists.path("forms.csv"), copy / "seeds")
        shutil.copy(lists.path("codes.csv"), copy / "seeds")
        table = data / "returns" / "judged" / "form_05_row" / "0" / "none.parquet"
        table.parent.mkdir(parents=True)
        pq.write_table(judged_schema("05").empty_table(), table)
    for file, text in blocks_of_the_page().items():
        target = copy.parent / file
        if file == _SOURCES:
            sources = target.read_text(encoding="utf-8")
            assert len(_FORM_04.findall(sources)) == 1
            target.write_text(_FORM_04.sub(rf"\g<0>{text}", sources), encoding="utf-8")
        elif not file.endswith(".csv"):
            assert not (ROOT / file).exists(), f"the page would overwrite {file}"
            target.write_text(text, encoding="utf-8")
    return Dbt(copy, data)


def test_the_staging_model_of_the_page_is_built(project: Dbt) -> None:
    built = project.run("build", "--exclude-resource-type", "unit_test")
    assert not built.problems(), built.problems()
    assert built.results["stg_form_05_row"] == "success"
    with duckdb.connect(str(project.warehouse), read_only=True) as warehouse:
        owed = warehouse.execute("select distinct report_year, form from core.fct_return where form in ('04', '05')")
        forms = owed.fetchall()
    assert {form for year, form in forms if year < 2026} == {"04"}, "form 05 is owed from 2026 on"
