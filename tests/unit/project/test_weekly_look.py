"""The weekly job `verify` fails where a file is damaged, tells so once, and a night does not call it mended."""

from pathlib import Path

import dagster as dg
import pytest

from dagster_project.defs.verify import definitions
from dagster_project.notify.night import tell_of_night
from dagster_project.settings import load_settings


def test_damage_is_told_until_it_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(None, WAREHOUSE_DATA_DIR=str(tmp_path))
    damaged = tmp_path / "history" / "quality_count" / "2026-01-01.parquet"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"PAR1")
    job = definitions(settings).resolve_job_def("verify")
    with dg.DagsterInstance.ephemeral() as instance:
        failed = job.execute_in_process(instance=instance, raise_on_error=False)
        assert not failed.success
        assert str(damaged) in str(failed.get_step_failure_events()[0].step_failure_data.user_failure_data.description)
        told = settings.notifications_path.read_text()
        assert told.count("damaged files in the data folder: 1") == 1
        tell_of_night(settings, None)
        job.execute_in_process(instance=instance, raise_on_error=False)
        assert settings.notifications_path.read_text() == told
        damaged.unlink()
        assert job.execute_in_process(instance=instance).success
    assert "mended: Tệp lưu giữ bị hỏng" in settings.notifications_path.read_text()
    (schedule,) = definitions(settings).schedules
    assert schedule.cron_schedule == "0 5 * * 0"
