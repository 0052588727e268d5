"""Who is one person: by 12-digit id, by party card with birth year, by old id with birth year — never by name.

Belongs here: linking rows, within one return (for duplicates) and over all years and units (for the warehouse), and
the cards that are in conflict. The key a person gets in the warehouse is a keyed hash.
"""

import hashlib
import hmac
from typing import Any

import networkx as nx
import pandas as pd
import pyarrow as pa

PERSON_ROW_SCHEMA = pa.schema(
    [("row_id", pa.string()), ("form", pa.string()), ("person_key", pa.string()), ("link", pa.string())]
)


def link_rows(rows: pd.DataFrame, scope: str | None = None) -> pd.Series:
    """Return for each row the number of its person.

    Args:
        rows: citizen_id, party_card, birth_year (missing where the form has none); index unique.
        scope: a column within whose values alone rows may be linked (one return), or None for everywhere.
    """
    places = rows[scope] if scope else pd.Series("", index=rows.index)
    conflicted = conflicted_cards(rows, places)
    graph = nx.Graph()
    graph.add_nodes_from(rows.index)
    for label, place, citizen_id, card, birth_year in zip(
        rows.index, places, rows["citizen_id"], rows["party_card"], rows["birth_year"], strict=True
    ):
        birth = None if pd.isna(birth_year) else int(birth_year)
        if pd.notna(citizen_id):
            new = len(citizen_id) == 12
            graph.add_edge(label, (place, "id", citizen_id, None if new else birth))
        if pd.notna(card) and (place, card) not in conflicted:
            graph.add_edge(label, (place, "card", card, birth))
    persons = {}
    for number, members in enumerate(nx.connected_components(graph)):
        persons.update(dict.fromkeys((member for member in members if not isinstance(member, tuple)), number))
    return rows.index.to_series().map(persons)


def conflicted_cards(rows: pd.DataFrame, places: pd.Series) -> set[tuple[str, str]]:
    """Return the (place, card) that stand with two 12-digit ids or two birth years: they never link anybody."""
    carded = rows.assign(place=places)[rows["party_card"].notna()]
    new_ids = carded["citizen_id"].where(carded["citizen_id"].str.len() == 12)
    by_card = carded.assign(new_id=new_ids).groupby(["place", "party_card"])[["new_id", "birth_year"]].nunique()
    return set(by_card.index[(by_card > 1).any(axis=1)])


def resolve_persons(form_02: pd.DataFrame, others: pd.DataFrame, secret: bytes) -> tuple[pa.Table, pd.DataFrame]:
    """Give every row in force its person, and name the rows whose identifiers are in conflict.

    Args:
        form_02: rows in force of form 02: row_id, verdict, citizen_id, party_card, birth_year. Accepted rows make the
            persons; a quarantined row may be of one of them, but is no evidence of who is who.
        others: rows in force of forms 03 and 04: row_id, form, citizen_id, party_card.
        secret: the key of the hash.

    Returns:
        PERSON_ROW_SCHEMA, one row a row_id (person_key NULL = nobody found); and the conflicts: row_id, card.
    """
    accepted = form_02[form_02["verdict"] == "accepted"].set_index("row_id")
    persons = link_rows(accepted)
    conflicted = {card for _, card in conflicted_cards(accepted, pd.Series("", index=accepted.index))}
    names = _stable_names(accepted, persons, conflicted)
    finder = _PersonFinder(accepted, persons.map(names), conflicted)
    found: list[tuple[str, str, str | None, str | None]] = [
        (str(row_id), "02", names[number], "own") for row_id, number in persons.items()
    ]
    conflicts = [(str(row_id), card) for row_id, card in accepted["party_card"].items() if card in conflicted]
    found += _quarantined(form_02[form_02["verdict"] != "accepted"], finder)
    for row_id, form, citizen_id, card in zip(*_columns(others, "row_id", "form", *_IDENTIFIERS), strict=True):
        name, link, is_conflict = finder.find(citizen_id, card)
        found.append((row_id, form, name, link))
        if is_conflict:
            conflicts.append((row_id, card))
    hashed = sorted((row_id, form, _hash(name, secret) if name else None, link) for row_id, form, name, link in found)
    rows = [dict(zip(PERSON_ROW_SCHEMA.names, row, strict=True)) for row in hashed]
    table = pa.Table.from_pylist(rows, schema=PERSON_ROW_SCHEMA)
    return table, pd.DataFrame(conflicts, columns=["row_id", "party_card"])


_IDENTIFIERS = ("citizen_id", "party_card")


def _quarantined(rows: pd.DataFrame, finder: "_PersonFinder") -> list[tuple[str, str, str | None, str | None]]:
    """Return whom each quarantined row names, and let forms 03 and 04 find those whom no accepted row names.

    Persons of accepted rows first, then new ones by id, then by card alone: the order of the rows must not matter.
    """
    found: list[tuple[str, str, str | None, str | None]] = []
    unknown = []
    for row_id, citizen_id, card in zip(*_columns(rows, "row_id", *_IDENTIFIERS), strict=True):
        name, link, _ = finder.find(citizen_id, card)
        if name:
            found.append((row_id, "02", name, link))
        else:
            unknown.append((row_id, citizen_id, card))
    for has_id in (True, False):
        named = []
        for row_id, citizen_id, card in unknown:
            if bool(citizen_id) is has_id:
                name, link, _ = (None, None, False) if has_id else finder.find(None, card)
                name = name or f"quarantined:{citizen_id or card or row_id}"
                found.append((row_id, "02", name, link or "own"))
                named.append((name, citizen_id, card))
        for name, citizen_id, card in named:
            finder.add(name, citizen_id, card)
    return found


def _columns(rows: pd.DataFrame, *names: str) -> list[list[Any]]:
    """Return columns as lists, a missing value as None."""
    return [rows[name].astype(object).where(rows[name].notna(), None).tolist() for name in names]


class _PersonFinder:
    """Finds the person of a row that carries no birth date: by new id, else by card or old id of exactly one person."""

    def __init__(self, accepted: pd.DataFrame, person: pd.Series, conflicted: set[str]) -> None:
        ids = accepted["citizen_id"]
        self._conflicted = conflicted
        self._by_id = _owners(ids.where(ids.str.len() == 12), person)
        self._by_old_id = _owners(ids.where(ids.str.len() == 9), person)
        self._by_card = _owners(accepted["party_card"], person)

    def add(self, name: str, citizen_id: str | None, party_card: str | None) -> None:
        """Let a person be found of whom no accepted row tells."""
        by_id = self._by_id if citizen_id and len(citizen_id) == 12 else self._by_old_id
        if citizen_id:
            by_id.setdefault(citizen_id, set()).add(name)
        if party_card:
            self._by_card.setdefault(party_card, set()).add(name)

    def find(self, citizen_id: str | None, party_card: str | None) -> tuple[str | None, str | None, bool]:
        """Return (person, by what, whether id and card point to two persons)."""
        new_id = self._by_id.get(citizen_id) if citizen_id else None
        old_id = self._by_old_id.get(citizen_id) if citizen_id else None
        card = self._by_card.get(party_card) if party_card and party_card not in self._conflicted else None
        for owners, link in ((new_id, "citizen_id"), (old_id, "old_id"), (card, "party_card")):
            if owners and len(owners) == 1:
                person = next(iter(owners))
                return person, link, bool(card and link != "party_card" and person not in card)
        return None, None, False


def _owners(identifiers: pd.Series, person: pd.Series) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for identifier, name in zip(identifiers, person, strict=True):
        if pd.notna(identifier):
            owners.setdefault(identifier, set()).add(name)
    return owners


def _stable_names(rows: pd.DataFrame, persons: pd.Series, conflicted: set[str]) -> dict[int, str]:
    """Name each person by their smallest new id, else old id with birth year, else card: the same name every night."""
    tokens = [
        _token(citizen_id, card, birth_year) + (f":{row_id}" if card in conflicted else "")
        for row_id, citizen_id, card, birth_year in zip(
            rows.index, rows["citizen_id"], rows["party_card"], rows["birth_year"], strict=True
        )
    ]
    smallest: dict[int, str] = {}
    for number, token in zip(persons, tokens, strict=True):
        smallest[number] = min(token, smallest.get(number, token))
    return smallest


def _token(citizen_id: str | None, party_card: str | None, birth_year: float | None) -> str:
    birth = "" if birth_year is None or pd.isna(birth_year) else str(int(birth_year))
    if citizen_id is not None and pd.notna(citizen_id):
        return f"1:{citizen_id}" if len(citizen_id) == 12 else f"2:{citizen_id}:{birth}"
    return f"3:{party_card}:{birth}"


def _hash(name: str, secret: bytes) -> str:
    return hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()
