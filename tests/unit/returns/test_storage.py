"""When a run brings and sends what lies at WAREHOUSE_STORAGE_URL, and what it says when it cannot."""

import uuid
from pathlib import Path

import fsspec
import pytest

from dagster_project.returns.receive.forgotten import forget
from dagster_project.returns.storage import stored
from dagster_project.settings import Settings, load_settings

SHA256 = "ab" + "c" * 62


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = f"memory://{uuid.uuid4().hex}/province"
    return load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"), WAREHOUSE_STORAGE_URL=url)


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def there(settings: Settings) -> set[str]:
    fs, root = fsspec.core.url_to_fs(settings.storage_url)
    return {path[len(root) :].lstrip("/") for path in fs.find(root)}


def test_a_run_that_fails_sends_what_it_made(settings: Settings) -> None:
    said: list[str] = []
    with pytest.raises(RuntimeError, match="a step failed"), stored(settings, said.append):
        write(settings.archive_dir / "ab" / SHA256)
        write(settings.archive_dir / "incoming" / "half")
        write(settings.data_dir / "person.key")
        raise RuntimeError("a step failed")
    assert there(settings) == {f"archive/ab/{SHA256}"}
    assert said == []


def test_a_storage_that_cannot_be_read_stops_the_run(tmp_path: Path) -> None:
    settings = load_settings(
        None,
        WAREHOUSE_DATA_DIR=str(tmp_path),
        WAREHOUSE_STORAGE_URL="nowhere://user:secret-word@host/x",
    )
    with pytest.raises(OSError, match="WAREHOUSE_STORAGE_URL") as caught, stored(settings, print):
        raise AssertionError("it must not begin")
    assert "secret-word" not in str(caught.value)


def test_one_that_cannot_be_written_is_told_and_costs_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def refuses(*_: object) -> None:
        raise PermissionError("Access Denied")

    with stored(settings, said.append):
        write(settings.archive_dir / "ab" / SHA256)
        monkeypatch.setattr("dagster_project.lib.mirror.Mirror._put", refuses)
    assert len(said) == 1
    assert "Access Denied" in said[0]
    monkeypatch.undo()
    with stored(settings, said.append):
        pass
    assert there(settings) == {f"archive/ab/{SHA256}"}


def test_what_was_forgotten_on_purpose_is_gone_everywhere(settings: Settings, tmp_path: Path) -> None:
    with stored(settings, print):
        write(settings.archive_dir / "ab" / SHA256)
    other = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path / "other"), WAREHOUSE_STORAGE_URL=settings.storage_url)
    with stored(other, print):
        assert (other.archive_dir / "ab" / SHA256).exists()
    forget(settings.archive_dir, SHA256, "a decision")
    with stored(settings, print):
        assert not (settings.archive_dir / "ab" / SHA256).exists()
    assert there(settings) == {"archive/received/forgotten.csv"}
    with stored(other, print):
        assert not (other.archive_dir / "ab" / SHA256).exists()
    assert there(settings) == {"archive/received/forgotten.csv"}


def test_a_folder_is_no_url(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="WAREHOUSE_STORAGE_URL"):
        load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path), WAREHOUSE_STORAGE_URL="/srv/storage")


def test_without_a_url_nothing_is_there_and_fsspec_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.returns.storage.Mirror", None)
    with stored(load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path)), print):
        pass
    assert list(tmp_path.iterdir()) == []
