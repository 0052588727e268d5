"""What a dashboard shows: the data that its charts were sent, and the cells of its tables as they stand in the page.

Here belongs: opening a dashboard in the browser and reading it. Not here: what is expected.
"""

import json
import urllib.parse
from dataclasses import dataclass
from typing import Any

from tests.superset.browser import Browser
from tests.superset.server import Superset

_TABLES = """
(() => Object.fromEntries([...document.querySelectorAll('[data-test-chart-name]')].map(chart => [
    chart.dataset.testChartName,
    [...chart.querySelectorAll('table tbody tr')].map(
        row => [...row.querySelectorAll('th, td')].map(cell => cell.innerText.trim()))
])))()
"""
_IS_READY = """
document.querySelectorAll('.slice_container').length >= %d
    && !document.querySelector('.loading, [data-test=loading-indicator]')
"""


@dataclass(frozen=True)
class Shown:
    """One dashboard as it was shown once, by the charts' titles."""

    #: The results of a chart's queries, a list of rows each.
    sent: dict[str, list[list[dict[str, Any]]]]
    #: The rows of a chart's table, cell by cell, as text.
    tables: dict[str, list[list[str]]]
    #: Whom the page talked to (host and port).
    hosts: set[str]


def look_at(browser: Browser, superset: Superset, slug: str, charts: int) -> Shown:
    """Open a dashboard and wait until so many charts are drawn."""
    titles = {one["id"]: one["slice_name"] for one in superset.ask("/api/v1/chart/?q=(page_size:100)")[1]["result"]}
    for cookie in superset.cookies:
        browser.send("Network.setCookie", name=cookie.name, value=cookie.value, url=superset.url)
    browser.open(f"{superset.url}/superset/dashboard/{slug}/")
    browser.wait_until(lambda: browser.evaluate(_IS_READY % charts), f"{slug} was not drawn", 180)
    sent = {}
    for response in browser.responses():
        url = urllib.parse.urlsplit(response["url"])
        about = json.loads(urllib.parse.parse_qs(url.query).get("form_data", ["{}"])[0])
        if url.path == "/api/v1/chart/data" and "slice_id" in about:
            answer = json.loads(browser.body(response["requestId"]))
            assert response["status"] == 200, answer
            sent[titles[about["slice_id"]]] = [result["data"] for result in answer["result"]]
    hosts = {urllib.parse.urlsplit(one["url"]).netloc for one in browser.responses() if one["url"].startswith("http")}
    return Shown(sent, browser.evaluate(_TABLES), hosts)
