"""What makes lines one person: shared identifiers, and identifiers in conflict, which join nobody.

Works on any set of lines: those of one return (for duplicates) or of all returns (for the warehouse).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from sample.lines import Line

Token = tuple[Hashable, ...]  # ("id", digits), ("old id", digits, birth year), ("card", digits, birth year)


def tokens(line: Line) -> list[Token]:
    """Return what lines of the same person share: the 12-digit id; the old id or the card, with the birth year."""
    citizen_id, card, born = line.values["citizen_id"], line.values["party_card"], line.values.get("birth_year")
    found: list[Token] = []
    if citizen_id:
        found.append(("id", citizen_id) if len(citizen_id) == 12 else ("old id", citizen_id, born))
    if card:
        found.append(("card", card, born))
    return found


def conflicting(lines: Iterable[Line]) -> set[Token]:
    """Return the cards and old ids that would join two 12-digit ids, and the cards with two birth years."""
    beside: dict[Token, set[Token]] = defaultdict(set)
    births: dict[Hashable, set[Hashable]] = defaultdict(set)
    for line in lines:
        own = tokens(line)
        for token in own:
            beside[token] |= set(own) - {token}
            if token[0] == "card":
                births[token[1]].add(token[2])
    found = {token for token in beside if token[0] == "card" and len(births[token[1]]) > 1}
    return found | {token for token in beside if token[0] != "id" and _joins_two(token, beside)}


def _joins_two(token: Token, beside: dict[Token, set[Token]]) -> bool:
    """Tell whether a token lies on a path between two different 12-digit ids.

    It does when it reaches two of them on ways that share nothing: whichever single token is taken away, it still
    reaches one.
    """
    reached = _reachable(token, beside, without=None)
    if sum(one[0] == "id" for one in reached) < 2:
        return False
    return all(
        any(one[0] == "id" for one in _reachable(token, beside, without=other)) for other in reached if other != token
    )


def _reachable(start: Token, beside: dict[Token, set[Token]], without: Token | None) -> set[Token]:
    """Return what a token leads to; a way ends at the first 12-digit id."""
    seen, open_ends = {start}, [start]
    while open_ends:
        for token in beside[open_ends.pop()]:
            if token not in seen and token != without:
                seen.add(token)
                if token[0] != "id":
                    open_ends.append(token)
    return seen


def joined(lines: list[Line], conflicts: set[Token]) -> list[Hashable]:
    """Return for each line the name of its person: one of its tokens, or the line itself."""
    parents: dict[Hashable, Hashable] = {}

    def root(one: Hashable) -> Hashable:
        while (above := parents.get(one, one)) != one:
            one = above
        return one

    for line in lines:
        first, *others = [*(token for token in tokens(line) if token not in conflicts), ("line", id(line))]
        for other in others:
            if root(first) != root(other):
                parents[root(other)] = root(first)
    return [root(("line", id(line))) for line in lines]
