"""Who is one person: by 12-digit id, by party card with birth year, by old id with birth year — never by name.

Belongs here: linking rows, within one return (for duplicates) and over all years and units (for the warehouse), and
the identifiers that are in conflict. The key a person gets in the warehouse is a keyed hash. How a row without a birth
date finds its person is person_finder.py's; who may be one person under two keys is probably_twice.py's.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd
import pyarrow as pa

from dagster_project.returns.persons.person_finder import PersonFinder
from dagster_project.tables.forms import cadre_form
from dagster_project.tables.persons import PERSON_ROW_SCHEMA

NEW_ID_DIGITS = 12


class Token(NamedTuple):
    """What rows of one person share: an identifier, and with a card or an old id the birth year too."""

    place: Any  # rows are linked within one place only: a return, or everywhere
    column: str
    identifier: str
    birth_year: int | None

    @property
    def is_new_id(self) -> bool:
        """Whether this is a 12-digit id: it always joins."""
        return self.column == "citizen_id" and len(self.identifier) == NEW_ID_DIGITS


Pair = tuple[Token | None, Token | None]  # the tokens of a row: id, card
_EVERYWHERE = ""
_ENDS = Token(None, "", "", None)


class Linking(NamedTuple):
    """Who every row is (PERSON_ROW_SCHEMA), and the conflicts: row_id, column_name, reason.

    The reason is ``card`` or ``old_id`` (of several persons, so it joins nobody), or ``two_persons`` (id and card of a
    row of forms 03 and 04 point to two persons).
    """

    persons: pa.Table
    conflicts: pd.DataFrame


def link_rows(rows: pd.DataFrame, scope: str | None = None) -> pd.Series:
    """Return for each row the number of its person.

    Args:
        rows: citizen_id, party_card, birth_year (missing where the form has none); index unique.
        scope: a column within whose values alone rows may be linked (one return), or None for everywhere.
    """
    pairs = tokens_of(rows, scope)
    return pd.Series(_link(pairs, conflicted_tokens(pairs)), index=rows.index, dtype="int64")


def tokens_of(rows: pd.DataFrame, scope: str | None = None) -> list[Pair]:
    """Return each row's id token and card token, None where it has none."""
    places = rows[scope].tolist() if scope else [_EVERYWHERE] * len(rows)
    pairs: list[Pair] = []
    for place, citizen_id, card, year in zip(
        places, *_columns(rows, "citizen_id", "party_card", "birth_year"), strict=True
    ):
        birth = None if year is None else int(year)
        own = birth if citizen_id and len(citizen_id) != NEW_ID_DIGITS else None
        pairs.append(
            (
                Token(place, "citizen_id", citizen_id, own) if citizen_id else None,
                Token(place, "party_card", card, birth) if card else None,
            )
        )
    return pairs


def conflicted_tokens(pairs: Iterable[Pair]) -> set[Token]:
    """Return the tokens that join nobody: cards of two birth years, and what lies between two 12-digit ids.

    A card or an old id lies between two 12-digit ids when it would join them, directly or through other rows, if
    nothing were in conflict.
    """
    distinct = set(pairs)
    conflicted = _cards_of_two_birth_years(card for _, card in distinct if card)
    graph = nx.Graph((own, card) for own, card in distinct if own and card)
    for members in nx.connected_components(graph):
        ends = [token for token in members if token.is_new_id]
        if len(ends) > 1:
            conflicted |= _between(graph.subgraph(members), ends)
    return conflicted


def _cards_of_two_birth_years(cards: Iterable[Token]) -> set[Token]:
    by_card: dict[tuple[Any, str], set[Token]] = {}
    for card in cards:
        by_card.setdefault((card.place, card.identifier), set()).add(card)
    return {
        card
        for several in by_card.values()
        if len({one.birth_year for one in several} - {None}) > 1
        for card in several
    }


def _between(component: nx.Graph, ends: list[Token]) -> set[Token]:
    """Return the tokens on a path between two of ``ends``.

    With all ends tied to one more node, a token is on such a path when it is on a cycle through that node: when both
    are in one biconnected component. As the ends hang together without that node, it is in one such component alone.
    """
    tied = nx.Graph(component.edges)
    tied.add_edges_from((_ENDS, end) for end in ends)
    cycles = next(block for block in nx.biconnected_components(tied) if _ENDS in block)
    return {token for token in cycles if token is not _ENDS and not token.is_new_id}


def _link(pairs: list[Pair], conflicted: set[Token]) -> list[int]:
    """Return the number of each row's person: rows that hang together by tokens out of conflict."""
    joining = [tuple(one if one not in conflicted else None for one in pair) for pair in pairs]
    graph = nx.Graph((own, card) for own, card in set(joining) if own and card)
    numbers: dict[Any, int] = {}
    for number, members in enumerate(nx.connected_components(graph)):
        numbers.update(dict.fromkeys(members, number))
    # A token that stands with no other is a person of its own, and so is a row without any.
    return [numbers.setdefault(own or card or row, len(numbers)) for row, (own, card) in enumerate(joining)]


def resolve_persons(form_02: pd.DataFrame, others: pd.DataFrame, secret: bytes) -> Linking:
    """Give every row in force its person, and name the rows whose identifiers are in conflict.

    Args:
        form_02: rows in force of form 02: row_id, report_year, verdict, citizen_id, party_card, birth_year. Accepted
            rows make the persons; a quarantined row may be of one of them, but is no evidence of who is who.
        others: rows in force of forms 03 and 04: row_id, report_year, form, citizen_id, party_card.
        secret: the key of the hash.

    Returns:
        One row a row_id (person_key NULL = nobody found), and the conflicts.
    """
    accepted = form_02[form_02["verdict"] == "accepted"]
    row_ids = accepted["row_id"].tolist()
    pairs = tokens_of(accepted)
    conflicted = conflicted_tokens(pairs)
    names = _stable_names(row_ids, pairs, _link(pairs, conflicted), conflicted)
    found: list[Found] = [(row_id, cadre_form(), name, "own") for row_id, name in zip(row_ids, names, strict=True)]
    conflicts = [
        (row_id, token.column, "card" if token.column == "party_card" else "old_id")
        for row_id, pair in zip(row_ids, pairs, strict=True)
        for token in pair
        if token in conflicted
    ]
    finder = PersonFinder()
    for name, *identifiers in zip(names, *_columns(accepted, *_LOOKED_UP), strict=True):
        finder.add(name, *identifiers)
    found += _quarantined(form_02[form_02["verdict"] != "accepted"], finder)
    for row_id, form, *identifiers in zip(*_columns(others, "row_id", "form", *_LOOKED_UP), strict=True):
        one = finder.find(*identifiers)
        found.append((row_id, form, one.name, one.link))
        if one.is_conflict:
            conflicts.append((row_id, "party_card", "two_persons"))
    return Linking(
        _person_rows(found, secret), pd.DataFrame(conflicts, columns=["row_id", "column_name", "reason"], dtype=object)
    )


Found = tuple[str, str, str | None, str | None]  # row_id, form, the person's name, by what
_LOOKED_UP = ("report_year", "citizen_id", "party_card")


def _quarantined(rows: pd.DataFrame, finder: PersonFinder) -> list[Found]:
    """Return whom each quarantined row names, and let forms 03 and 04 find those whom no accepted row names.

    Persons of accepted rows first, then new ones by id, then by card alone: the order of the rows must not matter.
    """
    found: list[Found] = []
    unknown = []
    for row_id, year, citizen_id, card in zip(*_columns(rows, "row_id", *_LOOKED_UP), strict=True):
        one = finder.find(year, citizen_id, card)
        if one.name:
            found.append((row_id, cadre_form(), one.name, one.link))
        else:
            unknown.append((row_id, year, citizen_id, card))
    for has_id in (True, False):
        named = []
        for row_id, year, citizen_id, card in unknown:
            if bool(citizen_id) is has_id:
                name, link = (None, None) if has_id else finder.find(year, None, card)[:2]
                name = name or f"quarantined:{citizen_id or card or row_id}"
                found.append((row_id, cadre_form(), name, link or "own"))
                named.append((name, year, citizen_id, card))
        for who in named:
            finder.add(*who)
    return found


def _stable_names(row_ids: list[str], pairs: list[Pair], persons: list[int], conflicted: set[Token]) -> list[str]:
    """Name each row's person by their smallest new id, else old id with birth year, else card: the same every night.

    What is in conflict is of several persons; there the row tells them apart. A new id is always of one.
    """
    smallest: dict[int, str] = {}
    for row_id, pair, number in zip(row_ids, pairs, persons, strict=True):
        own, card = pair
        is_shared = (own or card) in conflicted and not (own is not None and own.is_new_id)
        name = _name(own, card) + (f":{row_id}" if is_shared else "")
        smallest[number] = min(name, smallest.get(number, name))
    return [smallest[number] for number in persons]


def _name(own: Token | None, card: Token | None) -> str:
    if own is not None and own.is_new_id:
        return f"1:{own.identifier}"
    rank, token = ("2", own) if own is not None else ("3", card)
    if token is None:
        raise ValueError("An accepted row has neither a citizen id nor a party card.")
    return f"{rank}:{token.identifier}:{'' if token.birth_year is None else token.birth_year}"


def _person_rows(found: list[Found], secret: bytes) -> pa.Table:
    """Return who every row is, in a stable order, under the keyed hash of the person's name."""
    keys = {name: _hash(name, secret) for name in {one[2] for one in found} if name}
    rows = sorted((row_id, form, keys.get(name or ""), link) for row_id, form, name, link in found)
    columns = zip(*rows, strict=True) if rows else [[] for _ in PERSON_ROW_SCHEMA]
    return pa.table([list(column) for column in columns], schema=PERSON_ROW_SCHEMA)


def _columns(rows: pd.DataFrame, *names: str) -> list[list[Any]]:
    """Return columns as lists, a missing value as None."""
    return [rows[name].astype(object).where(rows[name].notna(), None).tolist() for name in names]


def _hash(name: str, secret: bytes) -> str:
    return hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()
