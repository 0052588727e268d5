"""dbt-bouncer.yml can fail: each rule is broken once in a copy of the manifest, and dbt-bouncer names the culprit."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.conftest import PROJECT, Dbt

pytestmark = pytest.mark.slow

_BOUNCER = Path(sys.executable).with_name("dbt-bouncer")
_PACKAGE = "resolution_warehouse"
Manifest = dict[str, Any]


def _model(name: str) -> str:
    return f"model.{_PACKAGE}.{name}"


def _reads(name: str, *parents: str) -> Callable[[Manifest], None]:
    def damage(manifest: Manifest) -> None:
        manifest["nodes"][_model(name)]["depends_on"]["nodes"] += [
            parent if "." in parent else _model(parent) for parent in parents
        ]

    return damage


def _says(name: str, /, **told: Any) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["nodes"][_model(name)].update(told)


def _column(name: str, column: str, /, **told: Any) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["nodes"][_model(name)]["columns"][column].update(told)


def _untested(name: str) -> Callable[[Manifest], None]:
    def damage(manifest: Manifest) -> None:
        of_it = [key for key, node in manifest["nodes"].items() if node.get("attached_node") == _model(name)]
        for key in of_it:
            del manifest["nodes"][key]

    return damage


def _unread(name: str) -> Callable[[Manifest], None]:
    def damage(manifest: Manifest) -> None:
        for kind in ("nodes", "exposures"):
            for node in manifest[kind].values():
                if _model(name) in node.get("depends_on", {}).get("nodes", []):
                    node["depends_on"]["nodes"].remove(_model(name))

    return damage


def _copied(kind: str, key: str, name: str) -> Callable[[Manifest], None]:
    def damage(manifest: Manifest) -> None:
        new = f"{key.rsplit('.', 1)[0]}.{name}"
        manifest[kind][new] = copy.deepcopy(manifest[kind][key]) | {"unique_id": new, "name": name}

    return damage


def _told(kind: str, key: str, /, **told: Any) -> Callable[[Manifest], None]:
    return lambda manifest: manifest[kind][key].update(told)


_REPORT_YEARS = f"source.{_PACKAGE}.reference.report_years"
# (check, what it blames) → how a manifest comes to break it.
DAMAGES: dict[tuple[str, str], Callable[[Manifest], None]] = {
    ("check_lineage_source_cannot_be_used", "fct_training"): _reads("fct_training", _REPORT_YEARS),
    ("check_lineage_seed_cannot_be_used", "mart_return"): _reads("mart_return", f"seed.{_PACKAGE}.forms"),
    ("check_lineage_permitted_upstream_models", "stg_unit"): _reads("stg_unit", "dim_unit"),
    ("check_lineage_permitted_upstream_models", "dim_cadre"): _reads("dim_cadre", "int_indicator_coverage"),
    ("check_lineage_permitted_upstream_models", "fct_cadre_year"): _reads("fct_cadre_year", "fct_finding"),
    ("check_lineage_permitted_upstream_models", "int_indicator_form"): _reads("int_indicator_form", "fct_finding"),
    ("check_lineage_permitted_upstream_models", "fct_finding"): _reads("fct_finding", "mart_return"),
    ("check_lineage_permitted_upstream_models", "mart_return_rate"): _reads("mart_return_rate", "int_decided_rating"),
    ("check_model_names", "dim_rating"): _says("dim_rating", name="ratings"),
    ("check_model_property_file_location", "dim_code"): _says("dim_code", patch_path="x://models/core/core.yml"),
    ("check_model_documented_in_same_directory", "dim_code"): _says("dim_code", patch_path="x://models/core.yml"),
    ("check_model_description_contains_regexp_pattern", "dim_unit"): _says("dim_unit", description="The units."),
    ("check_model_column_description_populated", "dim_unit"): _column("dim_unit", "district_code", description=""),
    ("check_model_has_unique_test", "dim_position"): _untested("dim_position"),
    ("check_model_does_not_directly_join_to_source", "stg_night"): _reads("stg_night", "stg_unit"),
    ("check_model_has_no_upstream_dependencies", "dim_commune"): _says("dim_commune", depends_on={"nodes": []}),
    ("check_model_hard_coded_references", "int_cadre_row"): _says(
        "int_cadre_row", raw_code="select * from staging.stg_form_02_row"
    ),
    ("check_source_not_orphaned", "reference_nobodys"): _copied("sources", _REPORT_YEARS, "nobodys"),
    ("check_duplicate_sources", "reference_report_years"): _copied("sources", _REPORT_YEARS, "twin"),
    ("check_model_min_downstream_models", "dim_form"): _unread("dim_form"),
    ("check_model_has_exposure", "mart_cadre_structure"): _unread("mart_cadre_structure"),
    ("check_macro_is_used", "nobodys_macro"): _copied("macros", f"macro.{_PACKAGE}.meets", "nobodys_macro"),
    ("check_model_has_contracts_enforced", "mart_quality_history"): _says(
        "mart_quality_history", contract={"enforced": False}
    ),
    ("check_model_columns_have_types", "mart_quality_finding"): _column("mart_quality_finding", "form", data_type=None),
    ("check_exposure_description_populated", "scorecard"): _told(
        "exposures", f"exposure.{_PACKAGE}.scorecard", description=""
    ),
    ("check_exposure_has_owner", "night_news"): _told("exposures", f"exposure.{_PACKAGE}.night_news", owner={}),
    ("check_source_top_level_description_populated", "history_night"): _told(
        "sources", f"source.{_PACKAGE}.history.night", source_description=""
    ),
    ("check_source_description_populated", "history_quality_count"): _told(
        "sources", f"source.{_PACKAGE}.history.quality_count", description=""
    ),
    ("check_seed_description_populated", "forms"): _told("nodes", f"seed.{_PACKAGE}.forms", description=""),
}


def _lint(folder: Path, manifest: Manifest) -> set[tuple[str, str]]:
    """Return the check and the name that it blames, for every failure of ``manifest``."""
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    rules = (PROJECT / "dbt-bouncer.yml").read_text(encoding="utf-8")
    config, results = folder / "dbt-bouncer.yml", folder / "results.json"
    config.write_text(rules.replace("dbt_artifacts_dir: target", f"dbt_artifacts_dir: {folder}"))
    told = subprocess.run(
        [_BOUNCER, "run", "--config-file", config, "--output-file", results, "--output-format", "json"],
        capture_output=True,
        text=True,
    )
    assert results.exists(), told.stdout + told.stderr
    found = json.loads(results.read_text())
    assert found
    failed = [one["check_run_id"].split(":") for one in found if one["outcome"] != "success"]
    return {(check, named) for check, _, named, *_ in failed}


@pytest.fixture(scope="module")
def manifest(empty_province: Dbt) -> Manifest:
    return json.loads((empty_province.target / "manifest.json").read_text())


@pytest.fixture(scope="module")
def blamed(manifest: Manifest, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What is blamed in a damaged manifest, and was not before."""
    damaged = copy.deepcopy(manifest)
    for damage in DAMAGES.values():
        damage(damaged)
    folder = tmp_path_factory.mktemp("lint")
    return _lint(folder / "damaged", damaged) - _lint(folder / "whole", manifest)


@pytest.mark.parametrize(("check", "culprit"), DAMAGES)
def test_a_broken_rule_is_noticed(blamed: set[tuple[str, str]], check: str, culprit: str) -> None:
    assert (check, culprit) in blamed


def test_every_rule_is_tried() -> None:
    rules = (PROJECT / "dbt-bouncer.yml").read_text(encoding="utf-8")
    named = {line.split("name: ")[1] for line in rules.splitlines() if line.startswith("  - name: ")}
    assert named == {check for check, _ in DAMAGES}
