"""The page: reviews in, one HTML file out that loads nothing but itself.

Belongs here: putting templates, style, script and pictures together. Not here: what stands in which list (parts.py),
any word about a figure (publish/review/), and looks (static/).
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project import quality
from dagster_project.lib import bilingual
from dagster_project.publish.review import figures, sentences
from dagster_project.publish.review.facts import Figure, Review
from dagster_project.publish.scorecard.page import parts
from dagster_project.publish.scorecard.page.chart import draw

_STROKE = re.compile("(?<=[0-9])/")
_HERE = Path(__file__).parent
_BASE_STYLE = Path(quality.__path__[0]) / "static" / "base.css"


def write_page(reviews: list[Review], path: Path) -> None:
    """Write the page of all resolutions; the same reviews give the same bytes."""
    path.write_text(render_page(reviews), encoding="utf-8")


def render_page(reviews: list[Review]) -> str:
    """Return the page as HTML, in both languages."""
    charts = {
        (review.code, indicator.code): draw(review, indicator) for review in reviews for indicator in review.indicators
    }
    return _environment().get_template("page.html.j2").render(reviews=reviews, charts=charts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    script = (_HERE / "static" / "page.js").read_text(encoding="utf-8").strip()
    styles = [path.read_text(encoding="utf-8") for path in (_BASE_STYLE, _HERE / "static" / "page.css")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    known: dict[str, Any] = {
        # Style and script are files of the project and hold no markup of their own.
        "style": Markup("\n".join(styles)),
        "script": Markup(script),
        # Only this script may run, and nothing may be loaded: the browser itself sees to it.
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
        "t": lambda vi, en: bilingual.say((vi, en)),
        "say": bilingual.say,
        "n": lambda value: bilingual.say(bilingual.number(value)),
        "ratio": _ratio,
        "day": bilingual.day,
        "inside": sentences.inside,
        "joined": bilingual.joined,
        "figures": figures,
        "sentences": sentences,
        "parts": parts,
        "SIGNS": figures.SIGNS,
        "NOTED": figures.NOTED,
        "LACKING": figures.LACKING,
    }
    environment.globals.update(known)
    return environment


def _ratio(figure: Figure) -> Markup:
    """Write numerator and denominator; where there is no room the line may break after the stroke."""
    return Markup(_STROKE.sub("/<wbr>", str(bilingual.say(figures.ratio(figure)))))
