"""What stands beside a night in the same run: the floor, the obvious pipeline (peer), and the imports alone."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.watch import Watched, watch

_CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Beside:
    """The costs that nights are compared with."""

    floor_read: Watched
    floor_marts: Watched
    peer_reads_and_judges: Watched
    peer_dbt: Watched
    imports_dagster: Watched


def measured_beside(returns: Path, data_dir: Path, work: Path) -> Beside:
    """Run floor and peer over the same returns, and over the judged rows that a night left in ``data_dir``."""
    work.mkdir(parents=True, exist_ok=True)
    rows = _judged_rows(data_dir, work / "peer_data")
    peer = _python(work, "peer", "-m", "tools.benchmark.peer", str(returns))
    dbt = _dbt(rows, work)
    manifest = rows / "dbt" / "target" / "manifest.json"
    return Beside(
        floor_read=_python(work, "floor_read", "-m", "tools.benchmark.floor", "read", str(returns)),
        floor_marts=_python(
            work, "floor_marts", "-m", "tools.benchmark.floor", "marts", str(manifest), str(work / "warehouse.duckdb")
        ),
        peer_reads_and_judges=peer,
        peer_dbt=dbt,
        imports_dagster=_python(work, "import", "-c", "import dagster"),
    )


def _judged_rows(data_dir: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    for part in ("returns", "reference", "history"):
        shutil.copytree(data_dir / part, copy / part, copy_function=os.link)
    (copy / "building").mkdir()
    return copy


def _dbt(data_dir: Path, work: Path) -> Watched:
    command = [
        str(Path(sys.executable).parent / "dbt"), "build", "--exclude-resource-type", "unit_test",
        "--project-dir", "dbt", "--profiles-dir", "dbt", "--target-path", str(data_dir / "dbt" / "target"),
        "--log-path", str(data_dir / "dbt" / "logs"),
    ]  # fmt: skip
    return _checked(watch(command, cwd=_CHECKOUT, says=work / "dbt.txt", WAREHOUSE_DATA_DIR=str(data_dir)), work)


def _python(work: Path, name: str, *arguments: str) -> Watched:
    return _checked(watch([sys.executable, *arguments], cwd=_CHECKOUT, says=work / f"{name}.txt"), work)


def _checked(ended: Watched, work: Path) -> Watched:
    if ended.code:
        raise RuntimeError(f"what stands beside the nights failed; see the texts in {work}")
    return ended
