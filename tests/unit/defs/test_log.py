"""Whoever starts a run, its lines are told by the instance: one a step, one for the outcome."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.defs.counts import tell_counts
from dagster_project.defs.log import NightHandler
from dagster_project.lib.log_lines import FRAMES, close_log, open_log
from dagster_project.settings import load_settings, prepare_dagster_home

# Dagster calls handlers that dagster.yaml names beta; its version is pinned.
pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")


@dg.asset
def raw_rows(context: dg.AssetExecutionContext) -> None:
    tell_counts(context, read_again=3, unchanged=1200)


@dg.asset(deps=[raw_rows])
def return_ledger() -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"dagster/row_count": 7, "rejected": 2, "folder": "somewhere"})


@dg.asset(deps=[return_ledger])
def published_marts() -> None:
    """The marts."""


@dg.asset_check(asset=published_marts)
def never_true() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.asset(deps=[published_marts])
def breaks() -> None:
    raise dg.Failure("the page has no place for it: /srv/x")


@dg.asset(deps=[return_ledger])
def breaks_before() -> None:
    raise RuntimeError("first line\nsecond line")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("WAREHOUSE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(prepare_dagster_home(load_settings(None))))
    yield tmp_path
    close_log()


def run(data: Path, *assets: object) -> list[str]:
    with dg.DagsterInstance.get() as instance:
        dg.materialize(list(assets), instance=instance, raise_on_error=False)  # type: ignore[arg-type]
    return (data / "logs" / "nightly.log").read_text(encoding="utf-8").splitlines()


def test_a_run_that_publishes_is_a_line_a_step_and_one_for_the_outcome(data: Path) -> None:
    lines = run(data, raw_rows, return_ledger, published_marts, never_true)
    steps = ["night", "raw_rows", "return_ledger", "published_marts", "published_marts_never_true", "night"]
    assert [line.split()[4].rstrip(":") for line in lines] == steps
    assert "3 read again, 1,200 unchanged; " in lines[1]
    assert "7 rows, 2 rejected; " in lines[2]
    assert "somewhere" not in "".join(lines)
    assert "1 checks, 1 not passed" in lines[4]
    assert "Đã công bố · Published" in lines[5]


def test_a_night_that_fails_says_why_once_and_promises_no_marts_that_never_were(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.defs.log.JOB_NAME", "__ephemeral_asset_job__")
    lines = run(data, raw_rows, return_ledger, breaks_before)
    assert len([line for line in lines if "first line" in line]) == 1
    assert "Nothing published: breaks_before: " in lines[-1]
    assert "Nothing was ever published" in lines[-1]
    assert "ERROR" in lines[-1]
    (data / "published").mkdir()
    (data / "published" / "bi.duckdb").touch()
    assert "The marts of the night before stand" in run(data, raw_rows, return_ledger, breaks_before)[-1]
    frames = (data / "logs" / FRAMES).read_text(encoding="utf-8")
    assert "in breaks_before" in frames


def test_another_job_that_fails_says_nothing_of_the_marts(data: Path) -> None:
    last = run(data, raw_rows, return_ledger, breaks_before)[-1]
    assert "failed: __ephemeral_asset_job__: breaks_before" in last
    assert "published" not in last


def test_whoever_opened_the_log_says_how_it_ended(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make nightly` has notes to tell before its last line."""
    monkeypatch.setattr("dagster_project.defs.log._OPENED", set())
    open_log(data / "logs" / "nightly.log", "text", to_stderr=False)
    lines = run(data, raw_rows)
    assert [line.split()[4] for line in lines] == ["night:", "raw_rows:"]


def test_what_fails_after_the_marts_does_not_unpublish_them(data: Path) -> None:
    lines = run(data, raw_rows, return_ledger, published_marts, breaks)
    assert "Published" in lines[-1]
    assert "but breaks: the page has no place for it: /srv/x" in lines[-1]


def test_a_line_that_cannot_be_written_does_not_cost_the_night(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dagster_project.defs.log.say", lambda *_args, **_more: 1 / 0)
    with dg.DagsterInstance.get() as instance:
        assert dg.materialize([raw_rows], instance=instance).success
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert NightHandler().level == 10
