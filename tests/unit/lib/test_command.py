"""A command that is started wrongly says so in one line and runs nothing."""

import subprocess
import sys

import pytest

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.command import Command

COMMANDS = ("nightly", "settings", "model_docs", "superset", "trace", "forget", "upkeep")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    return line


@pytest.mark.parametrize("given", ["--forc", "now", "-x"])
def test_what_is_no_option_ends_it(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command("dagster_project.nightly", "Does it.").options([given])
    assert ended.value.code == 2
    line = told(capsys)
    assert "Nothing was run" in line
    assert given in line
    assert "--help" in line


def test_no_option_is_no_option() -> None:
    assert vars(Command("dagster_project.nightly", "Does it.").options([])) == {}


def test_named_values_are_read_and_blank_ones_left_out() -> None:
    values = Command("x", "Does it.").named_values(("YEAR", "UNIT"), ["YEAR= 2024 ", "UNIT="])
    assert values == {"YEAR": "2024"}


@pytest.mark.parametrize("given", ["YEARS=2024", "2024", "=2024"])
def test_another_name_is_refused_with_what_there_is(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Command("x", "Does it.").named_values(("YEAR", "UNIT"), [given])
    line = told(capsys)
    assert "YEAR=, UNIT=" in line
    assert ("did you mean YEAR?" in line) == given.startswith("YEARS")


@pytest.mark.parametrize("module", COMMANDS)
def test_every_command_refuses_and_helps_before_anything_heavy_is_loaded(module: str) -> None:
    """Two processes a command: without Dagster and dbt they take a moment."""
    command = [sys.executable, "-X", "importtime", "-m", f"dagster_project.{module}"]
    helped = subprocess.run([*command, "--help"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert helped.returncode == 0
    assert f"usage: python -m dagster_project.{module}" in helped.stdout
    refused = subprocess.run([*command, "--nonsense"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    said = [line for line in refused.stderr.splitlines() if not line.startswith("import time:")]
    assert refused.returncode == 2
    assert len(said) == 1
    assert "--nonsense" in said[0]
    assert "| dagster\n" not in refused.stderr
    assert "great_expectations" not in refused.stderr
