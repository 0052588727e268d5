"""What dbt's YAML says of each published table: descriptions, keys, closed lists, units. The only place that reads it.

Belongs here: taking it out of dbt's manifest. Does not belong here: the words themselves (dbt/models, its
docs/*.md), and where they are written: comments (tables.py), Parquet (parquet_files.py), datapackage.json
(datapackage.py).

The manifest is read, not comments in the warehouse: keys and closed lists stand nowhere else, and the words are
the same whatever engine built the tables.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Between the Vietnamese and the English half of every description.
SEPARATOR = " · "
#: `meta.unit` of a column → what it says to people.
UNIT_LABELS = {
    "percent": "%",
    "percentage points": "điểm phần trăm · percentage points",
    "persons": "người · persons",
    "subjects": "đối tượng · subjects",
    "forms": "biểu · forms",
    "versions": "bản · versions",
    "rows": "dòng · rows",
    "findings": "lượt · findings",
    "days": "ngày · days",
    "years": "năm · years",
    "files": "tệp · files",
}
_REF = re.compile(r"""\s*ref\(\s*['"](\w+)['"]\s*\)\s*""")
_END_OF_TITLE = re.compile(r"[.:;](?=\s|$)")


@dataclass(frozen=True)
class DescribedColumn:
    """One column: its description, the closed list of its values (empty: open), its unit ("" without one)."""

    description: str = ""
    values: tuple[str, ...] = ()
    unit: str = ""
    is_never_negative: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """These columns stand in that table's key, in this order."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True)
class DescribedTable:
    """One published table; `key` is its grain."""

    description: str = ""
    columns: Mapping[str, DescribedColumn] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


Dictionary = Mapping[str, DescribedTable]


def title_of(description: str) -> str:
    """Return the name that a description begins with, in both languages: what stands before the first `.`, `:`, `;`."""
    return SEPARATOR.join(_END_OF_TITLE.split(half, maxsplit=1)[0] for half in description.split(SEPARATOR))


def read_dictionary(manifest: Mapping[str, Any], schema: str) -> dict[str, DescribedTable]:
    """Return what a dbt manifest says of the models of one schema.

    Keys and closed lists are what a table's test `sound` holds it to. A foreign key is a `found_in` that leads to the
    whole key of a table of the same schema: a reader has no use for the others.
    """
    nodes = manifest["nodes"].values()
    models = {one["unique_id"]: one for one in nodes if one["resource_type"] == "model" and one["schema"] == schema}
    rules: dict[str, Mapping[str, Any]] = {
        one["attached_node"]: one["test_metadata"]["kwargs"]
        for one in nodes
        if one["resource_type"] == "test"
        and one.get("attached_node") in models
        and (one.get("test_metadata") or {}).get("name") == "sound"
    }
    keys = {model["name"]: tuple(rules.get(unique_id, {}).get("key", ())) for unique_id, model in models.items()}
    return {model["name"]: _table(model, rules.get(unique_id, {}), keys) for unique_id, model in models.items()}


def _table(model: Mapping[str, Any], rules: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]]) -> DescribedTable:
    never_negative = rules.get("never_negative", ())
    columns = {
        name: DescribedColumn(
            " ".join(told["description"].split()),
            tuple(rules.get("one_of", {}).get(name, ())),
            _unit(told),
            name in never_negative,
        )
        for name, told in model["columns"].items()
    }
    return DescribedTable(
        " ".join(model["description"].split()),
        columns,
        keys[model["name"]],
        tuple(_foreign_keys(rules, keys)),
    )


def _unit(told: Mapping[str, Any]) -> str:
    unit = str((told.get("config") or {}).get("meta", {}).get("unit", ""))
    # A word that nobody translated fails a test, never a night.
    return UNIT_LABELS.get(unit, unit)


def _foreign_keys(rules: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]]) -> Iterable[ForeignKey]:
    found = set()
    for one in rules.get("found_in", ()):
        table, referenced = _REF.fullmatch(one["to"]), one.get("as", one["columns"])
        if table and sorted(keys.get(table[1], ())) == sorted(referenced):
            found.add(ForeignKey(tuple(one["columns"]), table[1], tuple(referenced)))
    return sorted(found, key=lambda one: (one.columns, one.table))
