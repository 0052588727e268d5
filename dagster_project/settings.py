"""Where things lie and what is set: the only module that reads the environment and `.env`.

Here belongs: the settings that `contract.md` promises, the folders that follow from them, and the secret key
of persons. Not here: what is done with any of it. Nothing is read at import; call `load_settings` once, at
the edge, and hand the result (or the one path that is needed) to the functions that work.
"""

import json
import os
import re
import shutil
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dagster_project import NO_TELEMETRY
from dagster_project.lib.addresses import check_postgres_url, read_addresses
from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.command import Command, refused
from dagster_project.lib.files import group_that_may_be_given, write_atomically
from dagster_project.lib.keys import read_or_create_key, weakness_of
from dagster_project.lib.log_lines import LogFormat
from dagster_project.lib.reasons import reason_of_error
from dagster_project.lib.seeds import SEEDS

#: Spark's own environment (`make setup-spark`); made whole when its .ready is there.
SPARK_PYTHON = CHECKOUT / ".venv-spark" / "bin" / "python"


class WrongSetting(ValueError):
    """A setting that cannot be; the message is one line."""


class Settings(BaseSettings):
    """The settings of one run. Relative paths count from the checkout, wherever the command was typed."""

    model_config = SettingsConfigDict(
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        env_file_encoding="utf-8",
    )

    #: May hold a password: not part of the repr.
    returns_url: str = Field(default=str(CHECKOUT / "raw"), validation_alias="RETURNS_URL", repr=False)
    #: What the file system behind RETURNS_URL needs besides the URL, as a JSON object of fsspec options, such
    #: as {"key_filename": "/home/etl/.ssh/id_ed25519"} or {"endpoint_url": "..."}; may hold secrets, so never
    #: shown.
    returns_options: SecretStr = Field(default=SecretStr("{}"), validation_alias="RETURNS_OPTIONS")
    data_dir: Path = Field(default=CHECKOUT / "data", validation_alias="WAREHOUSE_DATA_DIR")
    reference_dir: Path = Field(default=SEEDS, validation_alias="WAREHOUSE_REFERENCE_DIR")
    #: Where archive and Parquet between the steps lie, as a URL that fsspec writes to (s3://bucket/province); the data
    #: folder is then this machine's copy of them. Empty: they lie in the data folder alone.
    storage_url: str = Field(default="", validation_alias="WAREHOUSE_STORAGE_URL", repr=False)
    #: What the file system behind it needs besides, as a JSON object of fsspec options; never shown.
    storage_options: SecretStr = Field(default=SecretStr("{}"), validation_alias="WAREHOUSE_STORAGE_OPTIONS")
    #: What builds the models: DuckDB inside this process, or Apache Spark (docs/decisions/spark.md).
    engine: Literal["duckdb", "spark"] = Field(default="duckdb", validation_alias="WAREHOUSE_ENGINE")
    #: Where Spark runs: local[*] is this machine, spark://host:7077 a cluster whose machines see the data folder under
    #: the same path. All else about it (memory, executors) is set in Spark's own spark-defaults.conf (SPARK_CONF_DIR).
    spark_master: str = Field(default="local[*]", validation_alias="SPARK_MASTER")
    #: Who is told of failed nights, failed checks and missing returns besides the log file, separated by blanks:
    #: smtp://user:password@host:587?from=a@b&to=c@d,e@f, smtps://… or https://… (a webhook); never shown.
    notify_url: SecretStr = Field(default=SecretStr(""), validation_alias="NOTIFY_URL")
    #: A PostgreSQL database that gets the published tables too, as postgresql://user:password@host:5432/database;
    #: never shown.
    bi_postgres_url: SecretStr = Field(default=SecretStr(""), validation_alias="BI_POSTGRES_URL")
    secret_person_key: SecretStr | None = Field(default=None, validation_alias="WAREHOUSE_PERSON_KEY")
    #: A system group that may read the quality report and Data Docs; None: their owner alone.
    readers_group: str | None = Field(default=None, validation_alias="WAREHOUSE_READERS_GROUP")
    #: How a night's lines are written, at the terminal and in its log: for people, or one JSON object a line.
    log_format: LogFormat = Field(default="text", validation_alias="LOG_FORMAT")
    #: `make superset`: where it listens (on this machine alone), and the password of its account `admin`.
    superset_port: int = Field(default=8088, ge=1, le=65535, validation_alias="SUPERSET_PORT")
    superset_admin_password: SecretStr | None = Field(default=None, validation_alias="SUPERSET_ADMIN_PASSWORD")

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: v for name, v in values.items() if not (isinstance(v, str) and not v.strip())}

    @field_validator("returns_url", mode="after")
    @classmethod
    def _folder_or_url(cls, value: str) -> str:
        value = value.strip()
        if "://" in value or "::" in value:
            return value
        return str(_from_checkout(Path(value)))

    @field_validator("storage_url", mode="after")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and "://" not in value:
            raise ValueError("expected a URL such as s3://bucket/province; a folder is WAREHOUSE_DATA_DIR's")
        return value.strip()

    @field_validator("returns_options", "storage_options", mode="after")
    @classmethod
    def _json_object(cls, value: SecretStr) -> SecretStr:
        try:
            is_object = isinstance(json.loads(value.get_secret_value()), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise ValueError('expected a JSON object such as {"key_filename": "/home/etl/.ssh/id_ed25519"}')
        return value

    @field_validator("secret_person_key", mode="after")
    @classmethod
    def _strong_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and (weakness := weakness_of(value.get_secret_value().strip())):
            raise ValueError(f"it holds {weakness}. Make one with: openssl rand -hex 32")
        return value

    @field_validator("notify_url", mode="after")
    @classmethod
    def _targets(cls, value: SecretStr) -> SecretStr:
        # Said before a night begins: a target that was never reached would be noticed by nobody.
        read_addresses(value.get_secret_value())
        return value

    @field_validator("bi_postgres_url", mode="after")
    @classmethod
    def _postgres(cls, value: SecretStr) -> SecretStr:
        if text := value.get_secret_value():
            check_postgres_url(text)
        return value

    @field_validator("readers_group", mode="after")
    @classmethod
    def _known_group(cls, value: str | None) -> str | None:
        # Said before a night begins: at its end it would cost the readers their pages.
        return None if value is None else group_that_may_be_given(value.strip()).gr_name

    @field_validator("engine", mode="after")
    @classmethod
    def _engine_that_is_there(cls, value: str) -> str:
        # Said before a night begins: after hours of reading it would cost the night.
        if value == "spark" and not (SPARK_PYTHON.parents[1] / ".ready").exists():
            raise ValueError("Spark's environment .venv-spark is not there: run make setup-spark")
        if value == "spark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise ValueError("Spark needs Java 17 or 21: apt install default-jre-headless")
        return value

    @field_validator("data_dir", "reference_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return _from_checkout(value)

    def source_options(self) -> dict[str, Any]:
        """RETURNS_OPTIONS as what `pull` takes."""
        options = json.loads(self.returns_options.get_secret_value())
        return cast(dict[str, Any], options)

    def storage_fsspec_options(self) -> dict[str, Any]:
        """WAREHOUSE_STORAGE_OPTIONS as what fsspec takes."""
        options = json.loads(self.storage_options.get_secret_value())
        return cast(dict[str, Any], options)

    # What a night leaves under the data folder, one property a path.

    @property
    def archive_dir(self) -> Path:
        """Every file ever received, by its SHA-256."""
        return self.data_dir / "archive"

    @property
    def canonical_reference_dir(self) -> Path:
        """The validated reference that this warehouse was built with, as Parquet."""
        return self.data_dir / "reference"

    @property
    def warehouse_path(self) -> Path:
        """The working database: everything, with names; owner-only."""
        return self.data_dir / "warehouse.duckdb"

    @property
    def building_path(self) -> Path:
        """The database that a night builds; it becomes the warehouse when all its checks passed."""
        return self.data_dir / "building" / "warehouse.duckdb"

    @property
    def published_dir(self) -> Path:
        """What BI reads: the marts without any personal data."""
        return self.data_dir / "published"

    @property
    def quality_dir(self) -> Path:
        """Reports on the returns for analysts, and the workbooks for the units."""
        return self.data_dir / "quality"

    @property
    def log_path(self) -> Path:
        """What the nights said, newest last."""
        return self.data_dir / "logs" / "nightly.log"

    @property
    def notifications_path(self) -> Path:
        """What people were told, newest last."""
        return self.log_path.with_name("notifications.log")

    @property
    def told_path(self) -> Path:
        """What each target of NOTIFY_URL was told already."""
        return self.data_dir / "told.json"

    @property
    def history_dir(self) -> Path:
        """What every night counted, kept to compare."""
        return self.data_dir / "history"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own state."""
        return self.data_dir / "dagster"

    @property
    def superset_dir(self) -> Path:
        """Superset's own state and secrets."""
        return self.data_dir / "superset"

    @property
    def person_key_path(self) -> Path:
        """Where the random person key lies when none is set."""
        return self.data_dir / "person.key"

    def person_key(self) -> bytes:
        """Return the secret under which persons' keys are hashed.

        Create and keep a random one on first use.
        """
        if self.secret_person_key is not None:
            return self.secret_person_key.get_secret_value().encode()
        lost = "every person then gets a new key in the warehouse"
        return read_or_create_key(self.person_key_path, lost).encode()


def load_settings(env_file: Path | None = CHECKOUT / ".env", **overrides: Any) -> Settings:
    """Read environment and `.env` (the environment wins); `overrides` are given by their environment names.

    A setting that is there but empty counts as not set.

    Raises:
        WrongSetting: a value cannot be; the message names each setting with what was expected, in one line.
    """
    try:
        return Settings(_env_file=env_file, **overrides)
    except ValidationError as problem:
        raise WrongSetting("; ".join(_in_words(error) for error in problem.errors())) from None


def check_names(env_file: Path = CHECKOUT / ".env") -> None:
    """Raise WrongSetting for names in the environment or `.env` that were meant to be settings and are none.

    Commands ask once, when a person starts them: a setting that is misspelt would be a default in silence.
    """
    known = [str(field.validation_alias) for field in Settings.model_fields.values()]
    lines = env_file.read_text(encoding="utf-8") if env_file.is_file() else ""
    in_file = re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", lines, re.MULTILINE)
    found = {**dict.fromkeys(os.environ, "environment"), **dict.fromkeys(in_file, env_file.name)}
    wrong = [f"{name} ({where}){_meant(name, known)}" for name, where in found.items() if _is_misspelt(name, known)]
    if wrong:
        raise WrongSetting(f"không có thiết lập · no such setting: {'; '.join(sorted(wrong))}")


def _is_misspelt(name: str, known: list[str]) -> bool:
    if name.upper() in known:
        # Capitals count in the environment, not for who types it: what would be read is read.
        return False
    return name.startswith(("WAREHOUSE_", "RETURNS_")) or bool(get_close_matches(name.upper(), known, n=1, cutoff=0.9))


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name.upper(), known, n=1)
    return f": ý là · did you mean {close[0]}?" if close else ""


def _in_words(error: Any) -> str:
    """Say what is wrong with one setting, without the library's words and without the value: it may be a secret."""
    name, context = str(error["loc"][0]) if error["loc"] else "settings", error.get("ctx", {})
    if "error" in context:
        said = str(context["error"])
        return said if said.startswith(name) else f"{name}: {said}"
    if "expected" in context:
        return f"{name}: expected {context['expected']}"
    if error["type"].startswith("int"):
        return f"{name}: expected a whole number"
    if limits := [f"{word} {context[of]}" for of, word in (("ge", "at least"), ("le", "at most")) if of in context]:
        return f"{name}: expected {' and '.join(limits)}"
    return f"{name}: the value is not understood"


def environment_for_tools(settings: Settings) -> dict[str, str]:
    """Return the variables that Dagster, dbt and Great Expectations read, as this run means them.

    They are given to child processes (and to `apply_environment`), so that no tool looks for its own
    settings.
    """
    return {
        **NO_TELEMETRY,
        "WAREHOUSE_DATA_DIR": str(settings.data_dir),
        "WAREHOUSE_REFERENCE_DIR": str(settings.reference_dir),
        "DAGSTER_HOME": str(settings.dagster_home),
    }


def environment_for_dbt(data_dir: str) -> dict[str, str]:
    """Return what dbt's process sees of the environment when it compiles for a data folder."""
    return {**os.environ, **NO_TELEMETRY, "WAREHOUSE_DATA_DIR": data_dir}


def environment_for_spark(settings: Settings) -> dict[str, str]:
    """Return what Spark's process sees of the environment: nothing of the returns' source, and no secret of ours.

    Spark's own variables go on to it; without any it may take 4 GiB on this machine.
    """
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "JAVA_HOME") if name in os.environ}
    own = {name: value for name, value in os.environ.items() if name.startswith(("SPARK_", "HADOOP_", "YARN_"))}
    here = {"SPARK_LOCAL_IP": "127.0.0.1"} if settings.spark_master.startswith("local") else {}
    return {"SPARK_DRIVER_MEMORY": "4g", **here, **passed, **own, **environment_for_tools(settings)}


def environment_for_superset(settings: Settings) -> dict[str, str]:
    """Return all that Superset's processes see of the environment, and what `superset/superset_config.py` reads.

    No secret is among it: Superset reads its own from its file, and the others are none of its business.
    """
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ},
        "SUPERSET_CONFIG_PATH": str(CHECKOUT / "superset" / "superset_config.py"),
        "SUPERSET_HOME": str(settings.superset_dir),
        "SUPERSET_PUBLISHED": str(settings.published_dir),
        "FLASK_APP": "superset.app:create_app()",
    }


def apply_environment(settings: Settings) -> None:
    """Set `environment_for_tools` in this process.

    Call it before Dagster, dbt or Great Expectations is imported.
    """
    os.environ.update(environment_for_tools(settings))


def prepare_dagster_home(settings: Settings) -> Path:
    """Put the committed `dagster.yaml` (telemetry off) into Dagster's home and return the home."""
    wanted = (CHECKOUT / "dagster_project" / "dagster.yaml").read_bytes()
    write_atomically(settings.dagster_home / "dagster.yaml", wanted)
    return settings.dagster_home


def _from_checkout(path: Path) -> Path:
    path = path.expanduser()
    return path if path.is_absolute() else CHECKOUT / path


def main(arguments: list[str] | None = None) -> int:
    """Print where Dagster's home is: `make ui` and the service ask before Dagster starts."""
    Command("dagster_project.settings", "Prepares Dagster's home and prints where it is.").options(arguments)
    try:
        check_names()
        print(prepare_dagster_home(load_settings()))
    except WrongSetting as problem:
        return refused(str(problem))
    except OSError as problem:
        return refused(reason_of_error(problem))
    return 0


if __name__ == "__main__":
    sys.exit(main())
