"""Components in arrays are those of a plain union-find, whatever the links and their order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.persons.components import components

NODES = 12
LINKS = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=20)


def found(links: list[tuple[int, int]], nodes: int = NODES) -> list[int]:
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    return components(ends[:, 0], ends[:, 1], nodes).tolist()


def by_union_find(links: list[tuple[int, int]], nodes: int = NODES) -> list[int]:
    """Return the smallest node of each node's component."""
    leader = list(range(nodes))

    def lead(node: int) -> int:
        return node if leader[node] == node else lead(leader[node])

    for one, other in links:
        smaller, larger = sorted((lead(one), lead(other)))
        leader[larger] = smaller
    return [lead(node) for node in range(nodes)]


@given(LINKS, st.randoms())
def test_any_links_give_the_components_of_a_union_find(links: list[tuple[int, int]], random: object) -> None:
    expected = by_union_find(links)
    assert found(links) == expected
    turned = [(other, one) for one, other in links]
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert found(turned) == expected


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_chain_and_a_wide_star_end_in_one(order: int) -> None:
    chain = [(node, node + 1) for node in range(4999)][::order]
    star = [(4999, node) for node in range(4999)][::order]
    for links in (chain, star):
        assert set(found(links, 5000)) == {0}
        # One link less leaves two.
        assert len(set(found(links[:2500] + links[2501:], 5000))) == 2


def test_nothing_linked_stays_apart() -> None:
    assert found([]) == list(range(NODES))
    assert found([], 0) == []
    assert found([(3, 3)]) == list(range(NODES))
