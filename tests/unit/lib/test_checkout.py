"""Which version of the code it was: git's commit, or what pyproject.toml says."""

import subprocess
from pathlib import Path

import pytest

from dagster_project.lib.checkout import code_version


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    return folder


def git(folder: Path, *words: str) -> str:
    nobody = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    return subprocess.run(["git", "-C", folder, *nobody, *words], capture_output=True, text=True, check=True).stdout


def committed(folder: Path) -> str:
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    git(folder, "tag", "somebodys-name")
    return git(folder, "rev-parse", "HEAD").strip()


def test_it_is_the_commit_and_a_plus_where_files_changed_since(checkout: Path) -> None:
    commit = committed(checkout)
    assert code_version(checkout) == commit[:12]
    (checkout / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n', encoding="utf-8")
    assert code_version(checkout) == f"{commit[:12]}+"


def test_without_git_it_is_the_number_of_the_version(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A folder above that is somebody's own repository says nothing of this code.
    committed(checkout.parent)
    assert code_version(checkout) == "1.2.3"
    (checkout / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert code_version(checkout) == "1.2.3"
