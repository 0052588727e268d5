"""`make verify` looks at every hash, names each file that is damaged or missing and says what to do."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from dagster_project.lib.time import VIETNAM
from dagster_project.publish.marts import publish_marts
from dagster_project.publish.publication import RunInfo
from dagster_project.returns.receive.blobs import blob_path
from dagster_project.returns.receive.index import copy_of
from dagster_project.returns.receive.step import pull
from dagster_project.settings import Settings, load_settings
from dagster_project.upkeep.__main__ import main
from dagster_project.upkeep.mending import mend, mend_records
from dagster_project.upkeep.person_key import person_key_in_force
from dagster_project.upkeep.verify import verify
from tests.unit.marts import DICTIONARY, warehouse

FIRST = hashlib.sha256(b"first").hexdigest()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of a folder with two received files and a publication."""
    returns = tmp_path / "returns"
    for unit, content in (("tinh", b"first"), ("ba-be", b"second")):
        path = returns / "2024" / unit / "a.xlsx"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RETURNS_URL", str(returns))
    settings = load_settings(None)
    pulled(settings)
    person_key_in_force(settings)
    warehouse(settings.warehouse_path)
    run = RunInfo(datetime(2026, 1, 2, 3, tzinfo=VIETNAM), "run-1", [], "1")
    publish_marts(settings.warehouse_path, settings.published_dir, run, DICTIONARY)
    mend(settings)
    return settings


def pulled(settings: Settings) -> None:
    pull(settings.returns_url, settings.archive_dir, units=["tinh", "ba-be"], years=[2024])


def test_all_is_whole(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()}
    assert main(["verify"]) == 0
    files = json.loads((settings.published_dir / "manifest.json").read_text())["files"]
    assert f"all is whole, {2 + 1 + len(files)} files looked at" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()} == before


def damaged_blob(settings: Settings) -> Path:
    path = blob_path(settings.archive_dir, FIRST)
    path.chmod(0o600)
    path.write_bytes(b"firsT")
    return path


def lost_blob(settings: Settings) -> Path:
    path = blob_path(settings.archive_dir, FIRST)
    path.unlink()
    return path


@pytest.mark.parametrize("damage", [damaged_blob, lost_blob])
def test_a_damaged_file_of_the_archive_is_named_and_comes_back(
    settings: Settings, damage: Callable[[Settings], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = damage(settings)
    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert f"{path} (2024/tinh/a.xlsx) is damaged or missing: the next night fetches it where the source" in said
    pulled(settings)
    assert path.read_bytes() == b"first"
    assert main(["verify"]) == 0


def test_it_stays_damage_where_the_source_has_it_no_more(settings: Settings) -> None:
    damaged_blob(settings)
    for _ in range(2):
        Path(settings.returns_url, "2024/tinh/a.xlsx").unlink(missing_ok=True)
        assert len(verify(settings).damage) == 1
        pulled(settings)
    blob_path(settings.archive_dir, FIRST).write_bytes(b"first")
    assert verify(settings).damage == []


@pytest.mark.parametrize("name", ["bi.duckdb", "parquet/mart_return.parquet", "manifest.json"])
@pytest.mark.parametrize("how", ["changed", "lost"])
def test_a_damaged_publication_is_named(settings: Settings, name: str, how: str) -> None:
    path = settings.published_dir / name
    if how == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9])
    (said,) = verify(settings).damage
    assert said == f"{path} is damaged or missing: the next night publishes again"


def test_what_is_made_again_is_told_and_made_again(settings: Settings) -> None:
    settings.warehouse_path.write_bytes(b"")
    (said,) = verify(settings).damage
    assert "the next night makes it again" in said
    assert "The warehouse was damaged" in mend(settings)[0]


def test_a_damaged_index_is_told_and_comes_back(settings: Settings) -> None:
    (index,) = (settings.archive_dir / "received").glob("*.parquet")
    index.write_bytes(copy_of(index).read_bytes()[:-9])
    assert "the next night takes its copy" in verify(settings).damage[0]
    mend_records(settings)
    assert verify(settings).damage == []


def test_a_lost_person_key_is_told(settings: Settings) -> None:
    settings.person_key_path.unlink()
    (said,) = verify(settings).damage
    assert "person.key is missing" in said
