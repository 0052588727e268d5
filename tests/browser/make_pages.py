"""Write the pages that the browser tests look at: of the small star, and of the last night where there was one.

python -m tests.browser.make_pages <folder>     run in the project's own environment
"""

import sys
from pathlib import Path

from dagster_project.publish.for_readers import write_for_readers
from dagster_project.settings import load_settings
from tests.small_bi import write_small_bi


def main(folder: Path) -> None:
    """Write <folder>/<name>/bi.duckdb and the page beside it."""
    write_small_bi(folder / "small" / "bi.duckdb")
    published = load_settings().published_dir / "bi.duckdb"
    if published.exists():
        (folder / "night").mkdir()
        (folder / "night" / "bi.duckdb").write_bytes(published.read_bytes())
    for bi in folder.glob("*/bi.duckdb"):
        not_made = write_for_readers(bi.parent)
        if "scorecard/index.html" in not_made:
            raise SystemExit(f"{bi}: {not_made}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
