"""Which rows are of one person: by 12-digit id, by card with birth year, by old id with birth year — never by name.

Belongs here: tokens (what rows of one person share), which of them are in conflict, and the numbers of persons: within
one return (for duplicates) and over all years and units (for the warehouse). Rows stay in DuckDB; what is worked on
here are the distinct tokens and the links among them, as numbers. The key of a person is identity.py's.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import networkx as nx
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.returns.persons.components import Numbers, components

NEW_ID_DIGITS = 12
_ENDS = -1

# Each distinct (place, id, card, birth year): a nation has far fewer of them than rows.
_SAID = f"""
    create or replace temp table said as
    select distinct
        place, nullif(citizen_id, '') as citizen_id, nullif(party_card, '') as party_card, birth_year,
        coalesce(length(citizen_id) = {NEW_ID_DIGITS}, false) as is_new_id,
        -- Compared as a number: 0 where the birth year does not count, or is not known.
        case when length(citizen_id) = {NEW_ID_DIGITS} then 0 else coalesce(birth_year, 0) end as year_beside_id,
        coalesce(birth_year, 0) as year_beside_card
    from {{rows}}
"""
# What rows of one person share: an identifier, and with a card or an old id the birth year too. Rows are linked within
# one place only: a return, or everywhere.
_TOKENS = """
    create or replace temp table token as
    select *, row_number() over () - 1 as token
    from (
        select distinct
            place, 'citizen_id' as column_name, citizen_id as identifier, year_beside_id as birth_year, is_new_id
        from said
        where citizen_id is not null
        union all
        select distinct place, 'party_card', party_card, year_beside_card, false
        from said
        where party_card is not null
    )
"""
# Every condition compares a column with a column: anything else in a left join, and DuckDB tries each row with each.
_PAIRS = """
    create or replace temp table pair as
    with
    own as (select * from token where column_name = 'citizen_id'),
    card as (select * from token where column_name = 'party_card')
    select
        said.place, said.citizen_id, said.party_card, said.birth_year, said.is_new_id, own.token as own,
        card.token as card
    from said
    left join own
        on said.place = own.place and said.citizen_id = own.identifier and said.year_beside_id = own.birth_year
    left join card
        on said.place = card.place and said.party_card = card.identifier and said.year_beside_card = card.birth_year
"""
_CARDS_OF_TWO_BIRTH_YEARS = """
    select token
    from (select *, nullif(birth_year, 0) as known_year from token where column_name = 'party_card')
    window same_card as (partition by place, identifier)
    qualify min(known_year) over same_card <> max(known_year) over same_card
"""
_LINKED = """
    create or replace temp table linked as
    select
        rows.row_id, pair.citizen_id, pair.party_card, pair.birth_year, pair.is_new_id,
        coalesce(own.is_conflicted, false) as is_own_conflicted,
        coalesce(card.is_conflicted, false) as is_card_conflicted,
        -- A token that stands with no other is a person of its own, and so is a row without any.
        coalesce(
            case when not own.is_conflicted then own.person end,
            case when not card.is_conflicted then card.person end,
            - row_number() over ()
        ) as person
    from {rows} as rows
    inner join pair
        on rows.place = pair.place
        and coalesce(rows.citizen_id, '') = coalesce(pair.citizen_id, '')
        and coalesce(rows.party_card, '') = coalesce(pair.party_card, '')
        and coalesce(rows.birth_year, -1) = coalesce(pair.birth_year, -1)
    left join person_of_token as own on pair.own = own.token
    left join person_of_token as card on pair.card = card.token
"""


def link(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make the table ``linked`` of the table ``rows``: who each row is, and what of it is in conflict.

    Args:
        connection: where both are.
        rows: the name of a table with row_id, place (rows are linked within one place only), citizen_id, party_card,
            birth_year (NULL where the form has none).

    ``linked`` has row_id, person (a number), is_own_conflicted, is_card_conflicted, and what linked it: citizen_id,
    is_new_id (12 digits: it always joins), party_card, birth_year.
    """
    for statement in (_SAID.format(rows=rows), _TOKENS, _PAIRS):
        connection.execute(statement)
    is_new = _column(connection, "select is_new_id from token order by token")
    links = "from pair where own is not null and card is not null group by own, card order by own, card"
    own, card = _column(connection, f"select own {links}"), _column(connection, f"select card {links}")
    is_conflicted = _conflicted(own, card, is_new)
    is_conflicted[_column(connection, _CARDS_OF_TWO_BIRTH_YEARS)] = True
    joins = ~(is_conflicted[own] | is_conflicted[card])
    person = components(own[joins], card[joins], len(is_new))
    tokens = pa.table({"token": np.arange(len(is_new)), "is_conflicted": is_conflicted, "person": person})
    connection.register("person_of_token", tokens)
    connection.execute(_LINKED.format(rows=rows))
    connection.unregister("person_of_token")


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> NDArray[Any]:
    """Return the one column of a query."""
    return connection.sql(query).to_arrow_table().column(0).to_numpy()


def _conflicted(own: Numbers, card: Numbers, is_new: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each token whether it lies between two 12-digit ids, so that it must join nobody.

    It does when it would join them, directly or through other rows, if nothing were in conflict.
    """
    is_between = np.zeros(len(is_new), dtype=bool)
    together = components(own, card, len(is_new))
    ends = np.bincount(together[is_new], minlength=len(is_new))
    for links in _by_component(own, card, together, ends > 1):
        is_between[_between(links, is_new)] = True
    return is_between


def _by_component(
    own: Numbers, card: Numbers, together: Numbers, wanted: NDArray[np.bool_]
) -> Iterator[NDArray[np.int64]]:
    """Yield the links (one a line) of each wanted component."""
    chosen = np.flatnonzero(wanted[together[own]])
    chosen = chosen[np.argsort(together[own[chosen]], kind="stable")]
    begins = np.flatnonzero(np.diff(together[own[chosen]])) + 1
    for part in np.split(chosen, begins):
        if len(part):
            yield np.column_stack([own[part], card[part]])


def _between(links: NDArray[np.int64], is_new: NDArray[np.bool_]) -> list[int]:
    """Return the tokens on a path between two 12-digit ids of one component.

    With all ids tied to one more node, a token is on such a path when it is on a cycle through that node: when both
    are in one biconnected component. As the ids hang together without that node, it is in one such component alone.
    """
    tied = nx.Graph(links.tolist())
    tied.add_edges_from([(_ENDS, token) for token in tied if is_new[token]])
    cycles = next(block for block in nx.biconnected_components(tied) if _ENDS in block)
    return [token for token in cycles if token != _ENDS and not is_new[token]]
