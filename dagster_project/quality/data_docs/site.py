"""The Data Docs site: which runs are kept, how Great Expectations builds it, and how it is swapped in.

Belongs here: everything that knows GX's stores and site builder. GX is imported when a site is built and not before.

    quality/data_docs/index.html
    quality/data_docs/expectations/<suite>.html                            what is checked
    quality/data_docs/validations/<suite>/<run>/<time>/returns.html        what a run found
    quality/data_docs/results/<suite>/<run>/<time>/returns.json            the same for programs, without any value
    quality/data_docs/units/…                                              the same by unit: units.py writes it
    quality/data_docs/.stamp                                               what the pages were built from

The site is built beside the old one and copied over page by page, the index last: whoever opens it, and whenever a
night is killed, finds an index whose pages are there.
"""

import copy
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.lib.files import write_atomically
from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.lib.time import VIETNAM
from dagster_project.quality import conditions, kinds
from dagster_project.quality.data_docs import pages
from dagster_project.quality.data_docs.units import UNIT_PAGES, units_page
from dagster_project.quality.judge.suite_files import EXPECTATIONS, SUITES, load_suite
from dagster_project.quality.judge.suites import quiet_gx

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

RUNS_KEPT = 10
INDEX = "index.html"
BATCH = "returns"
_STAMP, _RESULTS, _STAGING = ".stamp", "results", ".data_docs-"
_PAGES = "dagster_project.quality.data_docs.pages"
_CODE = Path(__file__).parent
_LABELS = (SEEDS / "rules.csv", SEEDS / "severities.csv", Path(conditions.__file__), Path(kinds.__file__))


class DataDocsError(RuntimeError):
    """The pages could not be built; the old ones stand."""


def write_data_docs(
    results: Mapping[str, "ExpectationSuiteValidationResult"],
    quality_dir: Path,
    *,
    run_time: datetime,
    returns_judged: int,
) -> bool:
    """Bring Data Docs up to date; returns False when they are already (then GX is not even imported).

    Args:
        results: suite → its result without any value (see suites.run_suite); empty when nothing was judged tonight.
        quality_dir: the folder ``quality/`` of the data folder.
        run_time: when the returns were judged; naive is Vietnam's time. It names the run.
        returns_judged: how many returns (unit and year) were judged: only what changed is judged again.

    Raises:
        DataDocsError: GX could not build a page.
    """
    site = quality_dir / "data_docs"
    stamp = stamp_of(stamp_of_files(_CODE, EXPECTATIONS, *_LABELS), pages.look())
    if not results and _is_built(site, stamp):
        return False
    quality_dir.mkdir(parents=True, exist_ok=True)
    for left in quality_dir.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=quality_dir, prefix=_STAGING) as staging:
        folder = Path(staging)
        _keep_results(site / _RESULTS, folder / _RESULTS, RUNS_KEPT - bool(results))
        judged_at = run_time.astimezone(VIETNAM) if run_time.tzinfo else run_time.replace(tzinfo=VIETNAM)
        _build(folder, results, judged_at, returns_judged)
        _swap_in(folder, site, stamp)
    return True


def _is_built(site: Path, stamp: str) -> bool:
    return (site / INDEX).is_file() and (site / _STAMP).is_file() and (site / _STAMP).read_text() == stamp


def _keep_results(old: Path, new: Path, runs: int) -> None:
    """Copy the results of the latest runs; what cannot be read (written half by other hands) is left behind."""
    found: dict[tuple[str, str], list[Path]] = {}
    for path in old.glob(f"*/*/*/{BATCH}.json"):
        found.setdefault((path.parts[-2], path.parts[-3]), []).append(path)
    for run in sorted(found, reverse=True)[: max(runs, 0)]:
        for path in found[run]:
            try:
                json.loads(path.read_bytes())
            except ValueError:
                continue
            target = new / path.relative_to(old)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _build(
    folder: Path, results: Mapping[str, "ExpectationSuiteValidationResult"], judged_at: datetime, returns_judged: int
) -> None:
    """Let GX store the results and build the pages under ``folder``."""
    with quiet_gx() as gx:
        from great_expectations.core.run_identifier import RunIdentifier
        from great_expectations.data_context.types.base import DataContextConfig
        from great_expectations.data_context.types.resource_identifiers import (
            ExpectationSuiteIdentifier,
            ValidationResultIdentifier,
        )

        context = gx.get_context(project_config=DataContextConfig(**_config(folder)), mode="ephemeral")
        run = RunIdentifier(run_name=f"{judged_at:%Y-%m-%d}", run_time=judged_at.astimezone(UTC))
        for name in SUITES:
            suite = load_suite(name)
            context.suites.add(gx.ExpectationSuite(name, expectations=suite["expectations"], notes=suite["notes"]))
            if name in results:
                identifier = ValidationResultIdentifier(ExpectationSuiteIdentifier(name), run, BATCH)
                context.validation_results_store.set(identifier, _public(results[name], judged_at, returns_judged))
        context.build_data_docs()
    # GX logs an error in a page and goes on: what is missing is only seen by looking.
    wanted = [INDEX, *(f"expectations/{name}.html" for name in SUITES)]
    wanted += [
        f"validations/{path.parent.relative_to(folder / _RESULTS)}/{BATCH}.html"
        for path in (folder / _RESULTS).glob(f"*/*/*/{BATCH}.json")
    ]
    for name in wanted:
        page = folder / "site" / name
        if not page.is_file() or not page.stat().st_size:
            raise DataDocsError(f"Great Expectations could not build data_docs/{name}")


def _public(
    result: "ExpectationSuiteValidationResult", judged_at: datetime, returns_judged: int
) -> "ExpectationSuiteValidationResult":
    """Leave out what tells of this machine and of the batch; the values went in suites.run_suite already."""
    version = result.meta.get("great_expectations_version")
    public = copy.copy(result)
    # No run of digits in these files can be taken for somebody's number.
    public.results = [copy.copy(outcome) for outcome in result.results]
    for outcome in public.results:
        # A suite over no row at all has no percentages.
        known = {name: value for name, value in outcome.result.items() if value is not None}
        outcome.result = {name: round(value, 4) for name, value in known.items()}
    public.statistics = {name: round(value, 4) for name, value in result.statistics.items()}
    public.meta = {
        "great_expectations_version": version,
        # Vietnam's time, so that nothing depends on the clock of the machine; texts of one length sort as times.
        "judged_at": f"{judged_at:%Y-%m-%dT%H:%M:%S.%f}",
        "returns_judged": returns_judged,
    }
    return public


def _config(folder: Path) -> dict[str, Any]:
    """Return a GX context in memory whose results and pages lie under ``folder``; nothing is reported to anybody."""

    def page(renderer: str) -> dict[str, Any]:
        return {
            "renderer": {"module_name": _PAGES, "class_name": renderer},
            "view": {"module_name": _PAGES, "class_name": "PageView"},
        }

    def files(name: str) -> dict[str, Any]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder / name)}

    return {
        "stores": {
            "expectations_store": {"class_name": "ExpectationsStore"},
            "validation_results_store": {"class_name": "ValidationResultsStore", "store_backend": files(_RESULTS)},
            "checkpoint_store": {"class_name": "CheckpointStore"},
            "validation_definition_store": {"class_name": "ValidationDefinitionStore"},
        },
        "expectations_store_name": "expectations_store",
        "validation_results_store_name": "validation_results_store",
        "checkpoint_store_name": "checkpoint_store",
        "analytics_enabled": False,
        "data_docs_sites": {
            "returns": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": files("site"),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", **page("IndexPage")},
                "site_section_builders": {
                    "expectations": {"class_name": "DefaultSiteSectionBuilder", **page("SuitePage")},
                    "validations": {"class_name": "DefaultSiteSectionBuilder", **page("ResultPage")},
                    "profiling": "None",
                },
            }
        },
    }


def _swap_in(folder: Path, site: Path, stamp: str) -> None:
    """Copy the new pages over the old ones, the index after its pages, then remove what no page leads to."""
    new = {Path(path.relative_to(folder / "site")): path for path in (folder / "site").rglob("*.html")}
    new |= {Path(path.relative_to(folder)): path for path in (folder / _RESULTS).rglob("*.json")}
    by_unit = site / UNIT_PAGES / INDEX
    if not by_unit.is_file():
        # The index leads there, also before the first publication has filled it.
        write_atomically(by_unit, pages.render_page(units_page([], None)).encode())
    for name in sorted(new, key=lambda name: (name == Path(INDEX), name)):
        write_atomically(site / name, new[name].read_bytes())
    for old in sorted(site.rglob("*"), reverse=True):
        if old.is_dir():
            if not any(old.iterdir()):
                old.rmdir()
        elif old.relative_to(site) not in new and old.parent.name != UNIT_PAGES:
            old.unlink()
    write_atomically(site / _STAMP, stamp.encode())
