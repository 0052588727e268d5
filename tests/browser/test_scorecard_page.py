"""The page in Chromium, offline: its figures, its width, its keyboard, its prints, and what axe-core says of it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests import page_figures
from tests.page_figures import Key, Shown

PAGES = Path(os.environ["SCORECARD_PAGES"])
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
# What somebody who sees the page sees: innerText leaves out the other language; signs have their word hidden beside.
_CELLS = """
    () => [...document.querySelectorAll('section[data-resolution] [data-figure]')]
        .filter(cell => cell.querySelector('.v'))
        .map(cell => {
            const part = name => [...cell.querySelectorAll(name)].map(one => one.innerText).join('');
            return [cell.closest('section[data-resolution]').dataset.resolution, cell.dataset.figure, part('.v'),
                part('.r'), part('.sign')];
        })
"""
_OPEN = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield found
        found.close()


@pytest.fixture(params=sorted(path.parent.name for path in PAGES.glob("*/bi.duckdb")))
def folder(request: pytest.FixtureRequest) -> Path:
    return PAGES / request.param


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[object]:
    """Open the page at a width and an address; what it asks of a network, or complains about, fails the test."""
    contexts, asked = [], []

    def open_page(width: str = "desktop", at: str = "", **more: object) -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = browser.new_context(viewport=size, offline=True, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(f"{(folder / 'scorecard/index.html').as_uri()}{at}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A document without an icon of its own is asked for none on disk.
    assert [url for url in asked if not url.endswith("scorecard/index.html")] == []


def shown(page: Page) -> dict[Key, list[Shown]]:
    page.evaluate(_OPEN)
    found: dict[Key, list[Shown]] = {}
    for resolution, figure, value, ratio, sign in page.evaluate(_CELLS):
        key = (resolution, *figure.split(" "))
        found.setdefault(key, []).append(Shown(value, ratio, re.sub(r"\s+", " ", sign).replace(" ,", ",").strip()))
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_is_the_marts(visit, folder: Path, width: str, language: str) -> None:
    found = shown(visit(width, "#en" if language == "en" else ""))
    assert page_figures.problems(found, folder / "bi.duckdb", language) == []


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [("desktop", "vi", "light"), ("desktop", "en", "dark"), ("phone", "en", "light"), ("phone", "vi", "dark")],
)
def test_axe_finds_nothing(visit, width: str, language: str, scheme: str) -> None:
    page = visit(width, "#en" if language == "en" else "", color_scheme=scheme)
    page.evaluate(_OPEN)
    broken = Axe().run(page).response["violations"]
    assert [(one["id"], len(one["nodes"]), one["nodes"][0]["html"]) for one in broken] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(visit, width: int) -> None:
    page = visit()
    page.evaluate(_OPEN)
    for language in ("vi", "en"):
        page.click(f"[data-speak={language}]")
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_language_is_switched_aloud_and_stands_in_the_address(visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Scorecard of the resolution"
    assert page.text_content("[role=status]") == "Now shown in English"
    assert page.url.endswith("#en")
    assert page.get_attribute("[data-speak=en]", "aria-pressed") == "true"
    # A place on the page keeps the language, also for who is sent the address.
    page.click("nav.parts a >> nth=2")
    assert page.url.endswith("#en:nq1-units")
    assert page.evaluate("document.activeElement.id") == "nq1-units"
    page.reload()
    assert page.evaluate("[document.documentElement.lang, document.activeElement.id]") == ["en", "nq1-units"]
    page.click("[data-speak=vi]")
    assert page.url.endswith("#nq1-units")


def test_focus_is_seen(visit) -> None:
    page = visit()
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
                              "(getComputedStyle(document.activeElement))")  # fmt: skip
        assert style[0] != "none" and style[1] != "0px"


def test_without_script_the_page_is_vietnamese_and_has_no_switch(visit, folder: Path) -> None:
    page = visit(java_script_enabled=False)
    assert page.is_visible("h1 .vi") and not page.is_visible("h1 .en")
    assert not page.is_visible("[data-speak=en]")


@pytest.mark.parametrize("is_landscape", [False, True])
def test_it_prints_on_a4_with_nothing_cut(visit, tmp_path: Path, is_landscape: bool) -> None:
    page = visit()
    page.emulate_media(media="print")
    millimetres = (297 if is_landscape else 210) - 22
    page.set_viewport_size({"width": round(millimetres / 25.4 * 96), "height": 1000})
    page.evaluate(_OPEN)
    wide = page.evaluate(
        "() => [...document.querySelectorAll('table, figure, article, p')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))"
    )
    assert wide == []
    printed = page.pdf(format="A4", landscape=is_landscape)
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", printed))
    assert {(float(w) > float(h)) for w, h in boxes} == {is_landscape}
