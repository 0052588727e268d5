"""What hangs together: the connected components of a graph whose nodes are numbers.

Belongs here: the algorithm alone, in arrays, so that a nation's millions of links take some seconds and a few bytes
each. What a node is, linking.py knows.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def components(ones: Numbers, others: Numbers, nodes: int) -> Numbers:
    """Return for each node the smallest node that it hangs together with.

    Args:
        ones: one end of each link.
        others: the other end of each.
        nodes: how many nodes there are, numbered from 0.
    """
    lowest = np.arange(nodes, dtype=np.int64)
    while True:
        one, other = lowest[ones], lowest[others]
        apart = one != other
        if not apart.any():
            return lowest
        # Only links between what is still apart are looked at again: each round joins a node to a smaller neighbour.
        ones, others, one, other = ones[apart], others[apart], one[apart], other[apart]
        np.minimum.at(lowest, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(further := lowest[lowest], lowest):
            lowest = further
