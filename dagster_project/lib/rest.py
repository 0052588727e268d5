"""How often a process that makes many plain values looks for rings of them that nobody needs any more.

Belongs here: that alone, for processes of our own that read or clean and then end. Rows and cells make no rings;
looking for some among millions of them costs a fifth of the work.
"""

import gc

_NEW_VALUES = 100_000


def rest_less_often() -> None:
    """Leave what has been loaded so far alone, and look for rings among each hundred thousand new values."""
    gc.freeze()
    gc.set_threshold(_NEW_VALUES, 50, 100)
