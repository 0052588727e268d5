"""Settings: the names and defaults that the contract promises, and a person key that is made once."""

import grp
import multiprocessing
import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
import yaml

from dagster_project.settings import (
    CHECKOUT,
    Settings,
    WrongSetting,
    apply_environment,
    check_names,
    environment_for_spark,
    environment_for_tools,
    load_settings,
    prepare_dagster_home,
)

NAMES = (
    "RETURNS_URL",
    "RETURNS_OPTIONS",
    "WAREHOUSE_DATA_DIR",
    "WAREHOUSE_REFERENCE_DIR",
    "WAREHOUSE_PERSON_KEY",
    "BI_POSTGRES_URL",
    "WAREHOUSE_READERS_GROUP",
    "WAREHOUSE_ENGINE",
    "SPARK_MASTER",
)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def loaded(folder: Path, text: str = "") -> Settings:
    (folder / ".env").write_text(text, encoding="utf-8")
    return load_settings(folder / ".env")


def test_defaults_lie_in_the_checkout(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.returns_url == str(CHECKOUT / "raw")
    assert settings.data_dir == CHECKOUT / "data"
    assert settings.reference_dir == CHECKOUT / "dbt" / "seeds"
    assert settings.published_dir == CHECKOUT / "data" / "published"
    assert settings.source_options() == {}
    assert settings.bi_postgres_url.get_secret_value() == ""


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "RETURNS_URL=sftp://from-file/x\nWAREHOUSE_DATA_DIR=/srv/dữ liệu\n"
    monkeypatch.setenv("RETURNS_URL", "s3://from-environment/x")
    settings = loaded(tmp_path, text)
    assert settings.returns_url == "s3://from-environment/x"
    assert settings.warehouse_path == Path("/srv/dữ liệu/warehouse.duckdb")


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_setting_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, blank)
    settings = loaded(tmp_path)
    assert settings.returns_url == str(CHECKOUT / "raw")
    assert settings.data_dir == CHECKOUT / "data"
    assert settings.secret_person_key is None
    assert settings.readers_group is None


def test_a_blank_in_the_environment_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", "")
    assert loaded(tmp_path, "WAREHOUSE_DATA_DIR=/srv/data\n").data_dir == Path("/srv/data")


def test_relative_paths_count_from_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = loaded(tmp_path, "RETURNS_URL=mine\nWAREHOUSE_DATA_DIR=out\nWAREHOUSE_REFERENCE_DIR=~/reference\n")
    assert settings.returns_url == str(CHECKOUT / "mine")
    assert settings.data_dir == CHECKOUT / "out"
    assert settings.reference_dir == Path.home() / "reference"


def test_nothing_is_read_at_import() -> None:
    program = "import dagster_project.settings as s, sys; print('dagster' in sys.modules, s.CHECKOUT.is_dir())"
    environment = {**os.environ, "WAREHOUSE_PERSON_KEY": "", "RETURNS_OPTIONS": "not json"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False True"


def test_options_must_be_an_object_and_are_never_shown(tmp_path: Path) -> None:
    settings = loaded(tmp_path, 'RETURNS_OPTIONS={"password": "hidden-word"}\n')
    assert settings.source_options() == {"password": "hidden-word"}
    assert "hidden-word" not in repr(settings)
    with pytest.raises(WrongSetting) as caught:
        loaded(tmp_path, "RETURNS_OPTIONS=[hidden-word\n")
    assert "JSON object" in str(caught.value)
    assert "hidden-word" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kho:hidden-word@db.tinh.example:5432/bi?sslmode=verify-full",
        "postgres://kho@/bi?host=/var/run/postgresql",
        "postgresql://db/bi",
    ],
)
def test_a_database_may_get_the_tables_and_is_never_shown(tmp_path: Path, url: str) -> None:
    settings = loaded(tmp_path, f"BI_POSTGRES_URL={url}\n")
    assert settings.bi_postgres_url.get_secret_value() == url
    assert "hidden-word" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://kho:hidden-word@db/bi",
        "postgresql://kho:hidden-word@db",  # which database?
        "postgresql://kho:hidden-word@db/",
        "postgresql://kho:hidden-word@db:port/bi?hidden-word=1",
        "postgresql://kho:hidden%word@db/bi",
        "host=db dbname=bi password=hidden-word",
    ],
)
def test_what_is_no_database_ends_the_night_before_it_starts(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongSetting, match="expected postgresql://user:password@host:5432/database") as caught:
        loaded(tmp_path, f"BI_POSTGRES_URL={url}\n")
    assert "hidden-word" not in str(caught.value)


def test_secrets_are_not_in_the_repr(tmp_path: Path) -> None:
    key = "very-secret-and-long-enough-to-be-one"
    settings = loaded(tmp_path, f"WAREHOUSE_PERSON_KEY={key}\nRETURNS_URL=sftp://etl:hidden-word@host/x\n")
    assert "very-secret" not in repr(settings)
    assert "hidden-word" not in repr(settings)
    assert settings.person_key() == key.encode()


def test_a_person_key_that_can_be_tried_out_is_refused_and_not_shown(tmp_path: Path) -> None:
    nearly = "0123456789abcdef0123456789ABCDE"
    with pytest.raises(
        WrongSetting, match="WAREHOUSE_PERSON_KEY: it holds 31 characters, at least 32 are needed"
    ) as caught:
        loaded(tmp_path, f"WAREHOUSE_PERSON_KEY={nearly}\n")
    assert nearly not in str(caught.value)
    assert loaded(tmp_path, f"WAREHOUSE_PERSON_KEY={nearly}F\n").person_key() == f"{nearly}F".encode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("SUPERSET_PORT=eighty", "SUPERSET_PORT: expected a whole number"),
        ("SUPERSET_PORT=70000", "SUPERSET_PORT: expected at most 65535"),
        ("LOG_FORMAT=xml", "LOG_FORMAT: expected 'text' or 'json'"),
        ("RETURNS_OPTIONS=[]", "RETURNS_OPTIONS: expected a JSON object"),
    ],
)
def test_a_wrong_setting_is_one_line_in_our_words(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        loaded(tmp_path, f"{line}\n")
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)
    assert "pydantic" not in str(caught.value).lower()


def test_several_wrong_settings_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"LOG_FORMAT: .*; SUPERSET_PORT: "):
        loaded(tmp_path, "LOG_FORMAT=xml\nSUPERSET_PORT=0\n")


def test_a_misspelt_setting_is_no_default_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("RETURN_URL=/srv/returns\n# WAREHOUSE_NOTHING=1\nPATH_OF_MINE=1\nwarehouse_data_dir=x\n")
    with pytest.raises(
        WrongSetting, match=r"no such setting: RETURN_URL \(\.env\).*did you mean RETURNS_URL"
    ) as caught:
        check_names(file)
    assert "OF_MINE" not in str(caught.value)
    assert "data_dir" not in str(caught.value)
    monkeypatch.setenv("WAREHOUSE_DATADIR", "/srv/data")
    with pytest.raises(WrongSetting, match=r"WAREHOUSE_DATADIR \(environment\).*WAREHOUSE_DATA_DIR"):
        check_names(tmp_path / "none")
    monkeypatch.delenv("WAREHOUSE_DATADIR")
    # Another program's.
    monkeypatch.setenv("POSTGRES_URL", "x")
    check_names(tmp_path / "none")


def test_the_person_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"))
    key = settings.person_key()
    assert len(key) == 64
    assert settings.person_key() == key
    assert stat.S_IMODE(settings.person_key_path.stat().st_mode) == 0o600
    settings.person_key_path.chmod(0o644)
    assert settings.person_key() == key
    assert stat.S_IMODE(settings.person_key_path.stat().st_mode) == 0o600
    assert [one.name for one in settings.data_dir.iterdir()] == ["person.key"]


def _key(folder: str) -> bytes:
    return load_settings(None, WAREHOUSE_DATA_DIR=folder).person_key()


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    # No multiprocessing.Pool: it ends by killing its workers, and waits for ever for one that holds the queue.s lock.
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert len(set(pool.map(_key, [str(tmp_path)] * 8))) == 1


def test_a_cut_off_key_is_an_error(tmp_path: Path) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))
    settings.person_key_path.write_text("abc")
    with pytest.raises(ValueError, match="restore the file from a backup"):
        settings.person_key()


def test_tools_are_told_to_report_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))
    told = environment_for_tools(settings)
    assert told["DO_NOT_TRACK"] == "1"
    assert told["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    assert told["GX_ANALYTICS_ENABLED"] == "false"
    for name in told:
        monkeypatch.setenv(name, "something else")
    apply_environment(settings)
    assert {name: os.environ[name] for name in told} == told


def test_dagster_home_has_the_committed_configuration(tmp_path: Path) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))
    home = prepare_dagster_home(settings)
    (home / "dagster.yaml").write_text("telemetry: {enabled: true}")
    prepare_dagster_home(settings)
    assert yaml.safe_load((home / "dagster.yaml").read_text())["telemetry"] == {"enabled": False}


def test_a_group_of_readers_is_one_that_is_there(tmp_path: Path) -> None:
    own = grp.getgrgid(os.getegid()).gr_name
    assert loaded(tmp_path, f"WAREHOUSE_READERS_GROUP={own}\n").readers_group == own
    with pytest.raises(WrongSetting, match="no system group is called 'nobody-knows-it'"):
        loaded(tmp_path, "WAREHOUSE_READERS_GROUP=nobody-knows-it\n")


def test_a_group_to_which_the_night_cannot_give_files_is_told_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 1000)
    monkeypatch.setattr(os, "getgroups", lambda: [1000, 2000])
    monkeypatch.setattr(grp, "getgrnam", lambda name: grp.struct_group((name, "x", int(name[1:]), [])))
    assert loaded(tmp_path, "WAREHOUSE_READERS_GROUP=g2000\n").readers_group == "g2000"
    with pytest.raises(WrongSetting, match="the user of the night is not in the group 'g3000'"):
        loaded(tmp_path, "WAREHOUSE_READERS_GROUP=g3000\n")


def test_duckdb_builds_unless_spark_is_asked_for(tmp_path: Path) -> None:
    assert loaded(tmp_path).engine == "duckdb"
    with pytest.raises(WrongSetting, match="WAREHOUSE_ENGINE"):
        loaded(tmp_path, "WAREHOUSE_ENGINE=sparc\n")


def test_spark_without_its_environment_or_java_is_told_before_the_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("dagster_project.settings.SPARK_PYTHON", tmp_path / ".venv-spark" / "bin" / "python")
    with pytest.raises(WrongSetting, match="make setup-spark"):
        loaded(tmp_path, "WAREHOUSE_ENGINE=spark\n")
    (tmp_path / ".venv-spark").mkdir()
    (tmp_path / ".venv-spark" / ".ready").touch()
    with pytest.raises(WrongSetting, match="Java 17"):
        loaded(tmp_path, "WAREHOUSE_ENGINE=spark\n")
    monkeypatch.setenv("JAVA_HOME", "/opt/java")
    assert loaded(tmp_path, "WAREHOUSE_ENGINE=spark\n").engine == "spark"


def test_spark_sees_its_own_variables_and_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "RETURNS_URL": "sftp://user:word@host/x",
        "WAREHOUSE_PERSON_KEY": "a secret of at least thirty-two letters",
        "SPARK_CONF_DIR": "/etc/spark",
        "SPARK_DRIVER_MEMORY": "9g",
    }.items():
        monkeypatch.setenv(name, value)
    settings = loaded(tmp_path)
    seen = environment_for_spark(settings)
    assert (seen["SPARK_CONF_DIR"], seen["SPARK_DRIVER_MEMORY"]) == ("/etc/spark", "9g")
    assert seen["WAREHOUSE_DATA_DIR"] == str(settings.data_dir)
    assert not {"RETURNS_URL", "WAREHOUSE_PERSON_KEY"} & set(seen)
