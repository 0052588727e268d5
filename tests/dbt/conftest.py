"""dbt in a process of its own, as the night runs it, over a data folder made for tests."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dbt.typed_data import write_typed_data

PROJECT = Path(__file__).parents[2] / "dbt"


@dataclass(frozen=True)
class DbtRun:
    """What one dbt command did."""

    output: str
    results: dict[str, str]
    messages: dict[str, str]

    def named(self, status: str) -> list[str]:
        return sorted(name for name, found in self.results.items() if found == status)

    def problems(self) -> str:
        bad = {name: status for name, status in self.results.items() if status not in ("success", "pass", "no-op")}
        told = [f"{name}: {status}\n{self.messages.get(name, '')}" for name, status in sorted(bad.items())]
        return "\n\n".join(told) or ("" if self.results else self.output)


@dataclass(frozen=True)
class Dbt:
    """A dbt project with the folder that it reads and writes."""

    project: Path
    data_dir: Path

    @property
    def warehouse(self) -> Path:
        return self.data_dir / "building" / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        return self.data_dir / "target"

    def run(self, *arguments: str) -> DbtRun:
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        results = self.target / "run_results.json"
        results.unlink(missing_ok=True)
        where = ["--project-dir", self.project, "--profiles-dir", PROJECT]
        wrote = ["--target-path", self.target, "--log-path", self.data_dir / "logs"]
        done = subprocess.run(
            [Path(sys.executable).with_name("dbt"), *arguments, *where, *wrote],
            env=os.environ | {"WAREHOUSE_DATA_DIR": str(self.data_dir), "DO_NOT_TRACK": "1"},
            cwd=self.data_dir,
            capture_output=True,
            text=True,
            timeout=300,
        )
        found = json.loads(results.read_text())["results"] if results.exists() else []
        named = {_name(one["unique_id"]): one for one in found}
        return DbtRun(
            output=done.stdout[-4000:] + done.stderr[-2000:],
            results={name: one["status"] for name, one in named.items()},
            messages={name: one["message"] or "" for name, one in named.items()},
        )


def _name(unique_id: str) -> str:
    """Return <model>.<unit test>, or the name alone: test.project.name.hash → name."""
    kind, _project, *rest = unique_id.split(".")
    return ".".join(rest) if kind == "unit_test" else rest[0]


@pytest.fixture(scope="session")
def empty_province(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """The project, built and tested over a province of which nothing readable was received."""
    dbt = Dbt(PROJECT, tmp_path_factory.mktemp("empty_province"))
    write_typed_data(dbt.data_dir)
    built = dbt.run("build", "--exclude-resource-type", "unit_test")
    assert not built.problems(), built.problems()
    return dbt
