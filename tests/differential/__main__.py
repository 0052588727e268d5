"""``python -m tests.differential <seed> <folder>``: one seed by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.differential.compare import differing

if __name__ == "__main__":
    found = differing(int(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "no difference")
    sys.exit(bool(found))
