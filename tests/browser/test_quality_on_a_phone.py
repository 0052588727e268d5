"""The quality report and Data Docs on a phone of 390 pixels: nothing to push sideways, on any page, also unfolded.

Needs Playwright and the machine's Chromium, and the pages of a night (WAREHOUSE_DATA_DIR, else ``data/``); skipped
without.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
QUALITY = Path(os.environ.get("WAREHOUSE_DATA_DIR") or Path(__file__).parents[2] / "data") / "quality"
WIDTH = 390

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="no Chromium"),
    pytest.mark.skipif(not (QUALITY / "index.html").is_file(), reason="no night has written the pages"),
]


@pytest.fixture(scope="module")
def phone() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": WIDTH, "height": 844})
        browser.close()


def pages() -> list[Path]:
    """Return the report, and of Data Docs every page that stands first of its kind."""
    docs = QUALITY / "data_docs"
    kinds = ("index.html", "units/*.html", "expectations/*.html", "validations/*/*/*/*.html")
    return [QUALITY / "index.html", *(path for kind in kinds for path in sorted(docs.glob(kind))[:9])]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_no_page_scrolls_sideways(phone, path: Path, language: str) -> None:
    phone.goto(path.as_uri())
    phone.evaluate(f"document.documentElement.lang = '{language}'")
    phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert phone.evaluate("document.documentElement.scrollWidth") == WIDTH
