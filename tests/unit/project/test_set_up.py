"""tools/set-up makes the environment once, repairs a half-made one, and installs nothing again without need.

A stand-in for Python is used, which writes down what it is asked for: nothing is downloaded.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dagster_project.lib.checkout import CHECKOUT

STAND_IN = """#!/bin/sh
echo "$@" >>"{log}"
case "$1 $2" in
"-c import"*) exit {usable} ;;
"-V "*) echo "Python 3.11.0" ;;
"-m venv")
    rm -rf "$4"
    mkdir -p "$4/bin"
    cp "{python}" "$4/bin/python"
    ;;
"-m pip") exit "$(cat "{pip}")" ;;
esac
"""


class Checkout:
    """A checkout with a lock, the script, and the stand-in for Python."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.pip = folder / "checkout", folder / "log", folder / "pip"
        (self.folder / "tools").mkdir(parents=True)
        shutil.copy(CHECKOUT / "tools" / "set-up", self.folder / "tools" / "set-up")
        self.lock = self.folder / "requirements.lock"
        self.lock.write_text("# made by\nagate==1.9.1 \\\n    --hash=sha256:abc\n")
        self.python = self.stand_in(folder / "python3.11", usable=0)
        self.pip.write_text("0")

    def stand_in(self, path: Path, usable: int) -> Path:
        path.write_text(STAND_IN.format(log=self.log, usable=usable, python=path, pip=self.pip))
        path.chmod(0o755)
        return path

    def set_up(self, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        environment = {**os.environ, "PATH": path} if path else None
        command = [str(self.folder / "tools" / "set-up"), *(arguments or ([] if path else [str(self.python)]))]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    def installed(self) -> bool:
        return "pip install" in self.log.read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_is_done_once(checkout: Checkout) -> None:
    assert checkout.set_up().returncode == 0
    assert checkout.installed()
    assert "--require-hashes" in checkout.log.read_text()
    second = checkout.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert not checkout.installed()


def test_a_comment_in_the_lock_is_no_reason_to_install_again(checkout: Checkout) -> None:
    checkout.set_up()
    checkout.lock.write_text(checkout.lock.read_text().replace("# made by", "# made by somebody else\n    # via x"))
    checkout.set_up()
    assert not checkout.installed()


@pytest.mark.parametrize("change", [("1.9.1", "1.9.2"), ("abc", "abd")])
def test_another_version_or_hash_is_installed(checkout: Checkout, change: tuple[str, str]) -> None:
    checkout.set_up()
    checkout.lock.write_text(checkout.lock.read_text().replace(*change))
    checkout.set_up()
    assert checkout.installed()


def test_an_installation_that_failed_is_done_again(checkout: Checkout) -> None:
    checkout.pip.write_text("1")
    failed = checkout.set_up()
    assert failed.returncode == 1
    assert "could not be installed with Python 3.11.0" in failed.stderr
    checkout.pip.write_text("0")
    assert checkout.set_up().returncode == 0
    assert checkout.installed()


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    checkout.set_up()
    (checkout.folder / ".venv/bin/python").unlink()
    assert checkout.set_up().returncode == 0
    assert checkout.installed()


def test_what_an_interruption_left_is_cleared(checkout: Checkout) -> None:
    half = checkout.folder / ".venv" / "lib" / "half.py"
    half.parent.mkdir(parents=True)
    half.write_text("half")
    (checkout.folder / ".venv" / ".ready.new").write_text("")
    checkout.set_up()
    assert checkout.installed()
    assert not half.exists()


def test_a_python_that_does_not_serve_is_passed_over(checkout: Checkout, tmp_path: Path) -> None:
    names = tmp_path / "path"
    names.mkdir()
    checkout.stand_in(names / "python3.13", usable=1)
    checkout.stand_in(names / "python3.12", usable=0)
    path = f"{names}:/usr/bin:/bin"
    assert checkout.set_up(path=path).returncode == 0
    assert (checkout.folder / ".venv/bin/python").read_text() == (names / "python3.12").read_text()


def test_without_a_python_that_serves_it_says_what_is_needed(checkout: Checkout, tmp_path: Path) -> None:
    too_old = checkout.stand_in(tmp_path / "python3.9", usable=1)
    done = checkout.set_up(str(too_old))
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert not (checkout.folder / ".venv").exists()


def test_another_environment_comes_from_its_own_lock(checkout: Checkout) -> None:
    lock = checkout.folder / "superset" / "requirements.lock"
    lock.parent.mkdir()
    lock.write_text("other==1 \\\n    --hash=sha256:def\n")
    arguments = (str(checkout.python), ".venv-superset", "superset/requirements.lock")
    assert checkout.set_up(*arguments).returncode == 0
    assert "-r superset/requirements.lock" in checkout.log.read_text()
    assert not (checkout.folder / ".venv").exists()
    checkout.set_up(*arguments)
    assert not checkout.installed()
    lock.write_text(lock.read_text().replace("other==1", "other==2"))
    checkout.set_up(*arguments)
    assert checkout.installed()


def test_what_is_published_as_source_alone_is_built_last_with_what_the_lock_holds(checkout: Checkout) -> None:
    lock = checkout.folder / "spark" / "requirements.lock"
    lock.parent.mkdir()
    stanzas = [("pyspark", "aa"), ("pyspark-client", "bb"), ("six", "cc")]
    pins = "".join(f"{name}==4 \\\n    --hash=sha256:{digest}\n    # via x\n" for name, digest in stanzas)
    lock.write_text(pins)
    assert checkout.set_up(str(checkout.python), ".venv-spark", "spark/requirements.lock", "pyspark").returncode == 0
    wheels, source = [line for line in checkout.log.read_text().splitlines() if "pip install" in line]
    assert "--no-binary" not in wheels
    assert "--no-binary pyspark --no-build-isolation" in source
    # All but the source, each with its hash.
    first = (checkout.folder / ".venv-spark" / "wheels.lock").read_text()
    assert first == pins[pins.index("pyspark-client") :]
    assert all("--require-hashes" in line for line in (wheels, source))
