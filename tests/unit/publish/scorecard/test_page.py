"""The scorecard page shows every figure as the marts hold it, in two languages, and loads nothing but itself."""

import re
from pathlib import Path

import pytest
from lxml import html

from dagster_project.publish.review.facts import Review
from dagster_project.publish.review.read import read_reviews
from dagster_project.publish.scorecard.page import chart
from dagster_project.publish.scorecard.page.write import render_page
from tests import page_figures, small_bi
from tests.page_figures import Key, Shown


@pytest.fixture(scope="module")
def bi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bi.write_small_bi(tmp_path_factory.mktemp("published") / "bi.duckdb")


@pytest.fixture(scope="module")
def reviews(bi: Path) -> list[Review]:
    return read_reviews(bi)


@pytest.fixture(scope="module")
def text(reviews: list[Review]) -> str:
    return render_page(reviews)


@pytest.fixture
def page(text: str) -> html.HtmlElement:
    return html.fromstring(text)


def spoken(page: html.HtmlElement, language: str) -> html.HtmlElement:
    """Leave the words of one language."""
    for element in list(page.iter()):
        if element.get("class") == {"vi": "en", "en": "vi"}[language]:
            element.drop_tree()
    return page


def words(element: html.HtmlElement) -> str:
    return re.sub(r"[ \n]+", " ", element.text_content()).strip()


def every(element: html.HtmlElement, *tags: str, of: str = "", **attributes: str | None) -> list[html.HtmlElement]:
    """Return the elements with one of the tags, the classes `of` and the attributes (None: whatever they say)."""
    wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
    return [
        one
        for one in element.iterdescendants()
        if (one.tag in tags if tags else isinstance(one.tag, str))
        and set(of.split()) <= set((one.get("class") or "").split())
        and all(one.get(name) == value if value else name in one.attrib for name, value in wanted.items())
    ]


def shown(page: html.HtmlElement) -> dict[Key, list[Shown]]:
    found: dict[Key, list[Shown]] = {}
    for section in every(page, "section", data_resolution=None):
        for cell in every(section, data_figure=None):
            if not every(cell, of="v"):
                continue
            key = (section.get("data-resolution"), *cell.get("data-figure").split(" "))
            parts = ["".join(words(one) for one in every(cell, of=name)) for name in ("v", "r", "sign")]
            found.setdefault(key, []).append(Shown(*parts))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_is_the_marts(page: html.HtmlElement, bi: Path, language: str) -> None:
    found = shown(spoken(page, language))
    assert page_figures.problems(found, bi, language) == []


def test_the_comparison_finds_what_is_wrong(page: html.HtmlElement, bi: Path) -> None:
    right = shown(spoken(page, "vi"))
    key = (small_bi.FIRST, "province", "1.1", "total", "2024")
    [good, *_] = right[key]
    for wrong in (
        Shown("95,0\u00a0%", good.ratio, good.sign),
        Shown("94,95\u00a0%", good.ratio, good.sign),
        Shown("94.96\u00a0%", good.ratio, good.sign),
        Shown(good.value, "2374/2500", good.sign),
        Shown(good.value, good.ratio, "✗, chưa đạt"),
        Shown(good.value, good.ratio, "?"),
    ):
        assert len(page_figures.problems({**right, key: [wrong]}, bi, "vi")) == 1
    assert len(page_figures.problems({k: v for k, v in right.items() if k != key}, bi, "vi")) == 1


def test_nothing_is_loaded(text: str, page: html.HtmlElement) -> None:
    assert not every(page, "link", "img", "iframe", "object") and not every(page, src=None)
    assert not re.search(r"@import|url\(|src=", text)
    assert set(re.findall(r"https?://[^\"' )]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    [policy] = every(page, "meta", http_equiv=None)
    assert policy.get("content").startswith("default-src 'none'")


def test_tables_are_tables_for_a_screen_reader(page: html.HtmlElement) -> None:
    for table in every(page, "table"):
        assert every(table, "caption")
        assert all(cell.get("scope") for cell in every(table, "th"))
    ids = [element.get("id") for element in every(page, id=None)]
    assert len(ids) == len(set(ids))
    targets = [one.get("href").removeprefix("#") for one in every(page, "a")]
    targets += [one.get("aria-labelledby") for one in every(page, aria_labelledby=None)]
    assert set(targets) <= set(ids)


def test_every_word_is_there_in_both_languages(page: html.HtmlElement) -> None:
    spans: dict[str, list[html.HtmlElement]] = {
        language: every(page, "span", of=language, lang=language) for language in ("vi", "en")
    }
    assert len(spans["vi"]) == len(spans["en"]) > 100
    assert all(words(one) for both in spans.values() for one in both)
    assert page.get("lang") == "vi"


def test_what_is_open_looks_like_no_failure(page: html.HtmlElement) -> None:
    cells = [one for one in every(page, data_figure=None) if every(one, of="sign s-undetermined")]
    assert cells
    for cell in cells:
        assert "chưa đạt" not in words(cell) and not every(cell, of="s-not_met")
    # Not yet due and on its way is none, either.
    for cell in every(page, data_figure="province 1.2 total 2024"):
        assert every(cell, of="sign s-on_track")


def test_units_stand_in_their_official_order_with_what_they_were(page: html.HtmlElement) -> None:
    [section] = every(spoken(page, "vi"), "section", data_resolution=small_bi.FIRST)
    tables = every(section, "table", of="units")
    names = [[words(one) for one in every(table, "th", scope="row")] for table in tables]
    assert names[0] == ["Toàn tỉnh", "Huyện ủy tinh", "Huyện ủy bach-mai trước là Cũ"]
    assert names[1][1:3] == ["Huyện ủy tinh", "Huyện ủy an-binh"]


def test_notes_stand_with_the_figures(page: html.HtmlElement) -> None:
    told = words(spoken(page, "vi"))
    assert "* 2025: Số liệu đến 30/6/2025." in told
    assert "các nhóm không cộng thành tổng số, các đơn vị không cộng thành tỉnh" in told
    assert "đã nhận 1.230/1.234 biểu của mọi năm" in told


def test_what_would_settle_an_open_figure_is_told(page: html.HtmlElement) -> None:
    told = words(spoken(page, "vi"))
    assert "kết quả đầy đủ trong khoảng 1,8–13,4\u00a0%" in told
    first = told.index("Nhận Biểu 02 năm 2025 của Huyện ủy bach-mai: khoảng 11 đồng chí.")
    assert told.index("Huyện ủy bach-mai sửa dòng bị loại ở Biểu 02 năm 2025: 1 đồng chí.") > first
    assert "chưa xác định, chưa ước tính được khoảng" in told
    assert "Huyện ủy an-binh: Biểu 01: chưa gửi (hạn 31/01/2025)" in told
    assert "Huyện ủy tinh: Biểu 01: muộn 4 ngày" in told


def test_only_the_latest_changes_are_told(page: html.HtmlElement, tmp_path: Path) -> None:
    told = words(spoken(page, "vi"))
    change = "80/85 (94,1\u00a0%, chưa xác định) → 96/100 (96,0\u00a0%, đạt); chưa được tính: 15 → 0"
    assert f"1.1, 2023, Toàn tỉnh: {change}. Đã nhận Biểu 01" in told
    assert "Ngoài ra 1 số liệu" in told and "Cũ hơn" not in told
    without = small_bi.write_small_bi(tmp_path / "bi.duckdb", keeps_vintages=False)
    assert "Từ lần báo cáo trước" not in render_page(read_reviews(without))


def test_names_are_text(text: str, tmp_path: Path) -> None:
    assert "Chỉ tiêu 1.1 &amp; &lt;b&gt;khác&lt;/b&gt;" in text
    named = small_bi.write_small_bi(tmp_path / "bi.duckdb", name="<script>x</script>")
    assert "<script>x" not in render_page(read_reviews(named))


def test_no_line_is_drawn_over_a_break(reviews: list[Review]) -> None:
    rated, qualified, _, few = reviews[0].indicators
    # New rules of rating in 2023 break what counts ratings; half of a year breaks everything.
    assert chart.segments(reviews[0], rated) == [[2022], [2023, 2024], [2025]]
    assert chart.segments(reviews[0], qualified) == [[2022, 2023, 2024], [2025]]
    # Nothing to draw in 2024 and 2025.
    assert chart.segments(reviews[0], few) == [[2022], [2023]]
    picture = str(chart.draw(reviews[0], rated))
    assert picture.count('stroke-dasharray="5,3"') == 2


def test_a_picture_is_valid_and_says_what_the_table_says(reviews: list[Review]) -> None:
    for review in reviews:
        for indicator in review.indicators:
            chart.build(review, indicator).to_dict()
    picture = str(chart.draw(reviews[0], reviews[0].indicators[0]))
    assert '<tspan class="vi">94,96\u00a0% ?</tspan><tspan class="en">94.96\u00a0% ?</tspan>' in picture
    assert "role=" not in picture and "aria-" not in picture


def test_the_same_figures_give_the_same_page(reviews: list[Review], text: str) -> None:
    assert render_page(reviews) == text


def test_without_figures_there_is_a_page() -> None:
    assert "Chưa có số liệu" in render_page([])
