"""News of a night reach a person once, each target for itself, by `make nightly` and by Dagster's sensors."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.defs import sensors
from dagster_project.lib.time import VIETNAM
from dagster_project.notify.news import news_of_failure, news_of_returns, without_particulars
from dagster_project.notify.night import tell_of_night
from dagster_project.notify.targets import Target, TargetDown, targets
from dagster_project.notify.tell import tell
from dagster_project.settings import Settings, load_settings
from tests.unit.notify_servers import MailServer, Webhook, served

NEWS = {"returns:2024:ba-be": "ba-be, 2024: biểu 03, 04 chưa gửi · missing"}
LESS = {"returns:2024:ba-be": "ba-be, 2024: biểu 04 chưa gửi · missing"}


class Reader:
    """A target that keeps what it is sent, and can be down."""

    def __init__(self, key: str) -> None:
        self.mails: list[tuple[str, str]] = []
        self.is_down = False
        self.target = Target(key, self.send)

    def send(self, subject: str, text: str) -> None:
        if self.is_down:
            raise TargetDown(self.target.key)
        self.mails.append((subject, text))


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "told.json"


def test_the_log_file_is_told_once_and_then_that_it_was_mended(tmp_path: Path, memory: Path) -> None:
    log = tmp_path / "logs" / "n.log"
    assert tell(NEWS, memory, targets("", log)) == []
    assert tell(NEWS, memory, targets("", log)) == []
    assert log.read_text(encoding="utf-8").count("biểu 03") == 1
    assert tell({}, memory, targets("", log)) == []
    assert tell({}, memory, targets("", log)) == []
    assert log.read_text(encoding="utf-8").count("mended: ba-be, 2024") == 1


def test_half_of_it_mended_is_told_as_what_is_left(memory: Path) -> None:
    reader = Reader("a")
    tell(NEWS, memory, [reader.target])
    tell(LESS, memory, [reader.target])
    text = reader.mails[1][1]
    assert text.startswith("- ba-be, 2024: biểu 04 chưa gửi · missing (trước đó · before: biểu 03, 04")
    assert "mended" not in text


def test_a_target_that_was_down_gets_what_it_missed_and_the_others_are_not_told_twice(memory: Path) -> None:
    up, down = Reader("up"), Reader("down")
    down.is_down = True
    failure = news_of_failure("warehouse: dbt: a test failed", date(2026, 1, 1))
    both = [up.target, down.target]
    assert len(tell(failure, memory, both)) == 1
    assert len(tell(NEWS, memory, both)) == 1
    down.is_down = False
    assert tell(NEWS, memory, both) == []
    assert tell(NEWS, memory, both) == []
    assert len(up.mails) == 2
    ((_, text),) = down.mails
    assert [word for word in ("a test failed", "biểu 03", "mended") if word not in text] == []
    assert text.count("biểu 03") == 1


def test_a_new_target_is_told_all_that_holds(memory: Path) -> None:
    old, new = Reader("old"), Reader("new")
    tell(NEWS, memory, [old.target])
    tell(NEWS, memory, [old.target, new.target])
    assert (len(old.mails), len(new.mails)) == (1, 1)


def test_a_night_that_fails_again_has_not_mended_the_one_before(memory: Path) -> None:
    reader = Reader("a")
    for day in (1, 2):
        tell(news_of_failure("no space left", date(2026, 1, day)), memory, [reader.target])
    assert len(reader.mails) == 2
    assert all("NIGHT FAILED" in subject and "mended" not in text for subject, text in reader.mails)
    tell({}, memory, [reader.target])
    assert reader.mails[2][1].count("mended") == 1
    assert "NIGHT FAILED" not in reader.mails[2][0]


def test_a_run_that_a_late_sensor_comes_upon_is_no_news(memory: Path) -> None:
    reader, now = Reader("a"), datetime.now(VIETNAM)
    tell({}, memory, [reader.target], at=now)
    tell(news_of_failure("old", now.date()), memory, [reader.target], at=now - timedelta(hours=6))
    assert reader.mails == []


def test_a_clock_that_was_ahead_for_a_night_does_not_silence_the_others(memory: Path) -> None:
    reader, now = Reader("a"), datetime.now(VIETNAM)
    tell({}, memory, [reader.target], at=now + timedelta(days=400))
    tell(NEWS, memory, [reader.target], at=now)
    assert len(reader.mails) == 1


@pytest.mark.parametrize(
    "damaged", ["", "[]", '{"returns:2024:x": "as an earlier version kept it"}', '{"targets": []}']
)
def test_a_damaged_memory_tells_all_again(memory: Path, damaged: str) -> None:
    memory.write_text(damaged)
    reader = Reader("a")
    assert tell(NEWS, memory, [reader.target]) == []
    assert len(reader.mails) == 1
    assert json.loads(memory.read_text(encoding="utf-8"))["targets"]["a"]["news"] == NEWS


def test_a_memory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    reader = Reader("a")
    (note,) = tell(NEWS, tmp_path / "file" / "told.json", [reader.target])
    assert "cannot be remembered" in note
    assert len(reader.mails) == 1


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("warehouse: dbt: unique_mart_return failed: 3 rows", "warehouse: dbt: unique_mart_return failed: 3 rows"),
        ("units.csv line 3: no such unit_type", "units.csv line 3: no such unit_type"),
        ("raw_rows: cannot read Nguyễn Văn A.xlsx", "raw_rows: …"),
        ("raw_rows: /srv/a/2024/x/Nguyễn Văn A.xlsx is missing", "raw_rows: … is missing"),
        ("raw_rows: 2024/ba-be/Nguyễn Văn A.xlsx is missing", "raw_rows: … is missing"),
        (
            "judged_rows: could not convert string 'Nguyễn Văn A' to int",
            "judged_rows: could not convert string … to int",
        ),
        ('x: Could not convert "012345678901"', "x: Could not convert …"),
        ("x: 012345678901 twice", "x: … twice"),
        ("received_files: sftp://etl:s3cret@host/x: timed out", "received_files: … timed out"),
        ("first\n\nsecond", "first · second"),
        ("", "?"),
    ],
)
def test_a_reason_is_told_without_names_values_and_secrets(reason: str, told: str) -> None:
    assert without_particulars(reason) == told


def test_a_reason_has_an_end() -> None:
    assert len(without_particulars("x " * 1000)) == 300


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "published" / "bi.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_return as select * from (values (2024, 'ba-be', '03', true, 'missing', false), "
            "(2024, 'ba-be', '04', true, 'missing', false), (2024, 'ba-be', '01', true, 'accepted', true), "
            "(2024, 'na-ri', '01', true, 'rejected', false), (2024, 'na-ri', '02', true, 'accepted', false), "
            "(2024, 'x', '01', false, 'accepted', true)) "
            "as t (report_year, unit_code, form, expected, state, is_late)"
        )
        connection.execute(
            "create table marts.mart_quality_finding as select * from (values ('date_invalid', 'row', 2), "
            "('date_invalid', 'row', 1), ('age_implausible', 'warn', 3)) as t (rule_id, severity, findings)"
        )
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(env_file=None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"))


def log_of(settings: Settings) -> str:
    return settings.notifications_path.read_text(encoding="utf-8")


def test_news_are_returns_not_as_they_should_be_and_checks_that_failed(published: Path) -> None:
    assert news_of_returns(published, {"ba-be": "Huyện Ba Bể"}) == {
        "returns:2024:ba-be": "Huyện Ba Bể (ba-be), 2024: biểu 03, 04 chưa gửi · missing; biểu 01 gửi muộn · late",
        "returns:2024:na-ri": "na-ri, 2024: biểu 01 bị trả lại · rejected",
        "check:date_invalid:row": "Kiểm tra · check rules_values, date_invalid (Ngày không hợp lệ): "
        "3 dòng bị loại · rows quarantined",
    }


def test_a_failed_night_is_told_once_and_what_it_did_not_see_is_not_called_mended(
    published: Path, settings: Settings
) -> None:
    assert tell_of_night(settings, None) == []
    assert tell_of_night(settings, "warehouse: dbt: a test failed") == []
    assert tell_of_night(settings, "the same failure in other words") == []
    assert "warehouse: dbt: a test failed" in log_of(settings)
    assert "other words" not in log_of(settings)
    assert "mended" not in log_of(settings)
    assert tell_of_night(settings, None) == []
    assert log_of(settings).count("mended: Không công bố") == 1


@pytest.mark.parametrize("how", ["removed", "damaged"])
def test_marts_that_cannot_be_read_cost_no_night_and_mend_nothing(
    published: Path, settings: Settings, how: str
) -> None:
    assert tell_of_night(settings, None) == []
    published.unlink()
    if how == "damaged":
        published.write_text("no database at all")
    assert len(tell_of_night(settings, None)) == (1 if how == "damaged" else 0)
    assert "mended" not in log_of(settings)


def test_a_report_that_failed_after_the_publication_is_not_called_a_night_without_marts(
    published: Path, settings: Settings
) -> None:
    assert tell_of_night(settings, "quality_report: no space left", is_published=True) == []
    assert "published, but: quality_report: no space left" in log_of(settings)
    assert "nothing published" not in log_of(settings)


def test_all_targets_of_the_setting_are_told(published: Path, tmp_path: Path) -> None:
    mail, hook = MailServer(), Webhook(200)
    with served(mail) as mail_port, served(hook) as hook_port:
        url = f"smtp://127.0.0.1:{mail_port}?to=an@tinh.example http://127.0.0.1:{hook_port}/s3cret"
        settings = load_settings(env_file=None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"), NOTIFY_URL=url)
        for _night in range(2):
            assert tell_of_night(settings, None) == []
    assert [len(mail.mails), len(hook.taken), log_of(settings).count("biểu 03")] == [1, 1, 1]
    assert "biểu 03, 04 chưa gửi" in mail.mails[0].get_content()
    assert "s3cret" not in settings.told_path.read_text(encoding="utf-8")


@dg.asset
def published_marts() -> None:
    """Stand for the asset that publishes."""


@dg.asset(deps=[published_marts])
def quality_report() -> None:
    """Stand for a report that cannot be written."""
    raise dg.Failure("no report, see /srv/Nguyễn Văn A.xlsx")


@dg.asset
def judged_rows() -> None:
    """Stand for a step that fails before the publication."""
    raise ValueError("the cell 'Nguyễn Văn A' is no date")


def ended(instance: dg.DagsterInstance, *assets: dg.AssetsDefinition) -> dg.ExecuteInProcessResult:
    return dg.materialize([*assets], instance=instance, raise_on_error=False)


def sensor(settings: Settings, name: str) -> dg.SensorDefinition:
    found = sensors.definitions(settings, [dg.define_asset_job("nightly")]).sensors or ()
    return next(one for one in found if one.name == name)  # type: ignore[return-value]


def evaluated(settings: Settings, instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult) -> object:
    """Return what the sensor that Dagster's daemon would call says of a run."""
    name = "tell_of_findings" if result.success else "tell_of_failure"
    event = result.get_run_success_event() if result.success else result.get_run_failure_event()
    context = dg.build_run_status_sensor_context(
        sensor_name=name, dagster_instance=instance, dagster_run=result.dagster_run, dagster_event=event
    )
    return sensor(settings, name)(context if result.success else context.for_run_failure())


def test_the_sensors_are_on_from_the_start(settings: Settings) -> None:
    for name in ("tell_of_findings", "tell_of_failure"):
        assert sensor(settings, name).default_status == dg.DefaultSensorStatus.RUNNING


def test_the_sensor_and_the_end_of_a_night_do_not_tell_twice(published: Path, settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = ended(instance, published_marts)
        assert evaluated(settings, instance, result) is None
        assert log_of(settings).count("biểu 03, 04") == 1
        assert tell_of_night(settings, None) == []
        assert evaluated(settings, instance, result) is None
    assert log_of(settings).count("biểu 03, 04") == 1


def test_the_sensor_tells_why_a_night_failed(published: Path, settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert evaluated(settings, instance, ended(instance, judged_rows)) is None
    assert "nothing published: judged_rows: the cell … is no date" in log_of(settings)
    assert "biểu 03, 04" in log_of(settings)


def test_the_sensor_tells_what_failed_after_the_publication(published: Path, settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert evaluated(settings, instance, ended(instance, published_marts, quality_report)) is None
    assert "published, but: quality_report: no report" in log_of(settings)
    assert "Nguyễn" not in log_of(settings)


def test_a_target_that_is_down_does_not_fail_the_sensor(published: Path, tmp_path: Path) -> None:
    url = "smtp://me:s3cret@127.0.0.1:9?to=a@b.example"
    settings = load_settings(env_file=None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"), NOTIFY_URL=url)
    with dg.DagsterInstance.ephemeral() as instance:
        said = evaluated(settings, instance, ended(instance, published_marts))
    assert isinstance(said, dg.SkipReason)
    assert "smtp 127.0.0.1:9" in str(said.skip_message)
    assert "s3cret" not in str(said.skip_message)
