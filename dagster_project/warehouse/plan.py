"""The compiled dbt project as a plan: what is built in which order, as SQL, and which tests guard it.

Belongs here: taking it out of dbt's own artefacts, and its file. Does not belong here: when dbt compiles (compiled.py)
and how a plan is carried out (carry_out.py).
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

#: What stands in compiled SQL where the data folder goes: a plan is the same whichever folder it is carried out on.
DATA_DIR = "@the data folder@"
#: What a plan knows to build; anything else (snapshots, incremental models, hooks) is refused when it is made.
_MATERIALIZED = ("table", "view")


class NotPlanned(Exception):
    """The project holds what a plan cannot carry out; the message names it."""


@dataclass(frozen=True)
class Node:
    """A seed, a model or a data test."""

    node_id: str
    kind: str
    name: str
    #: Of a test: the table that it guards, and the rule that it holds it to.
    guards: str = ""
    rule: str = ""
    schema: str = ""
    folder: str = ""
    description: str = ""
    materialized: str = ""
    #: Of a seed its CSV within the dbt project, else SQL.
    sql: str = ""
    #: Where a contract (or a seed) declares them: column → its type and constraints.
    columns: dict[str, str] = field(default_factory=dict)
    #: The seeds and models that it reads.
    reads: tuple[str, ...] = ()
    #: The SQL of the sources that it reads, by "source.table".
    sources: dict[str, str] = field(default_factory=dict)
    #: A test that warns stops nothing.
    only_warns: bool = False

    @property
    def relation(self) -> str:
        """Return the quoted name of the table or view within the warehouse."""
        return f'"{self.schema}"."{self.name}"'


@dataclass(frozen=True)
class Plan:
    """All nodes, each after those that it reads; ``stamp`` is that of the project they were compiled from."""

    stamp: str
    nodes: tuple[Node, ...]

    def of_kind(self, *kinds: str) -> list[Node]:
        """Return the nodes of some kinds, in order."""
        return [node for node in self.nodes if node.kind in kinds]


def plan_of(manifest: Mapping[str, Any], compiled: Mapping[str, str], project: Path, stamp: str) -> Plan:
    """Return the plan that dbt's artefacts describe.

    Args:
        manifest: dbt's manifest.
        compiled: node → its SQL, as dbt compiled it.
        project: the folder of the dbt project.
        stamp: what the plan is told to be of.

    Raises:
        NotPlanned: a node asks for something that only dbt itself can do.
    """
    wanted = {
        unique_id: one
        for unique_id, one in manifest["nodes"].items()
        if one["resource_type"] in ("seed", "model", "test") and one["config"].get("enabled", True)
    }
    reads = {
        unique_id: [on for on in one["depends_on"].get("nodes", []) if on in wanted]
        for unique_id, one in wanted.items()
    }
    order = TopologicalSorter({unique_id: sorted(reads[unique_id]) for unique_id in sorted(wanted)}).static_order()
    nodes = []
    for unique_id in order:
        one = wanted[unique_id]
        sources = {
            ".".join(on.split(".")[2:]): _location(manifest["sources"][on])
            for on in one["depends_on"].get("nodes", [])
            if on in manifest["sources"]
        }
        make = {"seed": _seed, "model": _model, "test": _test}[one["resource_type"]]
        nodes.append(make(one, compiled.get(unique_id, ""), project, tuple(reads[unique_id]), sources))
    return Plan(stamp, tuple(nodes))


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan as JSON."""
    told = {"stamp": plan.stamp, "nodes": [asdict(node) for node in plan.nodes]}
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def read_plan(path: Path) -> Plan | None:
    """Return the plan of a file; None where there is none, or nobody can read it."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Plan(told["stamp"], tuple(Node(**{**one, "reads": tuple(one["reads"])}) for one in told["nodes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seed(one: Mapping[str, Any], _sql: str, project: Path, reads: tuple[str, ...], _sources: dict[str, str]) -> Node:
    path = one["original_file_path"]
    with (project / path).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    types = one["config"]["column_types"]
    if untyped := [name for name in header if name not in types]:
        raise NotPlanned(f"{path}: column_types names no type of {', '.join(untyped)}")
    columns = {name: types[name] for name in header}
    return Node(
        one["unique_id"], "seed", one["name"], schema=one["schema"], folder="seeds", sql=path, columns=columns,
        description=one["description"], materialized="table", reads=reads,
    )  # fmt: skip


def _model(one: Mapping[str, Any], sql: str, _project: Path, reads: tuple[str, ...], sources: dict[str, str]) -> Node:
    config = one["config"]
    if config["materialized"] not in _MATERIALIZED or config.get("pre-hook") or config.get("post-hook"):
        raise NotPlanned(f"{one['original_file_path']}: only tables and views without hooks can be built at night")
    columns = {}
    if one["contract"]["enforced"]:
        columns = {name: _declared(one["name"], column) for name, column in one["columns"].items()}
    return Node(
        one["unique_id"], "model", one["name"], schema=one["schema"], folder=one["fqn"][1], sql=sql, columns=columns,
        description=one["description"], materialized=config["materialized"], reads=reads, sources=sources,
    )  # fmt: skip


def _declared(model: str, column: Mapping[str, Any]) -> str:
    kinds = [constraint["type"] for constraint in column["constraints"]]
    if any(kind != "not_null" for kind in kinds):
        raise NotPlanned(f"{model}.{column['name']}: of constraints a contract may have not_null alone")
    return str(column["data_type"]) + (" not null" if kinds else "")


def _test(one: Mapping[str, Any], sql: str, _project: Path, reads: tuple[str, ...], sources: dict[str, str]) -> Node:
    config = one["config"]
    if (config["fail_calc"], config["error_if"], config["warn_if"]) != ("count(*)", "!= 0", "!= 0") or config["limit"]:
        raise NotPlanned(f"{one['original_file_path']}: a test fails by its rows alone, without thresholds")
    # A test of a project's own (tests/*.sql) stands beside the last table that it reads.
    return Node(
        one["unique_id"], "test", one["name"], guards=one.get("attached_node") or reads[-1],
        rule=(one.get("test_metadata") or one)["name"], description=one["description"], sql=sql, reads=reads,
        sources=sources, only_warns=config["severity"].lower() == "warn",
    )  # fmt: skip


def _location(source: Mapping[str, Any]) -> str:
    """Return the SQL that reads a source, as dbt-duckdb puts it into a model."""
    location = (source.get("config") or {}).get("external_location") or source["meta"]["external_location"]
    return str(location).replace("{name}", str(source["name"]))
