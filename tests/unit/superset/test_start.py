"""`make superset` before Superset itself: what it refuses, and what Superset's processes are told."""

import stat
from pathlib import Path

import pytest

from dagster_project import superset
from dagster_project.settings import environment_for_superset, load_settings


def test_without_a_publication_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(tmp_path))
    assert superset.main([]) == 1
    assert "make nightly" in capsys.readouterr().err
    assert not (tmp_path / "superset").exists()


def test_no_secret_of_the_project_reaches_superset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAREHOUSE_PERSON_KEY", "NOTIFY_URL", "BI_POSTGRES_URL", "SUPERSET_ADMIN_PASSWORD"):
        monkeypatch.setenv(name, "a secret of at least thirty-two letters")
    told = environment_for_superset(load_settings(None, NOTIFY_URL="", BI_POSTGRES_URL="", WAREHOUSE_DATA_DIR=tmp_path))
    assert "a secret of at least thirty-two letters" not in told.values()
    assert told["SUPERSET_HOME"] == str(tmp_path / "superset")


def test_the_password_is_made_once_and_shown_once(tmp_path: Path) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=tmp_path)
    password, told = superset._secrets(settings)
    assert password in told
    again, told_again = superset._secrets(settings)
    assert again == password
    assert password not in told_again
    assert stat.S_IMODE((tmp_path / "superset" / "admin.password").stat().st_mode) == 0o600
    assert (tmp_path / "superset" / "secret.key").read_text() != (tmp_path / "superset" / "admin.password").read_text()


def test_a_password_that_is_set_is_never_shown(tmp_path: Path) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=tmp_path, SUPERSET_ADMIN_PASSWORD="a long password")
    password, told = superset._secrets(settings)
    assert password == "a long password"
    assert password not in told
