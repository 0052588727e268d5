"""The person key of a warehouse that stands is not lost, replaced or weak without a word; a change is deliberate."""

from pathlib import Path

import pytest

from dagster_project.settings import Settings, WrongSetting, load_settings
from dagster_project.upkeep.__main__ import main
from dagster_project.upkeep.person_key import (
    WrongPersonKey,
    fingerprint_path,
    identity_dir,
    person_key_in_force,
    rotate_person_key,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))


@pytest.fixture
def standing(settings: Settings) -> Settings:
    """Return the settings of a folder where a warehouse was built."""
    person_key_in_force(settings)
    identity_dir(settings).mkdir(parents=True)
    (identity_dir(settings) / "person_row.parquet").write_bytes(b"keys")
    settings.warehouse_path.write_bytes(b"")
    return settings


def test_the_first_night_makes_a_key_and_its_fingerprint(settings: Settings) -> None:
    key = person_key_in_force(settings)
    assert person_key_in_force(settings) == key
    told = fingerprint_path(settings).read_text().strip()
    assert len(told) == 32
    assert told not in key.decode()
    assert key.decode()[:8] not in told


def test_without_a_warehouse_a_lost_key_is_made_anew(settings: Settings) -> None:
    first = person_key_in_force(settings)
    settings.person_key_path.unlink()
    assert person_key_in_force(settings) != first


@pytest.mark.parametrize("stands", ["warehouse", "identity"])
def test_a_lost_key_of_a_standing_warehouse_ends_the_night(standing: Settings, stands: str) -> None:
    (standing.warehouse_path if stands == "identity" else identity_dir(standing) / "person_row.parquet").unlink()
    standing.person_key_path.unlink()
    with pytest.raises(WrongPersonKey, match=r"is missing, and a warehouse .* restore it from the backup.*rotate-key"):
        person_key_in_force(standing)
    assert not standing.person_key_path.exists()


@pytest.mark.parametrize("content", [b"", b"abc\n", bytes(65), b"0" * 64, b"\xff" * 64, b"ab" * 32])
def test_a_damaged_key_is_never_used(standing: Settings, content: bytes) -> None:
    standing.person_key_path.write_bytes(content)
    with pytest.raises(WrongPersonKey, match="restore it from the backup") as wrong:
        person_key_in_force(standing)
    assert "delete it" not in str(wrong.value)
    assert standing.person_key_path.read_bytes() == content


def test_another_good_key_is_refused_and_the_backup_s_one_is_taken(standing: Settings) -> None:
    backup = standing.person_key_path.read_text()
    standing.person_key_path.write_text("0123456789abcdef" * 4)
    with pytest.raises(WrongPersonKey, match="not the key that the warehouse was built with"):
        person_key_in_force(standing)
    standing.person_key_path.write_text(backup)
    assert person_key_in_force(standing) == backup.strip().encode()


def test_another_key_of_the_environment_is_refused_too(standing: Settings) -> None:
    other = load_settings(
        None, WAREHOUSE_DATA_DIR=str(standing.data_dir), WAREHOUSE_PERSON_KEY="a secret of more than 32 letters"
    )
    with pytest.raises(WrongPersonKey, match="WAREHOUSE_PERSON_KEY is not the key"):
        person_key_in_force(other)


def test_a_weak_key_of_the_environment_is_refused() -> None:
    with pytest.raises(WrongSetting, match="1 different characters"):
        load_settings(None, WAREHOUSE_PERSON_KEY="x" * 40)


@pytest.mark.parametrize("fingerprint", [None, b"", b"\xff\xff", b"abc"])
def test_a_warehouse_from_before_there_were_fingerprints_keeps_its_key(
    standing: Settings, fingerprint: bytes | None
) -> None:
    fingerprint_path(standing).unlink()
    if fingerprint is not None:
        fingerprint_path(standing).write_bytes(fingerprint)
    key = person_key_in_force(standing)
    assert key == standing.person_key_path.read_bytes().strip()
    assert len(fingerprint_path(standing).read_text().strip()) == 32


def test_a_rotation_keeps_the_old_key_and_asks_for_new_persons(standing: Settings) -> None:
    before = standing.person_key_path.read_bytes()
    old = rotate_person_key(standing)
    assert old is not None
    assert old.read_bytes() == before
    assert old.stat().st_mode & 0o777 == 0o600
    assert person_key_in_force(standing) != before.strip()
    assert not list(identity_dir(standing).glob("*.parquet"))


def test_a_rotation_that_was_killed_is_refused_and_can_be_said_again(
    standing: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dagster_project.upkeep.person_key.create_key", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate_person_key(standing)
    monkeypatch.undo()
    with pytest.raises(WrongPersonKey, match=r"beside it lie person\.key\.replaced-"):
        person_key_in_force(standing)
    rotate_person_key(standing)
    assert person_key_in_force(standing)


def test_the_command_wants_to_be_confirmed(
    standing: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(standing.data_dir))
    before = standing.person_key_path.read_bytes()
    assert main(["rotate-key", "CONFIRM="]) == 1
    assert "make rotate-key CONFIRM=yes" in capsys.readouterr().err
    assert standing.person_key_path.read_bytes() == before
    assert main(["rotate-key", "CONFIRM=yes"]) == 0
    assert "The old key lies in" in capsys.readouterr().out
    assert standing.person_key_path.read_bytes() != before
